"""What is to be known of each of several cases before they are passed together, in as many queries as for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from portal.calendar import today
from portal.calendar.queries import calendar_for
from review.models import Opinion, ReviewTask
from review.queries.tasks import category_names
from review.queries.words import decision_words


@dataclass(frozen=True)
class Facts:
    """One case: its category in words, the days left, what was decided of it last, and how often it was submitted."""

    task: ReviewTask
    stage: str
    category: str
    days_left: int
    last: Opinion | None
    last_words: str

    @property
    def value(self) -> str:
        """The case as it was looked at, to be sent with the decision."""
        return f"{self.task.public_id}:{self.task.application.revision}"


def facts_of(tasks: Sequence[ReviewTask]) -> list[Facts]:
    """Return the facts of each task, in their order."""
    if not tasks:
        return []
    days, categories, last = [today(), *(task.due_on for task in tasks)], category_names(), _last_opinions(tasks)
    calendar = calendar_for(min(days), max(days))
    return [
        Facts(
            task,
            stage=task.application.scheme.stage(task.stage).for_offices.of(get_language()),
            category=_category(categories, task),
            days_left=calendar.working_days_left(task.due_on, today()),
            last=last.get(task.application_id),
            last_words=decision_words(last.get(task.application_id), task.application.scheme),
        )
        for task in tasks
    ]


def _last_opinions(tasks: Sequence[ReviewTask]) -> dict[int, Opinion]:
    opinions = Opinion.objects.filter(application__in=[task.application_id for task in tasks])
    latest = opinions.order_by("application_id", "-id").distinct("application_id")
    return {one.application_id: one for one in latest.select_related("office", "reviewer")}


def _category(names: dict[tuple[str, str], str], task: ReviewTask) -> str:
    code = task.application.determined_category or task.category
    return names.get((task.application.scheme.catalogue_key, code), code)
