"""What the views of this app share: finding a case for this reader, and answers to scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.checking.faults import anchor_of
from applications.checking.whole import section_of_path
from applications.corrections import Corrections, corrections_of
from applications.models import Application
from applications.policies import fills_in_for_unit, may_see, takes_back
from applications.queries import case_by_public_id, return_of, stage_words
from applications.scheme import Section
from applications.scheme.records import place_of
from portal.people.requests import user_of
from portal.refusals import concerns
from portal.ui.nav import stand_at

View = Callable[..., HttpResponseBase]


def cases_seen(values: Iterable[str]) -> dict[str, int]:
    """Return which cases the ticked boxes of a list name, each with the revision that the page showed of it."""
    pairs = (value.partition(":") for value in values)
    return {name: int(revision) for name, _colon, revision in pairs if revision.isdecimal() and len(revision) < 10}


def case_or_404(request: HttpRequest, public_id: str) -> Application:
    """Return a case that this reader may see; to all others it does not exist."""
    try:
        application = concerns(case_by_public_id(public_id))
    except Application.DoesNotExist:
        raise Http404 from None
    if not may_see(user_of(request), application):
        raise Http404
    if not application.is_about(user_of(request)):
        stand_at(request, reverse("applications:unit_desk"))
    return application


def own_case_or_404(request: HttpRequest, public_id: str) -> Application:
    """Return a case that is this reader's to take back, while it runs."""
    application = case_or_404(request, public_id)
    if not takes_back(user_of(request), application):
        raise Http404
    return application


def editable_case_or_404(request: HttpRequest, public_id: str) -> Application:
    """Return a case whose form this reader fills in: their own, or one of a unit that fills in for its people."""
    application = case_or_404(request, public_id)
    user = user_of(request)
    if not application.is_about(user) and not fills_in_for_unit(user, application):
        raise Http404
    return application


def section_or_404(application: Application, key: str) -> Section:
    section = next((one for one in application.scheme.sections if one.key == key), None)
    if section is None:
        raise Http404
    return section


def remark_links(application: Application, corrections: Corrections | None = None) -> list[dict[str, Any]]:
    """The open remarks of a returned case in the order of its pages: the name of what each is about, its words, its place."""
    return [
        {
            "path": one.path,
            "label": one.label,
            "text": one.text,
            "section": section_of_path(application.scheme, one.path),
            "url": place_url(application, one.path),
            "is_done": one.is_done,
        }
        for one in (corrections or corrections_of(application)).items
    ]


def corrections_now(application: Application) -> dict[str, Any]:
    """Return, for the scripts of the form, which remarks have been dealt with and where the next one is."""
    found = corrections_of(application)
    if not found.items:
        return {}
    url = place_url(application, found.next.path) if found.next else ""
    return {"corrections": {"done": sorted(found.done_paths), "left": found.left, "next": url}}


def returned_context(application: Application) -> dict[str, Any]:
    """Return what `applications/_returned.html` shows: who gave the case back, and at which stage it failed (CY-72)."""
    returned = return_of(application)
    stage = stage_words(application.scheme, returned.stage) if returned else ""
    return {"returned": returned, "returned_stage": stage}


def place_url(application: Application, path: str, *, check: str = "") -> str:
    """Return the address of a place of the form: one answer of a record is on the record's own page.

    `check` says which faults the page is to show there: those of this step (`form`), or all.
    """
    section, place = section_of_path(application.scheme, path), place_of(path)
    if place.kind == "field" and place.record:
        url = reverse("applications:record", args=[application.public_id, section, place.record])
    else:
        url = reverse("applications:page", args=[application.public_id, section])
    return f"{url}{f'?check={check}' if check else ''}#{anchor_of(path)}"


def revision_of(request: HttpRequest) -> int | None:
    """The revision of the case that the sent page showed; None if it says none."""
    value = request.POST.get("revision", "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def signed_in_script(view: View) -> View:
    """Answer 401 and the address of the sign-in page to a script whose session has ended, so that it can wait and retry."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return JsonResponse({"reason": _("登录已过期。"), "login": resolve_url(settings.LOGIN_URL)}, status=401)

    return answer


def refusal(reason: str, status: int = 422) -> HttpResponse:
    return JsonResponse({"reason": reason}, status=status)
