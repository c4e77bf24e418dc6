"""The queues of an office. Every list is read by key and costs the same number of queries whatever its length."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from applications.models import CatalogueCategory
from applications.queries import current_versions
from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.people.models import User
from review.choices import TaskState
from review.models import Office, ReviewTask
from review.queries.keys import date_key, moment_key
from review.queries.words import decision_words

PAGE_SIZE = 20


@dataclass(frozen=True)
class QueueFilter:
    """What a reviewer narrows the queue to; an empty value does not narrow."""

    stage: str = ""
    whose: str = ""
    due: str = ""
    name: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a queue, with what the list adds to the task."""

    task: ReviewTask
    category: str
    days_left: int | None = None
    stage: str = ""
    decision: str = ""


@dataclass(frozen=True)
class Page:
    """Some rows and the key from which the next ones are read; empty when these are the last."""

    rows: list[Row] = field(default_factory=list)
    next_key: str = ""

    @property
    def has_categories(self) -> bool:
        """Whether any row has a category to show: many schemes know none."""
        return any(row.category for row in self.rows)


def open_tasks(office: Office) -> QuerySet[ReviewTask]:
    """What the office can work on now, the most urgent first (index `task_queue_open`)."""
    return _queue(office).filter(opens_on__lte=today())


def waiting_tasks(office: Office) -> QuerySet[ReviewTask]:
    """What was submitted outside the acceptance window and opens later (AMB-05)."""
    return _queue(office).filter(opens_on__gt=today())


def done_tasks(office: Office) -> QuerySet[ReviewTask]:
    """What the office decided, the latest first, with what became of the case (NB-86; index `task_done`)."""
    tasks = ReviewTask.objects.filter(office=office, state=TaskState.DONE)
    return _with_case(tasks).select_related("opinion", "opinion__reviewer").order_by("-closed_at", "-id")


def done_for(tasks: QuerySet[ReviewTask], *, name: str, is_approved: bool) -> QuerySet[ReviewTask]:
    """Narrow decided tasks to those of a person, or to cases that ended in recognition."""
    if name:
        tasks = tasks.filter(applicant_name__icontains=name)
    return tasks.filter(application__state="approved") if is_approved else tasks


def narrowed(tasks: QuerySet[ReviewTask], wanted: QueueFilter, *, user: User, soon: dt.date) -> QuerySet[ReviewTask]:
    """Apply what a reviewer asked for; `soon` is the last day that counts as due soon (NB-92)."""
    if wanted.stage:
        tasks = tasks.filter(stage=wanted.stage)
    if wanted.name:
        tasks = tasks.filter(applicant_name__icontains=wanted.name)
    return tasks.filter(_whose(wanted.whose, user) & _due(wanted.due, soon))


def page_by_due(tasks: QuerySet[ReviewTask], after: str, names: dict[str, str] | None = None) -> Page:
    """Return the page after the key `<due date>_<id>`; a key that is none gives the first page.

    `names` are the stages' words, for who has read them already.
    """
    key = date_key(after)
    if key is not None:
        # Spelt so that the index is entered at the due date: an OR of both parts would read the queue from its start.
        tasks = tasks.filter(due_on__gte=key[0]).exclude(due_on=key[0], id__lte=key[1])
    found, has_more = _cut(tasks)
    return Page(_due_rows(found, names), f"{found[-1].due_on}_{found[-1].pk}" if has_more else "")


def page_of_done(tasks: QuerySet[ReviewTask], after: str) -> Page:
    """Return the page after the key `<moment of the decision>_<id>`; a key that is none gives the first page."""
    key = moment_key(after)
    if key is not None:
        tasks = tasks.filter(closed_at__lte=key[0]).exclude(closed_at=key[0], id__gte=key[1])
    found, has_more = _cut(tasks)
    stages, categories = stage_names(), category_names()
    rows = [
        Row(
            task,
            category=_category_of(categories, task),
            stage=stages.get(task.stage, task.stage),
            decision=decision_words(getattr(task, "opinion", None), task.application.scheme),
        )
        for task in found
    ]
    return Page(rows, f"{found[-1].closed_at}_{found[-1].pk}" if has_more else "")


def stage_names() -> dict[str, str]:
    """Return the stages that offices hold in the tenant's schemes, in order: key and words in the reader's language."""
    language = get_language()
    stages = (stage for version in current_versions() for stage in version.scheme.stages)
    return {stage.key: stage.for_offices.of(language) for stage in stages if stage.holder == "office"}


def category_names() -> dict[tuple[str, str], str]:
    """Return the names of all talent categories, by the scheme whose catalogue it is, and code."""
    return {(category.scheme_key, category.code): category.name for category in CatalogueCategory.objects.all()}


def task_by_public_id(public_id: str) -> ReviewTask:
    """Return a task with its case; ReviewTask.DoesNotExist for one of another tenant."""
    related = (
        "application__version",
        "application__unit",
        "application__applicant",
        "office",
        "submission",
        "taken_by",
    )
    task: ReviewTask = ReviewTask.objects.select_related(*related).get(public_id=public_id)
    return task


def colleagues(task: ReviewTask, user: User) -> QuerySet[User]:
    """Whom a task can be handed over to: the others who sit in its office."""
    return colleagues_in(task.office, user)


def colleagues_in(office: Office, user: User) -> QuerySet[User]:
    """The others who sit in an office."""
    seated = User.objects.filter(seats__office=office, seats__is_active=True, is_active=True)
    return seated.exclude(pk=user.pk).order_by("name", "pk")


def _queue(office: Office) -> QuerySet[ReviewTask]:
    tasks = ReviewTask.objects.filter(office=office, state=TaskState.OPEN)
    return _with_case(tasks).select_related("taken_by").order_by("due_on", "id")


def _with_case(tasks: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
    """Join the case without its answers and its scheme: reading the JSON costs more than finding the row."""
    return tasks.select_related("application__version").defer("application__answers", "application__version__content")


def _whose(whose: str, user: User) -> Q:
    if whose == "mine":
        return Q(taken_by=user)
    return Q(taken_by=None) if whose == "untaken" else Q()


def _due(due: str, soon: dt.date) -> Q:
    if due == "overdue":
        return Q(due_on__lt=today())
    return Q(due_on__range=(today(), soon)) if due == "soon" else Q()


def _cut(tasks: QuerySet[ReviewTask]) -> tuple[list[ReviewTask], bool]:
    found = list(tasks[: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def _due_rows(found: list[ReviewTask], names: dict[str, str] | None) -> list[Row]:
    """One calendar serves the whole page."""
    days = [today(), *(task.due_on for task in found)]
    calendar, categories = calendar_for(min(days), max(days)), category_names()
    stages = stage_names() if names is None else names
    return [
        Row(
            task,
            category=_category_of(categories, task),
            days_left=calendar.working_days_left(task.due_on, today()),
            stage=stages.get(task.stage, task.application.label),
        )
        for task in found
    ]


def _category_of(names: dict[tuple[str, str], str], task: Any) -> str:
    """What the department determined; before that, what is claimed."""
    code = task.application.determined_category or task.category
    return names.get((task.application.scheme.catalogue_key, code), code)
