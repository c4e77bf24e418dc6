"""What a row of the former site says of a person, or why it cannot be taken: every cell that is wrong is named (CY-41)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.checking.values import parse_date
from applications.reading.words import as_date
from applications.scheme import Field, Text
from applications.tables.cells import fault_of_cell, meant
from applications.tables.layout import Column
from applications.tables.legacy_file import LegacyRow
from applications.tables.opening import Cell
from portal.calendar import today
from portal.codes.uscc import BadUscc, check_uscc
from portal.people.choices import IdType
from portal.people.identity import BadIdentityNumber, check_id_number
from portal.people.name import BadName, check_name

DAYS = ("declared_on", "recognised_on", "issued_on", "valid_until")
LONGEST = {"unit_name": 120, "round": 20, "status": 40}
LONGEST_FURTHER = 2_000


@dataclass(frozen=True)
class LegacyEntry:
    """A row that can be taken, in the form in which it is stored."""

    unit_name: str
    uscc: str
    name: str
    id_type: str
    id_number: str
    round: str
    status: str
    declared_on: dt.date | None
    further: list[list[str]]


def faults_of_row(row: LegacyRow) -> list[tuple[str, str]]:
    """Return everything that keeps a row from being taken: the heading and the reason."""
    unread = unread_cells(row)
    return unread or [(row.headings.get(key, key), reason) for key, reason in _meaning(row)]


def unread_cells(row: LegacyRow) -> list[tuple[str, str]]:
    """Return the cells from which nothing can be read: the heading and the reason."""
    if row.is_too_wide:
        return [("", _("这一行的单元格比标题多，内容可能错位。"))]
    return [(heading, reason) for heading, cell, column in _columns(row) if (reason := fault_of_cell(column, cell))]


def entry_of(row: LegacyRow) -> LegacyEntry:
    """Return what a row without faults says."""
    id_type = _id_type(row)
    return LegacyEntry(
        unit_name=text_of(row, "unit_name"),
        uscc=check_uscc(text_of(row, "uscc")),
        name=check_name(text_of(row, "name")),
        id_type=id_type,
        id_number=check_id_number(id_type, text_of(row, "id_number")).number,
        round=text_of(row, "round"),
        status=text_of(row, "status"),
        declared_on=day_of(row, "declared_on"),
        further=[[heading or "—", cell.text] for heading, cell in row.further if cell.text],
    )


def _columns(row: LegacyRow) -> Iterator[tuple[str, Cell, Column]]:
    for key, cell in row.cells.items():
        yield row.headings[key], cell, _DATE if key in DAYS else _TEXT
    for heading, cell in row.further:
        # What is only shown may be a date; what was computed, or lost its digits, may not be taken for what it shows.
        yield heading, cell, _DATE if cell.kind == "d" else _TRUTH if cell.kind == "b" else _TEXT


def _meaning(row: LegacyRow) -> Iterator[tuple[str, str]]:
    yield from identity_faults(text_of(row, "name"), _id_type(row), text_of(row, "id_number"))
    try:
        check_uscc(text_of(row, "uscc"))
    except BadUscc as bad:
        yield "uscc", bad.message
    if not text_of(row, "round"):
        yield "round", _("请填写批次或年度。")
    for key, most in LONGEST.items():
        if len(text_of(row, key)) > most:
            yield key, _("超过 %(most)d 个字符。") % {"most": most}
    if text_of(row, "declared_on") and (reason := fault_of_day(row, "declared_on")):
        yield "declared_on", reason
    for heading, cell in row.further:
        if len(cell.text) > LONGEST_FURTHER:
            yield heading, _("超过 %(most)d 个字符。") % {"most": LONGEST_FURTHER}


def identity_faults(name: str, id_type: str, id_number: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong about a person: the column's key and the reason."""
    try:
        check_name(name)
    except BadName as bad_name:
        yield "name", bad_name.message
    if id_type not in IdType.values:
        yield "id_type", _("没有这种证件类型。")
        return
    try:
        check_id_number(id_type, id_number)
    except BadIdentityNumber as bad:
        yield "id_number", bad.message


def fault_of_day(row: LegacyRow, key: str) -> str | None:
    """Return why a column is no day that has been, or None."""
    day = day_of(row, key)
    if day is None:
        return _("不是真实的日期，请按“2026-01-31”的格式填写。")
    return _("日期晚于今天。") if day > today() else None


def day_of(row: LegacyRow, key: str) -> dt.date | None:
    """Return the day that a column says, None for anything else."""
    return parse_date(as_date("date", text_of(row, key)))


def _id_type(row: LegacyRow) -> str:
    """The kind of document; where the file does not say, the number of a resident's card is meant."""
    words = text_of(row, "id_type")
    return (meant(words, IdType) or words) if words else IdType.CN_ID.value


def text_of(row: LegacyRow, key: str) -> str:
    """Return what a column says, empty where the file has none such."""
    cell = row.cells.get(key)
    return cell.text.strip().lstrip("'") if cell else ""


_LABEL = Text(zh="—", en="—")
_TEXT = Column("text", _LABEL, False)
_DATE = Column("day", _LABEL, False, Field(key="day", label=_LABEL, type="date"))
_TRUTH = Column("truth", _LABEL, False, Field(key="truth", label=_LABEL, type="boolean"))
