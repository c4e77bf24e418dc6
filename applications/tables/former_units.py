"""What a row says of a unit's account on the former site (HZ-18, HZ-19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from applications.checking.unit_information import fault_of_stated
from applications.checking.values import is_empty
from applications.reading.stated import stated_value
from applications.scheme import Field
from applications.scheme.units import UnitInformation
from applications.tables.headings import folded
from applications.tables.legacy_checking import text_of, unread_cells
from applications.tables.legacy_file import LegacyRow
from portal.codes.uscc import BadUscc, check_uscc

LONGEST = {"account": 60, "name": 120}
LONGEST_CODE = 18
OF_THE_REGISTER = ("unit.name", "unit.uscc")


@dataclass(frozen=True)
class UnitEntry:
    """An account as it is stored. `notes` say what was left out of it, or will keep it from being claimed."""

    account: str
    name: str
    uscc: str
    information: dict[str, Any]
    notes: tuple[str, ...] = ()


@dataclass
class UnitReader:
    """Reads the rows by the form of the tenant's unit information; a word understood once is not looked up again."""

    information: UnitInformation | None
    known: dict[tuple[str, str], tuple[Any, str | None]] = field(default_factory=dict)

    def faults(self, row: LegacyRow) -> list[str]:
        """Return what keeps the row from being taken."""
        return [f"{heading}：{reason}" for heading, reason in unread_cells(row) or _faults(row)]

    def entry(self, row: LegacyRow) -> UnitEntry:
        """Return what a row without faults says."""
        notes: list[str] = []
        uscc = _code(text_of(row, "uscc"), notes)
        information = self._information(row, notes)
        return UnitEntry(text_of(row, "account"), text_of(row, "name"), uscc, information, tuple(notes))

    def fields(self) -> list[Field]:
        """Return what can stand in columns of its own."""
        fields = self.information.fields if self.information else ()
        return [one for one in fields if one.prefill not in OF_THE_REGISTER]

    def headings(self) -> dict[str, Field]:
        """Return the fields by each heading that they may have."""
        return {folded(name): one for one in self.fields() for name in (one.key, one.label.en, one.label.zh)}

    def _information(self, row: LegacyRow, notes: list[str]) -> dict[str, Any]:
        fields, found = self.headings(), {}
        for heading, cell in row.further:
            one = fields.get(folded(heading))
            if one is None or not cell.text.strip():
                continue
            value, reason = self._value(one, cell.text.strip())
            if reason is None and not is_empty(value):
                found[one.key] = value
            elif reason:
                notes.append(left_out(heading, cell.text, reason))
        return found

    def _value(self, one: Field, text: str) -> tuple[Any, str | None]:
        if (one.key, text) not in self.known:
            value = stated_value(one, text)
            self.known[one.key, text] = value, fault_of_stated(one, value)
        return self.known[one.key, text]


def left_out(heading: str, text: str, reason: str) -> str:
    """Say which answer is not taken over, and why."""
    return _("%(heading)s“%(text)s”未导入：%(reason)s") % {"heading": heading, "text": text[:40], "reason": reason}


def _faults(row: LegacyRow) -> Iterator[tuple[str, str]]:
    for key, most in LONGEST.items():
        text = text_of(row, key)
        if not text:
            yield row.headings[key], _("请填写。")
        elif len(text) > most:
            yield row.headings[key], _("超过 %(most)d 个字符。") % {"most": most}


def _code(text: str, notes: list[str]) -> str:
    """A code that cannot be right is kept to be looked at: it is nobody's, so nobody claims the account by it (HZ-19)."""
    if not text:
        notes.append(_("没有统一社会信用代码，单位登录后不能自动归属，由主管机构处理。"))
        return ""
    try:
        return check_uscc(text)
    except BadUscc as bad:
        notes.append(_("%(reason)s单位登录后不能自动归属，由主管机构处理。") % {"reason": bad.message})
        return text[:LONGEST_CODE]
