"""The tables of the dashboard, each with its chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from review.models import Office
from review.queries.figures import Cut, DaysLine, Names, Overview, WorkloadLine
from review.queries.figures.counting import Numbers
from review.queries.figures.period import whole_month
from review.tables import words
from review.tables.charts import MOST_LABELLED, Columns, Item, RowsChart, columns_chart, rows_chart
from review.tables.parts import Cell, FigureTable, Links, grouped

TOTALS = (
    *("received", "in_hand", "due_soon", "overdue", "waiting", "in_publicity"),
    *("passed", "rejected", "returned", "withdrawn"),
)
OF_GROUPS = ("received", "in_hand", "overdue", "passed", "rejected", "returned", "withdrawn")
OF_OFFICES = (
    *("received", "in_hand", "due_soon", "overdue", "waiting"),
    *("office_passed", "returned", "office_sent_back", "office_rejected"),
)
OF_MONTHS = ("received", "passed", "rejected", "withdrawn")
MOST_BARS = 15


@dataclass(frozen=True)
class Board:
    """What the dashboard is drawn from."""

    cut: Cut
    overview: Overview
    days: dict[tuple[str, str], DaysLine]
    names: Names
    offices: Sequence[Office]
    own: frozenset[int]
    links: Links
    publicity: bool
    today: dt.date


@dataclass(frozen=True)
class Total:
    """One number at the head of the page."""

    key: str
    label: str
    cell: Cell
    counted: str


def totals_of(board: Board) -> list[Total]:
    total, counted = board.overview.total, words.definitions(board.cut)
    keys = [key for key in TOTALS if board.publicity or key != "in_publicity"]
    return [Total(key, label(key), board.links.cell(total[key], key), counted[key]) for key in keys]


def label(key: str) -> str:
    return str(words.LABELS[key])


def tables_of(board: Board) -> list[FigureTable]:
    """Return the tables that have something to tell apart: one scheme alone needs none of its own."""
    tables = [_totals(board), _by_month(board), _by_office(board)]
    if len(board.names.schemes) > 1 and not board.cut.scheme:
        tables.append(_by_scheme(board))
    if any(code for _scheme, code in board.overview.groups):
        tables.append(_by_category(board))
    return [*tables, _days(board)]


def _totals(board: Board) -> FigureTable:
    totals = totals_of(board)
    rows = [[Cell(one.label), one.cell, Cell(one.counted)] for one in totals]
    return FigureTable("totals", _("总计"), [_("指标"), _("件数"), _("怎么算的")], rows, words.about_all())


def _cells(links: Links, numbers: Numbers, keys: Iterable[str], **narrowing: Any) -> list[Cell]:
    return [links.cell(numbers[key], key, **narrowing) for key in keys]


def _by_month(board: Board) -> FigureTable:
    rows = []
    for month, numbers in board.overview.months.items():
        period = whole_month(month, today=board.today)
        days = {"period": "range", "start": period.start.isoformat(), "end": period.end.isoformat()}
        rows.append([Cell(month_words(month)), *_cells(board.links, numbers, OF_MONTHS, **days)])
    headers = [_("月份"), *map(label, OF_MONTHS)]
    return FigureTable("months", _("按月"), headers, rows, words.about_months(), columns=_month_chart(board))


def month_words(month: dt.date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def _month_chart(board: Board) -> Columns | None:
    months = board.overview.months
    kinds = [("received", "a"), ("passed", "b")]
    places = []
    for number, (month, numbers) in enumerate(months.items()):
        bars = [
            (kind, numbers[key], f"{month_words(month)} {label(key)} {grouped(numbers[key])}") for key, kind in kinds
        ]
        places.append((*_tick(month, is_first=number == 0, is_crowded=len(months) > MOST_LABELLED), bars))
    legend = [(kind, label(key)) for key, kind in kinds]
    most = max(months, key=lambda month: months[month]["received"])
    facts = {"month": month_words(most), "count": grouped(months[most]["received"])}
    return columns_chart(places, legend, _("收件最多的是%(month)s，%(count)s 件。") % facts)


def _tick(month: dt.date, *, is_first: bool, is_crowded: bool) -> tuple[str, str]:
    has_year = month.month == 1 or (is_first and not is_crowded and month.month < 12)  # years of neighbours would touch
    year = str(month.year) if has_year else ""
    if is_crowded:
        return "", year
    is_english = (get_language() or "").startswith("en")
    return (str(MONTHS_3[month.month]).title() if is_english else _("%(month)d月") % {"month": month.month}), year


def _by_office(board: Board) -> FigureTable:
    lines = [(office, board.overview.offices.get(office.pk, Numbers())) for office in board.offices]
    lines = [(office, numbers) for office, numbers in lines if office.is_active or numbers.total()]
    rows = [
        [_office_cell(board, office), *_cells(board.links, numbers, OF_OFFICES, where=office.code)]
        for office, numbers in lines
    ]
    headers = [_("机构"), *map(label, OF_OFFICES)]
    return FigureTable("offices", _("按机构"), headers, rows, words.about_offices(), bars=_office_chart(lines))


def _office_cell(board: Board, office: Office) -> Cell:
    return Cell(office.name, f"{reverse('review:queue')}?office={office.code}" if office.pk in board.own else "")


def _office_chart(lines: list[tuple[Office, Numbers]]) -> RowsChart | None:
    legend = [("a", _("期限未到")), ("warn", label("due_soon")), ("bad", label("overdue"))]
    lines = sorted((one for one in lines if one[1]["in_hand"]), key=lambda one: -one[1]["in_hand"])[:MOST_BARS]
    items = [_office_item(office, numbers, legend) for office, numbers in lines]
    facts = {"office": lines[0][0].name, "count": grouped(lines[0][1]["in_hand"])} if lines else {}
    return rows_chart(items, legend, _("在办最多的是%(office)s，%(count)s 件。") % facts if lines else "")


def _office_item(office: Office, numbers: Numbers, legend: list[tuple[str, str]]) -> Item:
    soon, late = numbers["due_soon"], numbers["overdue"]
    amounts = (numbers["in_hand"] - soon - late, soon, late)
    parts = [
        (kind, amount, f"{office.name} {text} {grouped(amount)}")
        for (kind, text), amount in zip(legend, amounts, strict=True)
    ]
    said = [
        f"{text} {grouped(amount)}" for (_kind, text), amount in zip(legend[1:], amounts[1:], strict=True) if amount
    ]
    return Item(office.name, parts, after=grouped(numbers["in_hand"]), note=" · ".join(said))


def _by_scheme(board: Board) -> FigureTable:
    found = board.overview.by_scheme()
    lines = [(title, found.get(key, Numbers()), {"scheme": key}) for key, title in board.names.schemes.items()]
    rows = [[Cell(title), *_cells(board.links, numbers, OF_GROUPS, **by)] for title, numbers, by in lines]
    headers = [_("事项"), *map(label, OF_GROUPS)]
    chart = _received_chart([(title, numbers["received"]) for title, numbers, _by in lines])
    return FigureTable("schemes", _("按事项"), headers, rows, [], bars=chart)


def _by_category(board: Board) -> FigureTable:
    several = len({scheme for scheme, _code in board.overview.groups}) > 1
    lines = sorted(board.overview.groups.items(), key=lambda one: (-one[1]["received"], one[0]))
    rows, bars = [], []
    for (scheme, code), numbers in lines:
        name = board.names.category(scheme, code)
        title = [Cell(board.names.scheme(scheme))] if several else []
        rows.append([Cell(name), *title, *_cells(board.links, numbers, OF_GROUPS, scheme=scheme, category=code)])
        bars.append((f"{name} · {board.names.scheme(scheme)}" if several else name, numbers["received"]))
    headers = [_("类别"), *([_("事项")] if several else []), *map(label, OF_GROUPS)]
    return FigureTable(
        "categories", _("按类别"), headers, rows, words.about_groups(), bars=_received_chart(bars[:MOST_BARS])
    )


def _received_chart(lines: list[tuple[str, int]]) -> RowsChart | None:
    items = [
        Item(name, [("a", count, f"{name} {grouped(count)}")], after=grouped(count)) for name, count in lines if count
    ]
    if not items:
        return None
    most = max(lines, key=lambda one: one[1])
    summary = _("收件最多的是%(name)s，%(count)s 件。") % {"name": most[0], "count": grouped(most[1])}
    return rows_chart(items, [("a", label("received"))], summary)


def _days(board: Board) -> FigureTable:
    """The stages in the order of the way, the whole case last; those that are no more after them."""
    order = {key: number for number, key in enumerate(board.names.stages)}
    lines = sorted(board.days.values(), key=lambda one: order.get((one.scheme, one.stage), len(order)))
    several = len({line.scheme for line in lines}) > 1
    headers = [
        *([_("事项")] if several else []),
        *(_("环节"), _("办结（次）"), _("中位数"), _("九成以内"), _("最长"), _("时限")),
        *(_("超期办结（次）"), _("按期占比（%）")),
    ]
    rows = [[*([Cell(board.names.scheme(one.scheme))] if several else []), *_days_row(board, one)] for one in lines]
    title = _("各环节用时（工作日）")
    return FigureTable("days", title, headers, rows, words.about_days(), bars=_days_chart(board, lines, several))


def _days_row(board: Board, line: DaysLine) -> list[Cell]:
    by = {"scheme": line.scheme, "stage": line.stage}
    return [
        Cell(board.names.stage(line.scheme, line.stage)),
        board.links.cell(line.count, "measured", **by),
        Cell(line.median),
        Cell(line.ninth_tenth),
        Cell(line.longest),
        Cell(board.names.limits.get((line.scheme, line.stage))),
        board.links.cell(line.late, "late", **by),
        Cell(round(100 * line.within / line.count, 1)),
    ]


def _days_chart(board: Board, lines: list[DaysLine], several: bool) -> RowsChart | None:
    legend = [("a", _("至中位数")), ("b", _("至九成")), ("c", _("至最长")), ("limit", _("时限"))]
    summary = _("每行一个环节：条形到中位数、九成和最长的工作日数，竖线是时限。")
    return rows_chart([_days_item(board, line, several) for line in lines], legend, summary)


def _days_item(board: Board, line: DaysLine, several: bool) -> Item:
    stage = board.names.stage(line.scheme, line.stage)
    limit = board.names.limits.get((line.scheme, line.stage))
    facts = {"median": line.median, "most": line.ninth_tenth, "longest": line.longest, "limit": limit}
    said = _("中位数 %(median)s，九成 %(most)s，最长 %(longest)s") % facts
    parts = [
        ("a", line.median, f"{stage} {said}"),
        ("b", line.ninth_tenth - line.median, f"{stage} {said}"),
        ("c", line.longest - line.ninth_tenth, f"{stage} {said}"),
    ]
    return Item(
        f"{stage} · {board.names.scheme(line.scheme)}" if several else stage,
        parts,
        note=said if limit is None else said + _("；时限 %(limit)s") % facts,
        limit=limit,
        limit_words=_("时限 %(limit)s 个工作日") % facts,
    )


OF_PEOPLE = ("taken", "decided", "in_hand", "overdue")


def workload_table(lines: list[WorkloadLine], links: Links) -> FigureTable:
    """Return what each reviewer did; each number leads to the cases."""
    rows = [_work_row(line, links) for line in lines]
    headers = [_("机构"), _("审核人"), *map(label, OF_PEOPLE), _("中位数（工作日）")]
    return FigureTable("workload", _("审核人工作量"), headers, rows, words.about_workload(), bars=_work_chart(lines))


def _work_row(line: WorkloadLine, links: Links) -> list[Cell]:
    by = {"where": line.office.code, "reviewer": line.reviewer.username}
    numbers = _cells(links, line.numbers, OF_PEOPLE, **by)
    return [Cell(line.office.name), Cell(line.reviewer.name), *numbers, Cell(line.median)]


def _work_chart(lines: list[WorkloadLine]) -> RowsChart | None:
    legend = [("a", label("decided")), ("b", label("in_hand"))]
    busy = [line for line in lines if line.numbers["decided"] or line.numbers["in_hand"]]
    busy = sorted(busy, key=lambda line: -(line.numbers["decided"] + line.numbers["in_hand"]))[:MOST_BARS]
    return rows_chart([_work_item(line, legend) for line in busy], legend, _("每行一位审核人：决定件数和在办。"))


def _work_item(line: WorkloadLine, legend: list[tuple[str, str]]) -> Item:
    amounts = (line.numbers["decided"], line.numbers["in_hand"])
    pairs = list(zip(legend, amounts, strict=True))
    parts = [(kind, amount, f"{line.reviewer.name} {text} {grouped(amount)}") for (kind, text), amount in pairs]
    note = " · ".join(f"{text} {grouped(amount)}" for (_kind, text), amount in pairs)
    return Item(f"{line.reviewer.name} · {line.office.name}", parts, note=note)
