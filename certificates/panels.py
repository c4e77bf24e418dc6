"""The certificate on the page of its case."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from applications.choices import State
from applications.models import Application
from certificates.policies import may_download, may_view
from certificates.queries import answer_of, certificate_of
from portal.people.requests import user_of


def certificate_panel(request: HttpRequest, application: Application) -> str:
    """Show number, validity and, to whom it belongs, the download; nothing before the case is approved (NB-98)."""
    if application.state not in (State.APPROVED, State.REVOKED):
        return ""
    certificate = certificate_of(application)
    if certificate is None:
        return ""
    context = {
        "certificate": certificate,
        "answer": answer_of(certificate),
        "downloadable": may_download(user_of(request), certificate) is None,
        "is_viewer": may_view(user_of(request), certificate),
    }
    return render_to_string("certificates/_certificate.html", context, request=request)
