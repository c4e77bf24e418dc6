"""自动获取: asking a service for the document of a slot, from a page with scripts or without."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.checking.faults import anchor_of
from applications.jobs import fetch_soon
from applications.models import Application
from applications.scheme import Section
from applications.services.fetching import ask_for_document
from applications.views.common import editable_case_or_404, refusal, signed_in_script
from applications.views.forming import show_page
from applications.views.scripts import slot_again, slot_now
from portal.people.models import User
from portal.people.requests import user_of
from portal.policy import Refused
from portal.writes.answers import answered_again_by


@answered_again_by(slot_again)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_script
def fetch(request: HttpRequest, public_id: str, slot: str) -> HttpResponseBase:
    """Have the service of a slot asked (POST), or see what has come of it; the answer is the slot as it looks now."""
    application = editable_case_or_404(request, public_id)
    if request.method == "POST":
        try:
            _ask(application, user_of(request), slot)
        except Refused as refused:
            return refusal(refused.reason)
    return slot_now(request, application, slot)


def fetch_from_page(
    request: HttpRequest,
    application: Application,
    part: Section,
    slot: str,
    errors: dict[str, str],
    typed: dict[str, str],
    *,
    is_asked: bool,
) -> HttpResponse:
    """The same by a button of the page itself, which has kept its answers; or only to look how it stands.

    What is refused is said at the slot, beside what was `errors` before; `typed` are explanations that no answer holds.
    """
    try:
        if is_asked:
            _ask(application, user_of(request), slot)
    except Refused as refused:
        errors[f"slot:{slot}"] = refused.reason
    if errors or typed:
        return show_page(request, application, part, errors=errors, explanations=typed)
    url = reverse("applications:page", args=[application.public_id, part.key])
    return redirect(f"{url}#{anchor_of(f'slot:{slot}')}")


def _ask(application: Application, user: User, slot: str) -> None:
    fetch = ask_for_document(application_id=application.pk, user=user, slot=slot)
    if fetch is not None:
        fetch_soon(fetch)
