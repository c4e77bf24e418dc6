from __future__ import annotations

import datetime as dt
import math

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates import throttle
from certificates.addresses import token_in
from certificates.choices import Answer
from certificates.forms import VerifyForm
from certificates.models import Certificate
from certificates.policies import may_download, may_view
from certificates.queries import Finding, certificate_by_number, finding_by_number, finding_by_token
from certificates.services.downloading import note_downloaded
from certificates.services.issuing import UnableToPrint, printed_certificate
from portal.calendar import now
from portal.files.responses import file_response
from portal.people.requests import user_of
from portal.refusals import concerns
from portal.tenants.address import address_of
from portal.tenants.remembering import remembered
from portal.tenants.scope import current_tenant


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Ask by number and name, without signing in (NB-96). A pasted address of a QR code is followed.

    Nothing is written. A number in the address stands in the form already; the name is asked for all the same. The form
    is posted because it names a person, and addresses are kept in histories and logs.
    """
    if token := token_in(request.POST.get("number", "")):
        return redirect("certificates:verify_token", token)
    known = {"number": request.GET.get("number", "")[:60]}
    form = VerifyForm(request.POST if request.method == "POST" else None, initial=known)
    if not form.is_valid():
        return render(request, "certificates/verify.html", {"form": form})
    if until := throttle.blocked_until(request, guessable=True):
        return _wait(request, until)
    return _answer(request, finding_by_number(**form.cleaned_data), form, guessable=True)


@require_safe
@never_cache
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Where a QR code leads (NB-95, NB-96)."""
    if until := throttle.blocked_until(request, guessable=False):
        return _wait(request, until)
    return _answer(request, finding_by_token(token), VerifyForm(), guessable=False, token=token)


@require_safe
@login_required
@never_cache
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The holder's own file (NB-93). To strangers it does not exist."""
    try:
        certificate = concerns(certificate_by_number(number))
    except Certificate.DoesNotExist:
        raise Http404 from None
    if not may_view(user_of(request), certificate):
        raise Http404
    if reason := may_download(user_of(request), certificate):
        return render(request, "certificates/refused.html", {"reason": reason}, status=403)
    try:
        content = printed_certificate(certificate=certificate)
    except UnableToPrint as refusal:
        return render(request, "certificates/refused.html", {"reason": refusal.reason}, status=503)
    note_downloaded(certificate=certificate, user=user_of(request))
    return _as_file(certificate, content)


def _answer(
    request: HttpRequest, finding: Finding, form: VerifyForm, *, guessable: bool, token: str = ""
) -> HttpResponse:
    """Show the answer, with the host that it must come from: a copied page would stand under another."""
    is_known = finding.answer != Answer.UNKNOWN
    if not is_known:
        throttle.count_miss(request, guessable=guessable)
    own = remembered("own-address", lambda: address_of(current_tenant()))
    context = {
        "finding": finding,
        "form": form,
        "checked_at": now(),
        "host": own.partition("://")[2],
        "address": own + reverse("certificates:verify_token", args=[token]) if token and is_known else "",
    }
    response = render(request, "certificates/verify.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _wait(request: HttpRequest, until: dt.datetime) -> HttpResponse:
    response = render(request, "certificates/wait.html", {"until": until}, status=429)
    response["Retry-After"] = str(max(1, math.ceil((until - now()).total_seconds())))
    return response


def _as_file(certificate: Certificate, content: bytes) -> HttpResponse:
    name = "_".join((certificate.content["title"]["zh"], certificate.holder_name, certificate.number))
    return file_response(content, content_type="application/pdf", name=f"{name}.pdf", as_attachment=True)
