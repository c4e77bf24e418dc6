"""A file of the former site, Excel or CSV, read into rows: which column is which, and what stands in it (CY-41)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from applications.tables.headings import folded
from applications.tables.opening import MEGABYTE, MOST_ROWS, Cell, UnusableWorkbook, opened_table

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
LARGEST_CSV = 50 * MEGABYTE
BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MOST_CELLS = 100
TEXT_OF_FORMULA = re.compile(r'="([^"]*)"')  # how a number is written into a CSV file so that Excel keeps its digits


@dataclass(frozen=True)
class LegacyRow:
    """One row: its number in the file, what it says by key, and what stands in all other columns by heading."""

    number: int
    cells: dict[str, Cell]
    further: list[tuple[str, Cell]]
    headings: Mapping[str, str]
    is_too_wide: bool = False


Numbered = Iterator[tuple[int, tuple[Cell, ...]]]


@contextmanager
def legacy_rows(file: File[Any], columns: Mapping[str, str]) -> Iterator[Iterator[LegacyRow]]:
    """Yield the rows of a file until the `with` block ends; `columns` are headings by key, where they are not the usual.

    Raises UnusableWorkbook where the file is none, too large, or lacks a column; within the block as well.
    """
    file.seek(0)
    head = file.read(4)
    if head.startswith(BINARY):
        with opened_table(file) as book:
            yield _rows(((row.number, row.cells) for row in book.rows()), columns)
    else:
        yield _rows(_csv_rows(file), columns)


def _rows(numbered: Numbered, columns: Mapping[str, str]) -> Iterator[LegacyRow]:
    _number, first = next(numbered, (0, ()))
    headings = [cell.text.strip() for cell in first]
    places = _places(headings, columns)
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


def _places(headings: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Return where the column of each key is. Raises UnusableWorkbook for a heading that is missing or there twice."""
    if not any(headings):
        raise UnusableWorkbook(_("文件是空的，或第一行没有标题。"))
    by_heading = [folded(heading) for heading in headings]
    twice = sorted({one for one in headings if one and by_heading.count(folded(one)) > 1})
    if twice:
        raise UnusableWorkbook(_("标题重复：%(names)s。请改名后再导入。") % {"names": "、".join(twice)})
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


# A file of plain text


def _csv_rows(file: File[Any]) -> Numbered:
    text = _decoded(_content(file))
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    try:
        yield from _limited(reader)
    except csv.Error as error:
        words = {"line": reader.line_num, "error": str(error)}
        raise UnusableWorkbook(_("CSV 文件第 %(line)d 行附近无法读取（%(error)s），请检查引号。") % words) from None


def _limited(reader: Iterable[list[str]]) -> Numbered:
    written = 0
    for number, cells in enumerate(reader, start=1):
        if len(cells) > MOST_CELLS:
            raise UnusableWorkbook(_("第 %(row)d 行超过 %(most)d 列。") % {"row": number, "most": MOST_CELLS})
        if not any(cell.strip() for cell in cells):
            continue
        written += 1
        if written > MOST_ROWS + 1:
            raise UnusableWorkbook(_("文件超过 %(most)d 行，未予读取。请分成几个文件。") % {"most": MOST_ROWS})
        yield number, tuple(map(_cell, cells))


def _cell(text: str) -> Cell:
    """A text, or a formula that a spreadsheet would compute; `="0123"` is the text in it."""
    text = text.strip("\t ")
    if quoted := TEXT_OF_FORMULA.fullmatch(text):
        return Cell("s", quoted[1])
    return Cell("f" if text.startswith("=") else "s", text)


def _content(file: File[Any]) -> bytes:
    if (file.size or 0) > LARGEST_CSV:
        words = {"limit": LARGEST_CSV // MEGABYTE}
        raise UnusableWorkbook(_("文件超过 %(limit)d MB，未予读取。请分成几个文件。") % words)
    file.seek(0)
    return bytes(file.read())


def _decoded(content: bytes) -> str:
    """Read UTF-8, with or without its mark, or else GB18030; Excel writes either, depending on its age."""
    if content.startswith(UTF_16) or b"\0" in content:
        raise UnusableWorkbook(_("文件不是 UTF-8 或 GB18030 编码的文本。请另存为“CSV UTF-8”后再导入。"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableWorkbook(_("文件不是 UTF-8 或 GB18030 编码的文本。请另存为“CSV UTF-8”后再导入。"))


def _delimiter(text: str) -> str:
    """What stands most often between the headings."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
