"""The empty workbook into which a former site is exported: its tables, and a page that explains each column."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from applications.models import SchemeVersion
from applications.scheme import Field
from applications.scheme.units import UnitInformation
from applications.tables.former_cases import CaseReader
from applications.tables.former_file import CASES, MOST_ROWS, SHEETS, UNITS
from applications.tables.former_units import UnitReader
from applications.tables.layout import Column, Sheet
from applications.tables.template import AS_THEY_ARE
from applications.tables.words import how_to_write, words_of
from applications.unit_information import CHOICES, choices_of

LANGUAGE = "zh-hans"
Explained = tuple[str, str, str]


def former_template(version: SchemeVersion, information: UnitInformation | None) -> bytes:
    """Return the workbook for a scheme's declarations, with a column for each of its fields and of the units'."""
    further = {UNITS: list(_of_units(information)), CASES: list(_of_cases(version))}
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, **AS_THEY_ARE}) as book:
        _write_guide(book, further)
        for sheet in SHEETS:
            _write_sheet(book, sheet, [heading for heading, _needed, _how in further.get(sheet.key, [])])
    return written.getvalue()


def _of_units(information: UnitInformation | None) -> Iterator[Explained]:
    for field in UnitReader(information).fields():
        yield field.label.zh, "", _stated(field)


def _stated(field: Field) -> str:
    if field.type in CHOICES and field.type != "region":
        return _("名称或代码：%(words)s") % {"words": "、".join(one.label for one in choices_of(field, LANGUAGE)[:30])}
    return how_to_write(Column(field.key, field.label, False, field), [])


def _of_cases(version: SchemeVersion) -> Iterator[Explained]:
    sheet = CaseReader(version).sheet
    for column in sheet.columns:
        words = words_of(version.scheme, column, LANGUAGE)
        how = _("名称或代码：%(words)s") % {"words": "、".join(words[:30])} if words else how_to_write(column, [])
        yield sheet.header(column, LANGUAGE), "", how


def _write_sheet(book: Any, sheet: Sheet, further: list[str]) -> None:
    page, bold, text = book.add_worksheet(sheet.title.zh), _bold(book), book.add_format({"num_format": "@"})
    for number, heading in enumerate([*(column.label.zh for column in sheet.columns), *further]):
        page.set_column(number, number, max(14, 2 * len(heading) + 3), text)
        page.write_string(0, number, heading, bold)
    page.freeze_panes(1, 1)


def _write_guide(book: Any, further: dict[str, list[Explained]]) -> None:
    page, bold = book.add_worksheet(_("填写说明")), _bold(book)
    page.set_column(0, 1, 24)
    page.set_column(3, 3, 90)
    lines = _lines()
    for number, line in enumerate(lines):
        page.write_string(number, 0, line)
    for number, heading in enumerate((_("工作表"), _("列"), _("必填"), _("怎样填写"))):
        page.write_string(len(lines) + 1, number, heading, bold)
    for number, cells in enumerate(_rows(further), start=len(lines) + 2):
        page.write_row(number, 0, cells)


def _rows(further: dict[str, list[Explained]]) -> Iterator[tuple[str, ...]]:
    how = _how()
    for sheet in SHEETS:
        for column in sheet.columns:
            needed = _("是") if (sheet.key, column.key) not in _MAY_BE_EMPTY else ""
            yield sheet.title.zh, column.label.zh, needed, how[sheet.key, column.key]
        for heading, needed, words in further.get(sheet.key, []):
            yield sheet.title.zh, heading, needed, words


def _bold(book: Any) -> Any:
    return book.add_format({"bold": True})


def _lines() -> list[str]:
    return [
        _("旧系统的单位账号、认定申报和认定证书，按以下三个工作表填写，第一行的标题不能改动，列的顺序不限。"),
        _("也可以用三个 CSV 文件（UTF-8 或 GB18030）代替，文件名与工作表名相同，放在同一文件夹中。"),
        _("不要有公式；号码和编号的单元格须为文本格式。三个工作表合计最多 %(most)d 行。") % {"most": MOST_ROWS},
        _("请先用 --dry-run 试运行并核对报告；同一文件可以再次导入，已有的不会重复，也不会改动。"),
    ]


_MAY_BE_EMPTY = {
    *(("units", "uscc"), ("cases", "scheme"), ("cases", "id_type")),
    *(("cases", "category"), ("cases", "recognised_on"), ("certificates", "valid_until")),
}
"""What a row can do without, at least where it was not recognised."""


def _how() -> dict[tuple[str, str], str]:
    return {
        ("units", "account"): _("单位在旧系统的登录账号，每个账号一行"),
        ("units", "name"): _("旧系统登记的名称"),
        ("units", "uscc"): _("旧系统登记的代码；没有或有误的也可导入，但单位登录后不能自动归属"),
        ("cases", "number"): _("旧系统的申报编号，不能重复"),
        ("cases", "scheme"): _("事项的代码；空着为可以备案（续期）的事项"),
        ("cases", "account"): _("申报所属单位的账号，须在“单位账号”中或已经导入"),
        ("cases", "name"): _("申报时的姓名"),
        ("cases", "id_type"): _("证件类型的名称；空着为居民身份证"),
        ("cases", "id_number"): _("证件上的号码，单元格须为文本格式"),
        ("cases", "category"): _("认定的类别，代码或名称；没有认定的可空着"),
        ("cases", "recognised_on"): _("日期，如 2024-10-30；没有认定的可空着"),
        ("cases", "status"): _("认定通过的写“已认定”或“认定通过”；其他状态只作为记录保存，供本人查看"),
        ("certificates", "number"): _("证书上的编号，不能重复"),
        ("certificates", "case"): _("证书所属的申报编号，一项申报一份证书"),
        ("certificates", "issued_on"): _("日期，如 2024-10-30"),
        ("certificates", "valid_until"): _("日期；空着则按事项规则计算"),
    }
