"""The page of one case as an office sees it, and what its reviewers do there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.views.keeping import kept_over_sign_in, take_kept
from portal.people.models import User
from portal.policy import Refused
from portal.writes.answers import conflict
from review.forms.deciding import DecisionForm, HandOverForm
from review.models import Office, ReviewTask
from review.queries.cases import task_of_case
from review.queries.tasks import colleagues
from review.services.deciding import decide_task
from review.services.taking import hand_back_task, hand_over_task, take_back_task, take_task
from review.services.viewing import reveal_identity
from review.views.access import for_reviewers, from_the_case, task_or_404
from review.views.case_page import decision_form, page_of_case
from review.views.workbench import after_deciding, place_beside


@require_safe
@never_cache
@for_reviewers
def task(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """One task: what was submitted, what others said, and the decision (NB-70…82, NB-104)."""
    shown = task_or_404(_user(request), public_id)
    return _page(request, shown, offices)


@require_safe
@for_reviewers
def case(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Lead from a case to the latest task of it that the reader's offices have."""
    found = task_of_case(public_id, offices)
    if found is None:
        raise Http404
    return redirect("review:task", public_id=found.public_id)


@kept_over_sign_in
@never_cache
@for_reviewers
def decide(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Take a decision; what is refused comes back with everything that was typed, and why.

    What was typed when the session had ended is shown again after signing in, to be sent once more.
    """
    shown, user = task_or_404(_user(request), public_id), _user(request)
    if request.method != "POST":
        return _typed_before(request, shown, offices)
    form = decision_form(shown, request.POST)
    if not form.is_valid():
        return _page(request, shown, offices, status=422, form=form)
    try:
        decide_task(task_id=shown.pk, user=user, **_decision(form))
    except Refused as refusal:
        shown = task_or_404(user, public_id)
        return _page(request, shown, offices, status=409, form=form, refusal=refusal.reason)
    return redirect(after_deciding(place_beside(request, shown, offices), shown, user))


def _page(
    request: HttpRequest, shown: ReviewTask, offices: list[Office], *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "review/task.html", page_of_case(request, shown, offices, **more), status=status)


def _typed_before(request: HttpRequest, shown: ReviewTask, offices: list[Office]) -> HttpResponse:
    kept = take_kept(request)
    if kept is None:
        return redirect("review:task", public_id=shown.public_id)
    messages.warning(request, _("登录已过期，决定没有记录。您填写的内容仍在，请核对后重新提交。"))
    return _page(request, shown, offices, form=decision_form(shown, kept))


@from_the_case
@for_reviewers
def take(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Take the task, so that colleagues see who works on it."""
    shown = task_or_404(_user(request), public_id)
    return _attempt(request, shown, lambda: take_task(task_id=shown.pk, user=_user(request), seen=_seen(request)))


@from_the_case
@for_reviewers
def hand_back(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Let the task go again."""
    shown = task_or_404(_user(request), public_id)
    return _attempt(request, shown, lambda: hand_back_task(task_id=shown.pk, user=_user(request), seen=_seen(request)))


@from_the_case
@for_reviewers
def take_back(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Let a colleague's task go, which the head of the office may when they have had it for too long."""
    shown = task_or_404(_user(request), public_id)
    return _attempt(request, shown, lambda: take_back_task(task_id=shown.pk, user=_user(request), seen=_seen(request)))


@from_the_case
@for_reviewers
def hand_over(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Give the task to a colleague of the same office."""
    shown = task_or_404(_user(request), public_id)
    form = HandOverForm(request.POST, people=colleagues(shown, _user(request)))
    if not form.is_valid():
        messages.error(request, str(form.errors["to"][0]))
        return redirect(_back(request, shown))
    to = form.cleaned_data["to"]
    return _attempt(
        request,
        shown,
        lambda: hand_over_task(task_id=shown.pk, user=_user(request), to=to, seen=_seen(request)),
    )


@from_the_case
@never_cache
@for_reviewers
def reveal(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Show the whole number of the applicant's document once; the view is logged first."""
    shown = task_or_404(_user(request), public_id)
    reveal_identity(task_id=shown.pk, user=_user(request))
    return _page(request, shown, offices, in_full=True)


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _seen(request: HttpRequest) -> str | None:
    """How the task stood on the page that was sent."""
    return request.POST.get("seen")


def _attempt(request: HttpRequest, shown: ReviewTask, act: Any) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return conflict(request, refusal.reason, url=_back(request, shown))
    return redirect(_back(request, shown))


def _back(request: HttpRequest, shown: ReviewTask) -> str:
    """The case's page, beside the queue as it was narrowed."""
    query = request.META.get("QUERY_STRING", "")
    return reverse("review:task", args=[shown.public_id]) + (f"?{query}" if query else "")


def _decision(form: DecisionForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    return {
        "decision": cleaned["decision"],
        "words": cleaned["words"],
        "category": cleaned.get("category", ""),
        "records": form.records,
        "remarks": form.remarks,
        "revision": cleaned["revision"],
    }
