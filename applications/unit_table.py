"""The table of a unit's people: a light line of each case, narrowed and put in order, from which one page is shown.

The lines of a list are read whole, a few columns each. That is one query at whatever size a unit has; people are found
and sorted by the sound of their names without these being stored a second time, and no search needs an operator that
row security keeps from its index.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from applications.choices import State
from applications.models import Application, TimelineEntry
from units.grams import name_key, normalise, spellings_of_person

SIZES = (50, 200)
NEW, NAME, WAITING, DUE = "new", "name", "waiting", "due"


@dataclass(frozen=True)
class Narrowing:
    """What a list is narrowed to, and its order."""

    text: str = ""
    category: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    order: str = NEW

    @property
    def is_narrow(self) -> bool:
        return bool(self.text or self.category or self.since or self.until)


@dataclass(frozen=True)
class Line:
    """What a list is narrowed and sorted by. `moved_at` is since when the case stands where it stands."""

    pk: int
    public_id: str
    name: str
    category: str
    came_on: dt.date
    moved_at: dt.datetime
    due_on: dt.date | None


def lines_of(cases: QuerySet[Application]) -> list[Line]:
    """Return a line of each case, in one query."""
    columns = ("pk", "public_id", "applicant_name", "state", "claimed_category", "determined_category")
    read = cases.order_by().annotate(moved_at=moved_at())
    rows = read.values_list(*columns, "submitted_at", "saved_at", "moved_at", "stage_due_on", "due_on")
    return [_line(*row) for row in rows]


def moved_at() -> Coalesce:
    """The moment of a case's last move; of what has not moved yet, when it was saved."""
    moves = TimelineEntry.objects.filter(application=OuterRef("pk")).order_by("-id")
    return Coalesce(Subquery(moves.values("at")[:1]), "saved_at")


def _line(
    pk: int,
    public_id: str,
    name: str,
    state: str,
    claimed: str,
    determined: str,
    submitted_at: dt.datetime | None,
    saved_at: dt.datetime,
    moved: dt.datetime,
    stage_due_on: dt.date | None,
    due_on: dt.date | None,
) -> Line:
    category = determined if state == State.APPROVED and determined else claimed
    came_on = timezone.localdate(submitted_at or saved_at)
    return Line(pk, public_id, name, category, came_on, moved, stage_due_on or due_on)


def narrowed(lines: list[Line], by: Narrowing) -> list[Line]:
    """Return the lines that fit, in the order that is asked for."""
    wanted = normalise(by.text)
    fitting = [line for line in lines if _fits(line, by) and (not wanted or answers(line.name, wanted))]
    return in_order(fitting, by.order)


def _fits(line: Line, by: Narrowing) -> bool:
    return (
        (not by.category or line.category == by.category)
        and (by.since is None or line.came_on >= by.since)
        and (by.until is None or line.came_on <= by.until)
    )


def answers(name: str, wanted: str) -> bool:
    """Whether a name has the text, already normalised, in its characters, its pinyin or its initials."""
    return wanted in normalise(name) or (wanted.isascii() and any(wanted in one for one in spellings_of_person(name)))


def in_order(lines: list[Line], order: str) -> list[Line]:
    """Return them in one of the orders; what is alike in it, the newest first."""
    newest_first = sorted(lines, key=lambda line: -line.pk)
    return sorted(newest_first, key=_ORDERS[order])


_ORDERS: dict[str, Callable[[Line], Any]] = {
    NEW: lambda line: -line.pk,
    NAME: lambda line: name_key(line.name),
    WAITING: lambda line: line.moved_at,
    DUE: lambda line: line.due_on or dt.date.max,
}


def categories_in(lines: list[Line]) -> list[tuple[str, int]]:
    """Return the categories that stand in a list, each with how many have it."""
    return sorted(Counter(line.category for line in lines if line.category).items())


@dataclass(frozen=True)
class TablePage:
    """One page of a list: its lines, which page of how many it is, how many lines there are."""

    lines: list[Line]
    number: int
    pages: int
    total: int


def page_of(lines: list[Line], number: int, size: int) -> TablePage:
    """Return a page; a number beyond the end gives the last one, for a list may have become shorter."""
    pages = max(1, ceil(len(lines) / size))
    number = min(max(1, number), pages)
    return TablePage(lines[(number - 1) * size : number * size], number, pages, len(lines))


def cases_on(cases: QuerySet[Application], lines: list[Line]) -> list[Application]:
    """Return the cases of these lines, in their order, in one query."""
    found = {case.pk: case for case in cases.filter(pk__in=[line.pk for line in lines])}
    return [found[line.pk] for line in lines if line.pk in found]
