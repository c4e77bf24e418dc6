"""What the review adds to pages of the apps below it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from applications.choices import STAGES, State
from applications.models import Application
from applications.queries import ends_of_schemes
from review.queries.complaints import complaint_desk, takes_complaints
from review.queries.following import label_of, result_words, standing_of
from review.queries.outlets import outlets_by_office, outlets_now
from review.queries.publicity import periods_in_publicity


def complaints_on_home(_request: HttpRequest, _obj: Any) -> str:
    """The two ways 网上投诉 and 网上举报, on the home page of a tenant that takes them (NX-04)."""
    return render_to_string("review/_complaint_panel.html") if takes_complaints() else ""


def complaints_in_guide(_request: HttpRequest, _version: Any) -> str:
    """Where one complains about how a scheme is handled, and until when one is answered, at the end of its guide."""
    desk = complaint_desk() if takes_complaints() else None
    return render_to_string("review/_complaint_line.html", {"desk": desk}) if desk else ""


def outlets_in_guide(_request: HttpRequest, _version: Any) -> str:
    """Where originals are handed in (NB-72), below the steps of a guide."""
    offices = outlets_by_office()
    return render_to_string("review/_outlets_in_guide.html", {"offices": offices}) if offices else ""


def outlets_on_case(_request: HttpRequest, application: Application) -> str:
    """Where the originals of a case are handed in, to all who see it while an office that receives them has it."""
    if application.state not in STAGES:
        return ""
    outlets = outlets_now(application)
    return render_to_string("review/_outlets_on_case.html", {"outlets": outlets}) if outlets else ""


def publicity_on_home(_request: HttpRequest, _obj: Any) -> str:
    """What is on the public list now, and until when one can object (NB-83, NB-84)."""
    if not ends_of_schemes().publicity:
        return ""
    return render_to_string("review/_publicity_panel.html", {"periods": periods_in_publicity()})


def follow_up_on_case(request: HttpRequest, application: Application) -> str:
    """Whether an approved case was handed on, and what was decided of it (CY-70, CY-75), to all who see the case."""
    follow_up = application.scheme.follow_up
    if follow_up is None or application.state not in (State.APPROVED, State.REVOKED):
        return ""
    standing = standing_of(application)
    context = {
        "title": follow_up.title.of(get_language()),
        "standing": standing,
        "result": label_of(application, standing.record.value) if standing.record else "",
    }
    return render_to_string("review/_follow_up_panel.html", context, request=request)


def follow_up_beside_status(_request: HttpRequest, application: Application) -> SafeString | str:
    """What was decided of an approved case, beside its status."""
    words = result_words(application) if application.state == State.APPROVED else ""
    return format_html('<span class="follow-up-result">{}</span>', words) if words else ""
