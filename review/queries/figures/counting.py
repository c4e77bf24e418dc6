"""How much came, lies, and was decided: each by one aggregate query, whatever the number of cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import BooleanField, Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, TruncMonth

from review.models import ReviewTask
from review.queries.figures.cut import DECISIONS, OUTCOMES, Cut, category
from review.queries.figures.period import Period

Numbers = Counter[str]
Group = tuple[str, str]
"""The key of a scheme and the code of a category."""

OUTCOME_OF = {state: name for name, states in OUTCOMES.items() for state in states}


@dataclass
class Overview:
    """The figures of a period: as a whole, by scheme and category, by month, by office."""

    groups: dict[Group, Numbers]
    months: dict[dt.date, Numbers]
    offices: dict[int, Numbers]

    @property
    def total(self) -> Numbers:
        """A case is of one scheme and one category: the sum counts each once."""
        return sum(self.groups.values(), Counter())

    def by_scheme(self) -> dict[str, Numbers]:
        found: dict[str, Numbers] = defaultdict(Counter)
        for (scheme, _category), numbers in self.groups.items():
            found[scheme] += numbers
        return dict(found)


def overview_of(cut: Cut) -> Overview:
    """Return the figures of a cut, in seven queries."""
    groups: dict[Group, Numbers] = defaultdict(Counter)
    months = _count_cases(cut, groups)
    for counted in (_lying(cut), _returned(cut), _publicised(cut)):
        for row in counted:
            groups[row.pop("application__version__key"), row.pop("of")].update(row)
    return Overview(dict(groups), months, _by_office(cut))


def first_at(cut: Cut, *same: str) -> QuerySet[ReviewTask]:
    """Return the first task of each case at these offices: by it the case came. `same`: the first at each office."""
    key = {name: OuterRef(name) for name in ("application", *same)}
    earlier = ReviewTask.objects.filter(office__in=cut.offices, pk__lt=OuterRef("pk"), **key)
    return cut.tasks.filter(~Exists(earlier))


def _count_cases(cut: Cut, groups: dict[Group, Numbers]) -> dict[dt.date, Numbers]:
    """Count what came and what ended; return the months."""
    months: dict[dt.date, Numbers] = {month: Counter() for month in cut.period.months()}
    window = Period(next(iter(months)), cut.period.end)
    for row in _came_and_ended(cut, _to_the_end_of_month(window)):
        group, outcome = groups[row["application__version__key"], row["of"]], OUTCOME_OF.get(row["application__state"])
        if row["came"]:
            group["received"] += row["n"]
        if row["came_month"]:
            months[row["came_month"]]["received"] += row["n"]
        if outcome and row["ended"]:
            group[outcome] += row["n"]
        if outcome and row["ended_month"]:
            months[row["ended_month"]][outcome] += row["n"]
    return months


def _to_the_end_of_month(window: Period) -> Period:
    """Months are whole ones, also where the period ends within one."""
    next_month = (window.end.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return Period(window.start, next_month - dt.timedelta(days=1))


def _came_and_ended(cut: Cut, window: Period) -> Any:
    """Cases in groups that do not grow with their number: scheme, category, end, and the months of coming and ending."""
    inside, wanted = window.moments, cut.period.moments
    came, ended = "opened_at__range", "application__decided_at__range"
    has_ended = Q(application__state__in=list(OUTCOME_OF))
    rows = first_at(cut).filter(Q(**{came: inside}) | has_ended & Q(**{ended: inside}))
    found: Any = (
        rows.annotate(
            of=category(),
            came=_whether(Q(**{came: wanted})),
            came_month=_month_if(Q(**{came: inside}), "opened_at"),
            ended=_whether(has_ended & Q(**{ended: wanted})),
            ended_month=_month_if(has_ended & Q(**{ended: inside}), "application__decided_at"),
        )
        .values("application__version__key", "application__state", "of", "came", "came_month", "ended", "ended_month")
        .annotate(n=Count("pk"))
    )
    return found


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _month_if(condition: Q, moment: str) -> Case:
    month = Cast(TruncMonth(moment), DateField())
    return Case(When(condition, then=month), default=None, output_field=DateField())


def _of_groups(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(of=category()).values("application__version__key", "of").order_by()


def _lying(cut: Cut) -> Iterable[dict[str, Any]]:
    """Cases, not tasks: a joint stage lies at several offices."""
    counts = {name: _cases(condition) for name, condition in cut.lying().items()}
    return _of_groups(cut.tasks.filter(closed_since(cut))).annotate(**counts)


def closed_since(cut: Cut) -> Q:
    """What did not lie at an office any more when the period ended need not be read."""
    return Q(closed_at=None) | Q(closed_at__gte=cut.period.until)


def _returned(cut: Cut) -> Iterable[dict[str, Any]]:
    return _of_groups(cut.opinions.filter(decision=DECISIONS["returned"])).annotate(returned=_cases())


def _publicised(cut: Cut) -> Iterable[dict[str, Any]]:
    handled = ReviewTask.objects.filter(application=OuterRef("application"), office__in=cut.offices)
    return _of_groups(cut.publicity.filter(Exists(handled))).annotate(in_publicity=_cases())


def _by_office(cut: Cut) -> dict[int, Numbers]:
    found: dict[int, Numbers] = defaultdict(Counter)
    came = first_at(cut, "office").filter(opened_at__range=cut.period.moments)
    lying = {name: _cases(condition) for name, condition in cut.lying().items()}
    decided = {name: _cases(Q(decision=decision)) for name, decision in DECISIONS.items()}
    counted: tuple[Any, ...] = (
        came.values("office_id").annotate(received=Count("pk")),
        cut.tasks.filter(closed_since(cut)).values("office_id").annotate(**lying),
        cut.opinions.values("office_id").annotate(**decided),
    )
    for row in chain(*counted):
        found[row.pop("office_id")].update(row)
    return dict(found)


def _cases(condition: Q | None = None) -> Count:
    return Count(F("application_id"), distinct=True, filter=condition)
