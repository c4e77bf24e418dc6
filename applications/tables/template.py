"""The empty file that a unit fills in: a sheet for each page of the form, lists to choose from, and how it is done."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from applications.scheme import Scheme
from applications.tables.layout import Column, Sheet, sheets_of
from applications.tables.opening import MOST_PEOPLE, MOST_ROWS
from applications.tables.words import how_to_write, words_of

ROWS_WITH_LISTS = 2_000
LONGEST_NOTE = 250
AS_THEY_ARE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def template_of(scheme: Scheme, language: str) -> bytes:
    """Return the template of a scheme as an Excel file, in the reader's language; what is read accepts both."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, **AS_THEY_ARE}) as book:
        book.set_properties({"title": scheme.title.of(language)})
        _Template(scheme, language, book).write()
    return written.getvalue()


@dataclass
class _Template:
    scheme: Scheme
    language: str
    book: Any
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def write(self) -> None:
        self.bold = self.book.add_format({"bold": True})
        self.needed = self.book.add_format({"bold": True, "font_color": "#a3261b"})
        self.text = self.book.add_format({"num_format": "@"})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        guide = self.book.add_worksheet(_("填写说明"))
        sheets = sheets_of(self.scheme)
        pages = [self.book.add_worksheet(sheet.name(self.language)) for sheet in sheets]
        self.choices = self.book.add_worksheet(_("选项"))
        for sheet, page in zip(sheets, pages, strict=True):
            self._page(sheet, page)
        self.choices.hide()
        self._guide(guide, sheets)
        guide.activate()

    def _page(self, sheet: Sheet, page: Any) -> None:
        page.freeze_panes(1, 3 if sheet.is_of_people else 1)
        for number, column in enumerate(sheet.columns):
            heading = sheet.header(column, self.language)
            star, look = ("*", self.needed) if column.is_required else ("", self.bold)
            page.set_column(number, number, max(14, 2 * len(heading) + 3), self.text)
            page.write_string(0, number, f"{star}{heading}", look)
            self._validate(page, number, column)

    def _validate(self, page: Any, number: int, column: Column) -> None:
        words = words_of(self.scheme, column, self.language)
        is_one_of = bool(words) and (column.field is None or column.field.type != "multi_choice")
        rule = {
            "validate": "list" if is_one_of else "any",
            "ignore_blank": True,
            "input_message": self._note(column, words)[:LONGEST_NOTE],
            "error_message": _("请从列表中选择。"),
        }
        if is_one_of:
            rule["source"] = self._list(tuple(words))
        page.data_validation(1, number, ROWS_WITH_LISTS, number, rule)

    def _list(self, words: tuple[str, ...]) -> str:
        """Write a list into a column of the hidden sheet, once, and return where it stands."""
        if words not in self.lists:
            column = len(self.lists)
            self.choices.write_column(0, column, words)
            name = xlsxwriter.utility.xl_col_to_name(column)
            self.lists[words] = f"='{self.choices.get_name()}'!${name}$1:${name}${len(words)}"
        return self.lists[words]

    def _note(self, column: Column, words: list[str]) -> str:
        hint = column.field.hint.of(self.language) if column.field and column.field.hint else ""
        return _("%(how)s。%(hint)s") % {"how": how_to_write(column, words), "hint": hint}

    def _guide(self, guide: Any, sheets: list[Sheet]) -> None:
        guide.set_column(0, 1, 22)
        guide.set_column(2, 2, 8)
        guide.set_column(3, 4, 60, self.wrapped)
        lines = self._lines(sheets)
        for number, line in enumerate(lines):
            guide.write_string(number, 0, line, self.bold if number == 0 else None)
        table = len(lines) + 1
        for number, heading in enumerate((_("工作表"), _("列"), _("必填"), _("怎样填写"), _("提示"))):
            guide.write_string(table, number, heading, self.bold)
        for number, cells in enumerate(self._rows(sheets), start=table + 1):
            guide.write_row(number, 0, cells)

    def _lines(self, sheets: list[Sheet]) -> list[str]:
        names = {"people": sheets[0].name(self.language), "most": MOST_PEOPLE, "rows": MOST_ROWS}
        return [
            self.scheme.title.of(self.language),
            _("1. “%(people)s”一人一行，最多 %(most)d 人；各工作表合计最多 %(rows)d 行。") % names,
            _("2. 其他工作表每行先填该人员的证件号码，再填内容；一人可以有多行的，按先后顺序填写。"),
            _("3. 第一行的标题不能改动。带 * 的为必填；导入时可以先空着，上报前须补齐。"),
            _("4. 请粘贴为文本：不要有公式、合并单元格、隐藏的行。证件号码的单元格须为文本格式。"),
            _("5. 有一处不对的人员不导入，改正后可以把整个文件再导入一次，已经导入的不会重复。"),
            _("6. 附件不能导入，请导入后在各人的附件管理中上传。"),
        ]

    def _rows(self, sheets: list[Sheet]) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        for sheet in sheets:
            for column in sheet.columns:
                words = words_of(self.scheme, column, self.language)
                hint = column.field.hint.of(self.language) if column.field and column.field.hint else ""
                name, heading = sheet.name(self.language), sheet.header(column, self.language)
                rows.append((name, heading, _("是") if column.is_required else "", how_to_write(column, words), hint))
        return rows
