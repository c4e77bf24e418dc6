"""A file of the former site, Excel or CSV, read into rows: which column is which, and what stands in it (CY-41)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from applications.tables.headings import folded
from applications.tables.opening import MOST_ROWS, Cell, UnusableWorkbook, opened_table
from applications.tables.plain_text import Numbered, csv_rows

# in Chinese: looked for in the headings of files
COLUMNS = {
    "unit_name": ("单位名称", "企业名称", "申报单位", "unit name"),
    "uscc": ("统一社会信用代码", "社会统一信用代码", "信用代码", "uscc"),
    "name": ("姓名", "申请人姓名", "申报人", "name"),
    "id_type": ("证件类型", "id type"),
    "id_number": ("身份证号", "身份证", "身份证号码", "证件号码", "证件号", "id number"),
    "round": ("批次", "年度", "申报年度", "申报批次", "年份", "round", "year"),
    "status": ("状态", "审核状态", "申报状态", "status"),
    "declared_on": ("申报日期", "申报时间", "提交时间", "提交日期", "date"),
}
"""What a row says, by the headings under which it is looked for where nobody names the column."""

REQUIRED = ("uscc", "name", "id_number", "round")
BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class LegacyRow:
    """One row: its number in the file, what it says by key, and what stands in all other columns by heading."""

    number: int
    cells: dict[str, Cell]
    further: list[tuple[str, Cell]]
    headings: Mapping[str, str]
    is_too_wide: bool = False


@contextmanager
def legacy_rows(file: File[Any], columns: Mapping[str, str]) -> Iterator[Iterator[LegacyRow]]:
    """Yield the rows of a file until the `with` block ends; `columns` are headings by key, where they are not the usual.

    Raises UnusableWorkbook where the file is none, too large, or lacks a column; within the block as well.
    """
    file.seek(0)
    head = file.read(4)
    if head.startswith(BINARY):
        with opened_table(file) as book:
            yield rows_of(((row.number, row.cells) for row in book.rows()), lambda found: _places(found, columns))
    else:
        yield rows_of(csv_rows(file, MOST_ROWS), lambda found: _places(found, columns))


def rows_of(numbered: Numbered, places_of: Callable[[list[str]], dict[str, int]]) -> Iterator[LegacyRow]:
    """Yield the rows below the headings; `places_of` says of these where the column of each key is."""
    _number, first = next(numbered, (0, ()))
    headings = [cell.text.strip() for cell in first]
    demand_headings(headings)
    places = places_of(headings)
    named = {key: headings[place] for key, place in places.items()}
    others = [(place, heading) for place, heading in enumerate(headings) if place not in places.values()]
    for number, cells in numbered:
        yield LegacyRow(
            number=number,
            cells={key: _at(cells, place) for key, place in places.items()},
            further=[(heading, _at(cells, place)) for place, heading in others],
            headings=named,
            is_too_wide=len(cells) > len(headings),
        )


def _at(cells: tuple[Cell, ...], place: int) -> Cell:
    return cells[place] if place < len(cells) else Cell()


def demand_headings(headings: list[str]) -> None:
    """Raise UnusableWorkbook where there are none, or one is there twice."""
    if not any(headings):
        raise UnusableWorkbook(_("文件是空的，或第一行没有标题。"))
    by_heading = [folded(heading) for heading in headings]
    twice = sorted({one for one in headings if one and by_heading.count(folded(one)) > 1})
    if twice:
        raise UnusableWorkbook(_("标题重复：%(names)s。请改名后再导入。") % {"names": "、".join(twice)})


def _places(headings: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Return where the column of each key is. Raises UnusableWorkbook for a heading that is missing."""
    by_heading = [folded(heading) for heading in headings]
    places: dict[str, int] = {}
    for key, usual in COLUMNS.items():
        wanted = (columns[key],) if key in columns else usual
        found = [by_heading.index(folded(one)) for one in wanted if folded(one) in by_heading]
        if key in columns and not found:
            words = {"key": key, "name": columns[key], "known": "、".join(filter(None, headings))}
            raise UnusableWorkbook(_("没有“%(name)s”列（%(key)s）。文件的列：%(known)s") % words)
        places |= {key: found[0]} if found else {}
    _demand(places, headings)
    return places


def _demand(places: dict[str, int], headings: list[str]) -> None:
    if missing := [f"{COLUMNS[key][0]}（{key}）" for key in REQUIRED if key not in places]:
        words = {"missing": "、".join(missing), "known": "、".join(filter(None, headings))[:500]}
        raise UnusableWorkbook(
            _(
                "没有找到这些列：%(missing)s。文件的列：%(known)s。列名不同的，请用 --map 指明；列名是乱码的，请检查编码。"
            )
            % words
        )
