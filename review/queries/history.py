"""What has happened to a case, in one list: submissions, opinions, hand-overs, and every other step of its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.choices import Deed
from applications.models import Application, Submission, TimelineEntry
from portal.audit.models import Event
from portal.audit.services import name_of
from review.models import ReviewTask
from review.queries.cases import OpinionLine

DECIDED = frozenset({Deed.PASSED, Deed.JOINED, Deed.SENT_BACK, Deed.RETURNED, Deed.REJECTED})
HANDED = ("task.taken", "task.handed_back", "task.handed_over", "task.taken_back")


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened. `entry` is the step of the way; `opinion` what was decided by it."""

    at: dt.datetime
    deed: str
    office: str = ""
    person: str = ""
    entry: TimelineEntry | None = None
    opinion: OpinionLine | None = None
    submission: Submission | None = None
    url: str = ""


def history_of(task: ReviewTask, opinions: list[OpinionLine]) -> list[HistoryLine]:
    """Return everything that happened to the case of a task, the first thing first."""
    application = task.application
    steps = _steps(application, opinions, list(application.submissions.order_by("number")), task.submission_id)
    return sorted([*steps, *_handed(application)], key=lambda line: line.at)


def _steps(
    application: Application, opinions: list[OpinionLine], submissions: list[Submission], shown: int
) -> Iterator[HistoryLine]:
    """Each step with the opinion, or the submission, that was written right before it."""
    waiting, sent = list(opinions), list(submissions)
    for entry in application.timeline.order_by("id"):
        entry.application = application
        opinion = _taken_from(waiting, entry) if entry.action in DECIDED else None
        submission = sent.pop(0) if entry.action == Deed.SUBMITTED and sent else None
        yield _step(entry, opinion, submission, shown)


def _taken_from(waiting: list[OpinionLine], entry: TimelineEntry) -> OpinionLine | None:
    first = waiting[0] if waiting else None
    if first is None or first.opinion.reviewer_id != entry.actor_id or first.opinion.decided_at > entry.at:
        return None
    return waiting.pop(0)


def _step(entry: TimelineEntry, opinion: OpinionLine | None, submission: Submission | None, shown: int) -> HistoryLine:
    person = opinion.opinion.reviewer.name if opinion else entry.actor_name
    office = opinion.opinion.office.name if opinion else entry.office
    url = ""
    if submission and submission.pk != shown:
        url = reverse("applications:submission", args=[entry.application.public_id, submission.number])
    return HistoryLine(entry.at, entry.deed, office, person, entry, opinion, submission, url)


def _handed(application: Application) -> Iterator[HistoryLine]:
    """Who took the case, gave it back or handed it on: the log says so, as the task itself knows only who has it now."""
    tasks = {name_of(one): one for one in _tasks(application)}
    events = Event.objects.filter(target__in=tasks, action__in=HANDED).order_by("id")
    for event in events:
        office = tasks[event.target].office.name
        yield HistoryLine(event.at, _deed(event), office, event.actor_name)


def _tasks(application: Application) -> Iterable[ReviewTask]:
    return ReviewTask.objects.filter(application=application).select_related("office")


def _deed(event: Event) -> str:
    if event.action == "task.handed_over":
        return _("转交给%(name)s") % {"name": event.detail.get("to", "")}
    if event.action == "task.taken_back":
        return _("从%(name)s处收回") % {"name": event.detail.get("of", "")}
    words = {"task.taken": _("领取"), "task.handed_back": _("交回")}
    return words[event.action]
