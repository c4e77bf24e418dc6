"""The workbench: a case beside the queue it is opened from, and what comes before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from portal.people.models import User
from review.models import DeskSetting, Office, ReviewTask, SavedFilter
from review.queries.stages import Stages
from review.queries.tasks import PAGE_SIZE, Page, QueueFilter, Row, page_by_due


@dataclass(frozen=True)
class Place:
    """Where in which queue a reviewer is: the office, what the list is narrowed to, and the key it begins after."""

    office: Office
    wanted: QueueFilter
    after: str = ""
    stages: Stages | None = field(default=None, compare=False)

    @property
    def told(self) -> list[tuple[str, str]]:
        """The place as names and values, without what says nothing."""
        told = {"office": self.office.code} | asdict(self.wanted) | {"after": self.after}
        return [(name, value) for name, value in told.items() if value]

    @property
    def query(self) -> str:
        """The place as a part of an address."""
        return urlencode(self.told)

    @property
    def is_narrowed(self) -> bool:
        return self.wanted != QueueFilter()

    @property
    def first_query(self) -> str:
        """The same list from its beginning."""
        return replace(self, after="").query


@dataclass(frozen=True)
class Neighbours:
    """The cases before and after one, in the order of the queue."""

    previous: ReviewTask | None
    next: ReviewTask | None


def neighbours_of(tasks: QuerySet[ReviewTask], task: ReviewTask) -> Neighbours:
    """Return what stands before and after a task in a queue, whether or not it is still there itself."""
    return Neighbours(_before(tasks, task).first(), _behind(tasks, task).first())


def next_to_decide(tasks: QuerySet[ReviewTask], task: ReviewTask, user: User) -> ReviewTask | None:
    """Return the case that follows a decided one and is in no colleague's hands; after the last, the first that is left.

    A case whose next stage lies in the same office is not opened again at once: it waits there for its turn.
    """
    free = tasks.filter(Q(taken_by=None) | Q(taken_by=user)).exclude(application=task.application_id)
    return _behind(free, task).first() or free.first()


def page_with(tasks: QuerySet[ReviewTask], task: ReviewTask, place: Place) -> tuple[Page, str]:
    """Return the page of a queue that has the task on it, and the key it begins after: the place's where that has it."""
    names = place.stages.all if place.stages else None
    page = page_by_due(tasks, place.after, names)
    if _has(page.rows, task) or not tasks.filter(pk=task.pk).exists():
        return page, place.after
    rows = page.rows
    comes_earlier = bool(rows) and _key(task) < _key(rows[0].task)
    start = _start_before(tasks, task, PAGE_SIZE if comes_earlier else 1)
    return page_by_due(tasks, start, names), start


def _has(rows: Sequence[Row], task: ReviewTask) -> bool:
    return any(row.task.pk == task.pk for row in rows)


def _key(task: ReviewTask) -> tuple[object, int]:
    return (task.due_on, task.pk)


def _start_before(tasks: QuerySet[ReviewTask], task: ReviewTask, rows: int) -> str:
    """The key of the task that stands so many rows before; empty where the queue begins later."""
    found = list(_before(tasks, task)[rows - 1 : rows])
    return f"{found[0].due_on}_{found[0].pk}" if found else ""


def _behind(tasks: QuerySet[ReviewTask], task: ReviewTask) -> QuerySet[ReviewTask]:
    later = tasks.filter(due_on__gte=task.due_on).exclude(due_on=task.due_on, id__lte=task.pk)
    return later.order_by("due_on", "id")


def _before(tasks: QuerySet[ReviewTask], task: ReviewTask) -> QuerySet[ReviewTask]:
    earlier = tasks.filter(due_on__lte=task.due_on).exclude(due_on=task.due_on, id__gte=task.pk)
    return earlier.order_by("-due_on", "-id")


def chosen_tasks(offices: Sequence[Office], public_ids: Sequence[str]) -> list[ReviewTask]:
    """Return the tasks of these offices that were ticked, in the order of the queue; others are left out."""
    related = (
        "application__version",
        "application__unit",
        "application__applicant",
        "office",
        "submission",
        "taken_by",
    )
    found = ReviewTask.objects.filter(public_id__in=public_ids, office__in=offices).select_related(*related)
    return list(found.order_by("due_on", "id"))


def saved_filters(user: User) -> list[SavedFilter]:
    """Return the filters that a person has named, the oldest first."""
    return list(SavedFilter.objects.filter(user=user))


def saved_filter(user: User, public_id: str) -> SavedFilter:
    """Return one of the person's own; SavedFilter.DoesNotExist for anybody else's."""
    found: SavedFilter = SavedFilter.objects.get(user=user, public_id=public_id)
    return found


def has_keys(user: User) -> bool:
    """Whether single letters are commands at this person's desk."""
    setting = DeskSetting.objects.filter(user=user).first()
    return setting is None or setting.has_keys
