"""What the address of a desk says: which list, narrowed to what, in which order, and which page of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from applications.unit_queries import ALL, UnitList, cases_chosen, cases_in
from applications.unit_table import (
    DUE,
    NAME,
    NEW,
    SIZES,
    WAITING,
    Line,
    Narrowing,
    categories_in,
    in_order,
    lines_of,
    narrowed,
)
from applications.views.unit_desk.access import Desk

LONGEST_NAME_SOUGHT = 60
ORDERS = {
    NEW: gettext_lazy("最新的在前"),
    NAME: gettext_lazy("姓名"),
    WAITING: gettext_lazy("等候最久的在前"),
    DUE: gettext_lazy("期限最近的在前"),
}


@dataclass(frozen=True)
class Found:
    """A list as the address narrows it: its cases, the lines of all of them, and those that are left."""

    which: UnitList
    cases: QuerySet[Application]
    whole: list[Line]
    lines: list[Line]
    by: Narrowing
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def public_ids(self) -> list[str]:
        return [line.public_id for line in self.lines]


def find(request: HttpRequest, desk: Desk, which: UnitList | None = None) -> Found:
    """Return the list that the address names, all of them if it names none."""
    which = which or desk.list_called(request.GET.get("list", ALL)) or desk.lists[-1]
    by, faults = narrowing_of(request)
    cases = cases_in(desk.unit, desk.version.key, which)
    whole = lines_of(cases)
    return Found(which, cases, whole, narrowed(whole, by), by, faults)


def chosen_lines(request: HttpRequest, desk: Desk, names: list[str]) -> list[Line]:
    """Return the lines of the ticked cases in the order of the list; with `all` those of the list as it was narrowed."""
    if "all" in request.POST:
        return find(request, desk).lines
    by, _faults = narrowing_of(request)
    return in_order(lines_of(cases_chosen(desk.unit, desk.version.key, names)), by.order)


def narrowing_of(request: HttpRequest) -> tuple[Narrowing, dict[str, str]]:
    """Return what the address asks for, and what it cannot mean, by field: that narrows nothing."""
    faults: dict[str, str] = {}
    since, until = _date(request, "from", faults), _date(request, "to", faults)
    if since and until and since > until:
        faults["to"] = _("截止日期早于起始日期。")
        until = None
    order = request.GET.get("order", NEW)
    by = Narrowing(
        text=request.GET.get("q", "").strip()[:LONGEST_NAME_SOUGHT],
        category=request.GET.get("category", "")[:20],
        since=since,
        until=until,
        order=order if order in ORDERS else NEW,
    )
    return by, faults


def _date(request: HttpRequest, name: str, faults: dict[str, str]) -> dt.date | None:
    typed = request.GET.get(name, "").strip()
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        faults[name] = _("请按 2026-01-31 的格式填写日期。")
        return None


def size_of(request: HttpRequest) -> int:
    asked = request.GET.get("size", "")
    return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]


def number_of(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def query_of(request: HttpRequest, desk: Desk, which: UnitList, **changes: str | int) -> str:
    """Return the query of the same list as it is narrowed now, with changes."""
    kept = {
        name: request.GET[name] for name in ("q", "category", "from", "to", "order", "size") if request.GET.get(name)
    }
    place = {"unit": desk.unit.public_id, "scheme": desk.version.key, "list": which.key}
    return urlencode({**place, **kept, **changes})


def filter_context(request: HttpRequest, found: Found) -> dict[str, Any]:
    """Return what `applications/_unit_filter.html` shows."""
    by, size = found.by, size_of(request)
    categories = [
        {"value": code, "label": f"{code}（{count}）", "is_chosen": code == by.category}
        for code, count in categories_in(found.whole)
    ]
    return {
        "by": by,
        "typed": {"since": request.GET.get("from", "")[:20], "until": request.GET.get("to", "")[:20]},
        "filter_faults": found.faults,
        "categories": categories,
        "orders": [{"value": key, "label": words, "is_chosen": key == by.order} for key, words in ORDERS.items()],
        "sizes": [{"value": one, "is_chosen": one == size} for one in SIZES],
        "opens_more": bool(by.category or by.since or by.until or found.faults or size != SIZES[0]),
    }
