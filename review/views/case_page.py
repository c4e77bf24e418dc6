"""What the page of one case shows: the case itself, and the queue that it was opened from beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.scheme import Stage
from applications.showing import changes_in, compared_sections, is_of_recognition, previous_submission
from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.people.models import User
from portal.people.requests import user_of
from review.choices import TaskState
from review.forms.deciding import DecisionForm, HandOverForm
from review.models import Office, ReviewTask
from review.policies import may_decide, may_revoke, may_take_back
from review.queries.cases import confirmations, earlier_remarks, opinion_lines
from review.queries.history import history_of
from review.queries.outlets import outlets_of
from review.queries.phrases import phrases_for
from review.queries.tasks import category_names, colleagues
from review.services.presence import SAID_EVERY, note_presence
from review.views.workbench import beside, decided_before, place_beside


def page_of_case(
    request: HttpRequest,
    shown: ReviewTask,
    offices: list[Office],
    *,
    form: DecisionForm | None = None,
    refusal: str = "",
    in_full: bool = False,
) -> dict[str, Any]:
    """Return all that the page shows. `in_full` shows the document's number unmasked; the caller has logged it."""
    user, place = user_of(request), place_beside(request, shown, offices)
    return {
        **case_context(shown, user, form=form, refusal=refusal, in_full=in_full),
        **beside(place, shown, user),
        "decided": decided_before(request, user),
        "present": note_presence(task=shown, user=user),
        "said_every": SAID_EVERY,
    }


def stage_of(shown: ReviewTask) -> Stage:
    stage: Stage = shown.application.scheme.stage(shown.stage)
    return stage


def decision_form(shown: ReviewTask, data: Any = None) -> DecisionForm:
    application, stage = shown.application, stage_of(shown)
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
        "stage": stage_of(shown).for_offices.of(get_language()),
        "help": _help(stage_of(shown)),
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
        "can_take_back": is_open and reason is not None and may_take_back(user, shown) is None,
        "form": form or (decision_form(shown) if can_decide else None),
        "hand_over": HandOverForm(people=colleagues(shown, user)) if can_decide else None,
    }


def _submitted(shown: ReviewTask, form: DecisionForm | None, in_full: bool) -> dict[str, Any]:
    submission = shown.submission
    submission.application = shown.application
    before = previous_submission(submission)
    sections = compared_sections(before, submission, masked=not in_full)
    return {
        "submission": submission,
        "changes": changes_in(sections),
        "changes_title": _("与上次认定的不同") if before and is_of_recognition(before, submission) else "",
        "sections": sections,
        "typed": form.remark_texts if form else {},
        "remarks": earlier_remarks(shown.application),
    }


def _said(shown: ReviewTask, user: User) -> dict[str, Any]:
    """What others have said and done, and where originals are brought."""
    application = shown.application
    return {
        "history": history_of(shown, opinion_lines(application, category_names())),
        "phrases": phrases_for(user, shown.office) if may_decide(user, shown) is None else [],
        "confirmations": confirmations(shown),
        "outlets": outlets_of(shown.office),
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
