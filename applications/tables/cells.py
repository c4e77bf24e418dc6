"""What one cell holds, as the form stores it, or why it cannot be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from applications.reading import stored_value
from applications.reading.words import as_date, plain
from applications.scheme import Field, Scheme
from applications.scheme.form import DATES, ChoiceSource
from applications.tables.layout import BIRTH_DATE, ID_NUMBER, ID_TYPE, SEX, Column
from applications.tables.opening import Cell
from portal.people.choices import IdType, Sex

SAFE_DIGITS = 15
"""So many digits of a number a spreadsheet keeps; what comes after them it has replaced by zeros."""


def fault_of_cell(column: Column, cell: Cell) -> str | None:
    """Return why nothing can be read from a cell: what it shows is computed, or not what was typed."""
    if cell.kind == "f":
        return _("单元格是公式，公式不计算。请复制后“选择性粘贴”为值。")
    if cell.kind == "e":
        return _("单元格是公式的出错值，请改为文字。")
    if cell.kind == "n" and len(cell.text.lstrip("-")) > SAFE_DIGITS:
        return _("长号码被表格软件存成了数字，末几位已经丢失。请将单元格设为文本格式后重新输入。")
    if cell.kind == "d" and not _takes_date(column):
        return _("这一列不是日期，单元格却被表格软件存成了日期。请将单元格设为文本格式后重新输入。")
    if cell.kind == "b" and not _takes_truth(column):
        return _("这一列不是“是”或“否”，单元格却是逻辑值。请将单元格设为文本格式后重新输入。")
    return None


def _takes_date(column: Column) -> bool:
    return column.key == BIRTH_DATE or (column.field is not None and column.field.type in DATES)


def _takes_truth(column: Column) -> bool:
    return column.field is not None and column.field.type == "boolean"


@dataclass
class Reader:
    """Reads cells of one scheme; a word that was understood once is not looked up again."""

    scheme: Scheme
    known: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def answer(self, sheet: str, column: Column, cell: Cell, beside: Mapping[str, Any]) -> Any:
        """Return what the form stores for the cell; `beside` are the answers before it in the row."""
        assert column.field is not None
        above = str(beside.get(_of(column.field)) or "")
        key = (f"{sheet}.{column.key}", f"{cell.kind}{cell.text}", above)
        if column.field.choices is None:
            return stored_value(self.scheme, column.field, _written(cell), beside)
        if key not in self.known:
            self.known[key] = stored_value(self.scheme, column.field, _written(cell), beside)
        return self.known[key]

    def identity(self, column: Column, cell: Cell) -> str:
        """Return what a cell says of who the person is, in the words of the account."""
        if column.key == ID_TYPE:
            return meant(cell.text, IdType) or self._by_field(column, cell, set(IdType.values))
        if column.key == SEX:
            return meant(cell.text, Sex) or self._by_field(column, cell, set(Sex.values))
        if column.key == BIRTH_DATE:
            return as_date("date", cell.text)
        return cell.text.strip().lstrip("'") if column.key == ID_NUMBER else cell.text.strip()

    def _by_field(self, column: Column, cell: Cell, wanted: set[str]) -> str:
        """The form's own words for it: 男性 for 男."""
        if column.field is None or column.field.choices is None:
            return cell.text.strip()
        found = str(stored_value(self.scheme, column.field, cell.text))
        return found if found in wanted else cell.text.strip()


def _of(field: Field) -> str:
    return field.choices.of or "" if isinstance(field.choices, ChoiceSource) else ""


def _written(cell: Cell) -> Any:
    return dt.date.fromisoformat(cell.text) if cell.kind == "d" else cell.text


def meant(word: str, choices: Any) -> str:
    """The choice that a word is or names in either language; empty if none."""
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for value, label in choices.choices:
                if plain(word) in (plain(value), plain(str(label))):
                    return str(value)
    return ""
