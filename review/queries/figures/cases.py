"""The cases behind a figure. Of what the reader's offices never had, a row names nobody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from applications.models import Application
from portal.people.models import User
from review.choices import TaskState
from review.models import Office, Outlet, ReviewTask
from review.queries.figures.counting import first_at
from review.queries.figures.cut import DECISIONS, OUTCOMES, Cut, category
from review.queries.figures.days import WHOLE, rounds_ended, whole_cases_ended
from review.queries.figures.names import Names
from review.queries.figures.workload import taken_by_then

LYING = ("in_hand", "due_soon", "overdue", "waiting")
OF_STAGE = ("measured", "late")
FIGURES = ("received", *LYING, "in_publicity", *OUTCOMES, *DECISIONS, *OF_STAGE, "taken", "decided")


@dataclass(frozen=True)
class Behind:
    """Which figure; None does not narrow. `reviewer`: as one person's work; `stage`: of the days."""

    figure: str
    category: str | None = None
    stage: str = ""
    reviewer: User | None = None


@dataclass(frozen=True)
class BehindRow:
    """A case as the list shows it: whether the reader may open it, and who has it now, until when, to be asked where."""

    application: Application
    may_open: bool
    category: str
    unit: str = ""
    offices: list[Office] = field(default_factory=list)
    due_on: dt.date | None = None
    contacts: list[str] = field(default_factory=list)


def behind(cut: Cut, wanted: Behind) -> QuerySet[Application]:
    """Return the cases that a figure counts; KeyError for a figure that there is not."""
    cases = Application.objects.filter(_of_figure(cut, wanted))
    if wanted.category is not None:
        cases = cases.annotate(of=category("")).filter(of=wanted.category)
    return cases.select_related("version", "unit").defer("answers", "version__content")


def _of_figure(cut: Cut, wanted: Behind) -> Q:
    """Each condition is that by which the number was counted (`counting`, `days`, `workload`)."""
    figure = wanted.figure
    if figure in OUTCOMES:
        return cut.ended(figure) & cut.of_scheme("") & Q(_has(cut.tasks))
    if figure in OF_STAGE:
        return _measured(cut, wanted)
    if figure in (*DECISIONS, "decided"):
        return Q(_has(_decided(cut, wanted)))
    rows = {
        "received": lambda: first_at(cut).filter(opened_at__range=cut.period.moments),
        "in_publicity": lambda: cut.publicity.filter(_has(cut.tasks, of="application")),
        "taken": lambda: cut.tasks.filter(taken_by=wanted.reviewer, taken_at__range=cut.period.moments),
    }
    found = _lying(cut, wanted) if figure in LYING else rows[figure]()
    return Q(_has(found))


def _has(rows: QuerySet, of: str = "pk") -> Exists:
    return Exists(rows.filter(application=OuterRef(of)))


def _lying(cut: Cut, wanted: Behind) -> QuerySet[ReviewTask]:
    tasks = cut.tasks.filter(cut.lying()[wanted.figure])
    return tasks.filter(taken_by_then(cut), taken_by=wanted.reviewer) if wanted.reviewer else tasks


def _decided(cut: Cut, wanted: Behind) -> QuerySet:
    decided = cut.opinions if wanted.figure == "decided" else cut.opinions.filter(decision=DECISIONS[wanted.figure])
    return decided.filter(reviewer=wanted.reviewer) if wanted.reviewer else decided


def _measured(cut: Cut, wanted: Behind) -> Q:
    is_late = wanted.figure == "late"
    if wanted.stage == WHOLE:
        cases = whole_cases_ended(cut)
        late = cases.filter(application__decided_at__date__gt=F("application__due_on"))
        return Q(pk__in=(late if is_late else cases).values("application_id"))
    rounds: Any = rounds_ended(cut).filter(stage=wanted.stage)
    return Q(pk__in=(rounds.filter(ended_on__gt=F("due")) if is_late else rounds).values("application_id"))


def rows_behind(cases: Collection[Application], own: Collection[int], names: Names) -> list[BehindRow]:
    """Return the rows of a page of the list for somebody who sits in the offices `own`. Three queries."""
    ids = [case.pk for case in cases]
    seen = set(ReviewTask.objects.filter(application__in=ids, office__in=own).values_list("application_id", flat=True))
    holding = _holding(ids)
    contacts = _contacts({task.office_id for tasks in holding.values() for task in tasks})
    return [_row(case, case.pk in seen, holding[case.pk], contacts, names) for case in cases]


def _row(
    case: Application,
    may_open: bool,
    tasks: list[ReviewTask],
    contacts: dict[int, list[str]],
    names: Names,
) -> BehindRow:
    return BehindRow(
        application=case,
        may_open=may_open,
        unit=case.unit.name if case.unit and not case.is_of_unit else "",
        category=names.category(case.version.key, case.determined_category or case.claimed_category),
        offices=[task.office for task in tasks],
        due_on=min((task.due_on for task in tasks), default=None),
        contacts=[one for task in tasks for one in contacts[task.office_id]],
    )


def _holding(ids: Iterable[int]) -> dict[int, list[ReviewTask]]:
    found: dict[int, list[ReviewTask]] = defaultdict(list)
    tasks = ReviewTask.objects.filter(application__in=ids, state=TaskState.OPEN).select_related("office")
    for task in tasks.order_by("office__code"):
        found[task.application_id].append(task)
    return found


def _contacts(offices: Iterable[int]) -> dict[int, list[str]]:
    """The first outlet of an office is whom one asks."""
    found: dict[int, list[str]] = defaultdict(list)
    for outlet in Outlet.objects.filter(office__in=offices).order_by("office_id", "id").distinct("office_id"):
        found[outlet.office_id].append(outlet.contact)
    return found
