"""What each reviewer took, decided and has in hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from portal.people.models import User
from review.models import Office, Seat
from review.queries.figures.counting import Numbers, closed_since
from review.queries.figures.cut import Cut
from review.queries.figures.days import at_rank, day_numbers

Place = tuple[int, int]
"""An office and a person."""


@dataclass
class WorkloadLine:
    """One reviewer's work at one office; `days` are the working days until each decision."""

    office: Office
    reviewer: User
    numbers: Numbers = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)

    @property
    def median(self) -> int | None:
        return at_rank(self.days, 0.5) if self.days else None


def workload_of(cut: Cut, offices: Iterable[Office]) -> list[WorkloadLine]:
    """Return the work of all who have a seat there or did something in the period, by office and name. Seven queries."""
    numbers: dict[Place, Numbers] = defaultdict(Counter)
    for rows in (_held(cut), _decided(cut)):
        for office, reviewer, found in rows:
            numbers[office, reviewer].update(found)
    days, places = _days(cut), set(Seat.objects.filter(office__in=cut.offices, is_active=True).values_list(*PLACE))
    at = {office.pk: office for office in offices}
    people = User.objects.in_bulk({person for _office, person in places | numbers.keys()})
    lines = (
        WorkloadLine(at[office], people[person], numbers[office, person], days[office, person])
        for office, person in places | numbers.keys()
    )
    return sorted(lines, key=lambda line: (line.office.tier, line.office.code, line.reviewer.name, line.reviewer.pk))


PLACE = ("office_id", "user_id")


def taken_by_then(cut: Cut) -> Q:
    """Who decides without taking has had the task in hand at no time."""
    return Q(taken_at__lt=cut.period.until)


def _held(cut: Cut) -> Iterable[tuple[int, int, dict[str, int]]]:
    taken, lying = Q(taken_at__range=cut.period.moments), cut.lying()
    tasks = cut.tasks.filter(taken_by_then(cut) & (closed_since(cut) | taken), taken_by__isnull=False)
    rows: Any = tasks.values("office_id", "taken_by_id").annotate(
        taken=_cases(taken), in_hand=_cases(lying["in_hand"]), overdue=_cases(lying["overdue"])
    )
    return ((row.pop("office_id"), row.pop("taken_by_id"), row) for row in rows)


def _decided(cut: Cut) -> Iterable[tuple[int, int, dict[str, int]]]:
    rows: Any = cut.opinions.values("office_id", "reviewer_id").annotate(decided=_cases())
    return ((row.pop("office_id"), row.pop("reviewer_id"), row) for row in rows)


def _days(cut: Cut) -> dict[Place, Counter[int]]:
    keys = ("office_id", "reviewer_id", "task__opens_on", "decided_on")
    rows = list(
        cut.opinions.annotate(decided_on=TruncDate("decided_at")).values_list(*keys).annotate(count=Count("pk"))
    )
    numbers = day_numbers(_both(rows))
    days: dict[Place, Counter[int]] = defaultdict(Counter)
    for office, reviewer, opened, decided, count in rows:
        days[office, reviewer][max(numbers[decided] - numbers[opened], 0)] += count
    return days


def _both(rows: Iterable[tuple[int, int, dt.date, dt.date, int]]) -> list[dt.date]:
    return [day for row in rows for day in row[2:4]]


def _cases(condition: Q | None = None) -> Count:
    return Count(F("application_id"), distinct=True, filter=condition)
