"""The public lists by procedure and period, as the bureau puts them up elsewhere: what was frozen, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet

from applications.queries import current_versions
from review.choices import PublicityState
from review.models import PublicityEntry
from review.queries.publicity import cells_of, columns_of


@dataclass(frozen=True)
class ListsWanted:
    """Which lists: of a scheme, begun from one day to another; an empty value does not narrow."""

    scheme: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class PublicList:
    """One procedure's list of one period, as the public list shows it."""

    scheme_key: str
    starts_on: dt.date
    ends_on: dt.date
    columns: list[str]
    rows: list[list[str]]


def lists_wanted(wanted: ListsWanted) -> QuerySet[PublicityEntry, Any]:
    """Return the periods, the latest first, each with its number of lines."""
    rows: Any = _entries(wanted).values("application__version__key", "starts_on", "ends_on").order_by()
    order = ("-starts_on", "-ends_on", "application__version__key")
    return rows.annotate(count=Count("pk")).order_by(*order)


def lines_wanted(wanted: ListsWanted) -> int:
    return _entries(wanted).count()


def public_lists(wanted: ListsWanted) -> list[PublicList]:
    """Return the lists with their lines in the order in which they came on them. Three queries."""
    order = ("-starts_on", "-ends_on", "application__version__key", "pk")
    fields = ("shown", "starts_on", "ends_on", "application__version__key")
    entries = _entries(wanted).select_related("application__version").only(*fields).order_by(*order)
    return list(_grouped(entries))


def schemes_with_publicity() -> dict[str, Any]:
    """Return the schemes that have a public list, by key."""
    schemes = (version.scheme for version in current_versions())
    return {one.scheme: one for one in schemes if any(stage.holder == "publicity" for stage in one.stages)}


def _entries(wanted: ListsWanted) -> QuerySet[PublicityEntry]:
    """What was taken down, because the case was given back or an objection upheld, is on no list any more."""
    shown = PublicityEntry.objects.exclude(state=PublicityState.CANCELLED)
    narrowing = {
        "application__version__key": wanted.scheme,
        "starts_on__gte": wanted.since,
        "starts_on__lte": wanted.until,
    }
    return shown.filter(**{name: value for name, value in narrowing.items() if value})


def _grouped(entries: Iterable[PublicityEntry]) -> Iterator[PublicList]:
    def of_list(entry: PublicityEntry) -> tuple[str, dt.date, dt.date]:
        return entry.application.version.key, entry.starts_on, entry.ends_on

    for (key, starts_on, ends_on), found in groupby(entries, of_list):
        lines = list(found)
        columns = columns_of(lines)
        rows = cells_of(lines, [name for name, _label in columns])
        yield PublicList(key, starts_on, ends_on, [label for _name, label in columns], rows)
