"""The page of one case as an office sees it, and what its reviewers do there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.queries import changes_between
from applications.scheme import Stage
from applications.showing import submission_sections
from applications.views.keeping import kept_over_sign_in, take_kept
from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.people.models import User
from portal.policy import Refused
from portal.writes.answers import conflict
from review.choices import OfficeKind, TaskState
from review.forms.deciding import DecisionForm, HandOverForm
from review.models import Office, ReviewTask
from review.policies import may_decide, may_revoke
from review.queries.cases import (
    changes,
    confirmations,
    earlier_remarks,
    is_of_recognition,
    opinion_lines,
    outlets_of,
    previous_submission,
    task_of_case,
)
from review.queries.tasks import category_names, colleagues
from review.services.deciding import decide_task
from review.services.taking import hand_back_task, hand_over_task, take_task
from review.services.viewing import reveal_identity
from review.views.access import for_reviewers, from_the_case, task_or_404

RECEIVING = (OfficeKind.WINDOW, OfficeKind.ALLIANCE)


@require_safe
@never_cache
@for_reviewers
def task(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """One task: what was submitted, what others said, and the decision (NB-70…82, NB-104)."""
    shown = task_or_404(_user(request), public_id)
    return render(request, "review/task.html", case_context(shown, _user(request)))


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
        return _typed_before(request, shown)
    form = _decision_form(shown, request.POST)
    if not form.is_valid():
        return render(request, "review/task.html", case_context(shown, user, form=form), status=422)
    try:
        decide_task(task_id=shown.pk, user=user, **_decision(form))
    except Refused as refusal:
        shown = task_or_404(user, public_id)
        context = case_context(shown, user, form=form, refusal=refusal.reason)
        return render(request, "review/task.html", context, status=409)
    messages.success(request, _("已记录对 %(name)s 的决定。") % {"name": shown.applicant_name})
    return redirect(f"{reverse('review:queue')}?office={shown.office.code}")


def _typed_before(request: HttpRequest, shown: ReviewTask) -> HttpResponse:
    kept = take_kept(request)
    if kept is None:
        return redirect("review:task", public_id=shown.public_id)
    messages.warning(request, _("登录已过期，决定没有记录。您填写的内容仍在，请核对后重新提交。"))
    return render(request, "review/task.html", case_context(shown, _user(request), form=_decision_form(shown, kept)))


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
def hand_over(request: HttpRequest, public_id: str, offices: list[Office]) -> HttpResponse:
    """Give the task to a colleague of the same office."""
    shown = task_or_404(_user(request), public_id)
    form = HandOverForm(request.POST, people=colleagues(shown, _user(request)))
    if not form.is_valid():
        messages.error(request, str(form.errors["to"][0]))
        return redirect("review:task", public_id=public_id)
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
    return render(request, "review/task.html", case_context(shown, _user(request), in_full=True))


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _seen(request: HttpRequest) -> str | None:
    """How the task stood on the page that was sent."""
    return request.POST.get("seen")


def _attempt(request: HttpRequest, shown: ReviewTask, act: Any) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return conflict(request, refusal.reason, url=reverse("review:task", args=[shown.public_id]))
    return redirect("review:task", public_id=shown.public_id)


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


def _stage_of(shown: ReviewTask) -> Stage:
    stage: Stage = shown.application.scheme.stage(shown.stage)
    return stage


def _decision_form(shown: ReviewTask, data: Any = None) -> DecisionForm:
    application, stage = shown.application, _stage_of(shown)
    initial: dict[str, Any] = {"category": application.determined_category or application.claimed_category}
    if stage.joint is None:
        # The offices of a joint stage confirm side by side: the confirmation of one must not turn another away.
        initial["revision"] = application.revision
    return DecisionForm(data, stage=stage, scheme=application.scheme, initial=initial)


def case_context(
    shown: ReviewTask, user: User, *, form: DecisionForm | None = None, refusal: str = "", in_full: bool = False
) -> dict[str, Any]:
    """Return what the case page shows. `in_full` shows the document's number unmasked; the caller has logged it."""
    return {
        "task": shown,
        "application": shown.application,
        "stage": _stage_of(shown).for_offices.of(get_language()),
        "help": _help(_stage_of(shown)),
        "refusal": refusal,
        "in_full": in_full,
        "today": today(),
        **_standing(shown, user, form),
        **_submitted(shown, form, in_full),
        **_said(shown, user),
        **_days(shown),
    }


def _help(stage: Stage) -> str:
    return stage.help.of(get_language()) if stage.help else ""


def _standing(shown: ReviewTask, user: User, form: DecisionForm | None) -> dict[str, Any]:
    """Whether this reader can decide now; if not, why not."""
    is_open = shown.state == TaskState.OPEN
    reason = may_decide(user, shown) if is_open else None
    can_decide = is_open and reason is None
    return {
        "is_open": is_open,
        "reason": reason,
        "can_decide": can_decide,
        "is_mine": shown.taken_by_id == user.pk,
        "form": form or (_decision_form(shown) if can_decide else None),
        "hand_over": HandOverForm(people=colleagues(shown, user)) if can_decide else None,
    }


def _submitted(shown: ReviewTask, form: DecisionForm | None, in_full: bool) -> dict[str, Any]:
    submission = shown.submission
    submission.application = shown.application
    before = previous_submission(submission)
    if before is not None and before.application_id == shown.application_id:
        before.application = shown.application
    changed = changes_between(before, submission) if before else set()
    return {
        "submission": submission,
        "changes": changes(before, submission) if before else [],
        "changes_title": _("与上次认定的不同") if before and is_of_recognition(before, submission) else "",
        "sections": submission_sections(submission, changed=changed, masked=not in_full),
        "typed": form.remark_texts if form else {},
        "remarks": earlier_remarks(shown.application),
    }


def _said(shown: ReviewTask, user: User) -> dict[str, Any]:
    """What others have said and done, and where originals are brought."""
    application = shown.application
    return {
        "opinions": opinion_lines(application, category_names()),
        "confirmations": confirmations(shown),
        "timeline": application.timeline.order_by("id"),
        "outlets": outlets_of(shown.office) if shown.office.kind in RECEIVING else [],
        "certificate": getattr(application, "certificate", None),
        "can_revoke": application.state == "approved" and may_revoke(user),
    }


def _days(shown: ReviewTask) -> dict[str, Any]:
    days = [today(), shown.due_on, shown.overall_due_on or shown.due_on]
    calendar = calendar_for(min(days), max(days))
    overall = shown.overall_due_on
    return {
        "days_left": calendar.working_days_left(shown.due_on, today()),
        "overall_days_left": calendar.working_days_left(overall, today()) if overall else None,
    }
