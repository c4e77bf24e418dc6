"""How many working days the stages took, against their limits.

A stage is measured as its due date was computed: from the day on which the office could work on it, by the tenant's
calendar. What lay with the applicant lies between two of its rounds; the limit of the whole case was lengthened by it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from applications.models import SchemeVersion
from portal.calendar import today
from portal.calendar.queries import calendar_for
from review.choices import TaskState
from review.models import ReviewTask
from review.queries.figures.counting import first_at
from review.queries.figures.cut import Cut

WHOLE = ""
"""In place of a stage: the whole case, from its acceptance to its end."""

Round = tuple[str, str, int, dt.date, dt.date, dt.date]
"""Scheme, stage, version, the day it began, its due date, the day it ended."""


@dataclass
class DaysLine:
    """What the rounds of one stage took, in working days: how many took how many."""

    scheme: str
    stage: str
    days: Counter[int] = field(default_factory=Counter)
    within: int = 0

    @property
    def count(self) -> int:
        return self.days.total()

    @property
    def median(self) -> int:
        return at_rank(self.days, 0.5)

    @property
    def ninth_tenth(self) -> int:
        return at_rank(self.days, 0.9)

    @property
    def longest(self) -> int:
        return max(self.days)

    @property
    def late(self) -> int:
        return self.count - self.within


def at_rank(days: Counter[int], share: float) -> int:
    """Return the smallest number of days within which at least this share was done."""
    wanted, so_far = ceil(round(share * days.total(), 6)), 0
    for number in sorted(days):
        so_far += days[number]
        if so_far >= wanted:
            return number
    raise ValueError("nothing was counted")


def days_of(cut: Cut) -> dict[tuple[str, str], DaysLine]:
    """Return, by scheme and stage, the rounds that ended in the period. Five queries."""
    rounds = [*_rounds(cut), *_whole_cases(cut)]
    numbers = day_numbers([day for one in rounds for day in one[3:]])
    limits = dict(SchemeVersion.objects.values_list("pk", "content__working_days"))
    lines: dict[tuple[str, str], DaysLine] = {}
    for scheme, stage, version, began, due, ended in rounds:
        line = lines.setdefault((scheme, stage), DaysLine(scheme, stage))
        taken = numbers[ended] - numbers[began]
        if stage == WHOLE:  # its limit was lengthened by what lay with the applicant: what is left of it is right
            taken = limits[version] - (numbers[due] - numbers[ended])
        line.days[max(taken, 0)] += 1
        line.within += ended <= due
    return lines


def day_numbers(days: Iterable[dt.date]) -> dict[dt.date, int]:
    """Return `WorkingCalendar.numbers` for the years of these days."""
    days = [*days, today()]
    return calendar_for(min(days), max(days)).numbers()


def rounds_ended(cut: Cut) -> QuerySet[ReviewTask, tuple[Any, ...]]:
    """Return the rounds of stages that ended in the period.

    A round is what a stage opened at one moment; a joint one is done when the last office that had to confirm has.
    """
    counted = Q(state=TaskState.DONE, closed_at__gte=cut.period.since) | Q(state=TaskState.OPEN)
    keys = ("application_id", "opened_at", "application__version__key", "stage", "application__version_id")
    rounds = cut.tasks.filter(counted).values_list(*keys)
    rounds = rounds.annotate(still_open=Count("pk", filter=Q(state=TaskState.OPEN)), ended=Max("closed_at"))
    rounds = rounds.filter(still_open=0, ended__range=cut.period.moments)
    return rounds.annotate(began=Min("opens_on"), due=Max("due_on"), ended_on=TruncDate("ended"))


def whole_cases_ended(cut: Cut) -> QuerySet[ReviewTask]:
    """Return, by the task with which it came, each case with a limit that came to a decision in the period."""
    decided = cut.ended("passed", "application__") | cut.ended("rejected", "application__")
    return first_at(cut).filter(decided, application__accepted_on__isnull=False, application__due_on__isnull=False)


def _rounds(cut: Cut) -> Iterator[Round]:
    for row in rounds_ended(cut):
        yield row[2], row[3], row[4], *row[-3:]


def _whole_cases(cut: Cut) -> Iterator[Round]:
    cases = whole_cases_ended(cut).annotate(ended_on=TruncDate("application__decided_at"))
    keys = ("application__version__key", "application__version_id", "application__accepted_on", "application__due_on")
    for key, version, began, due, ended in cases.values_list(*keys, "ended_on"):
        yield key, WHOLE, version, began, due, ended
