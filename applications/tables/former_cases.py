"""What a row says of a declaration on the former site: who it is about, what became of it, what was answered (HZ-20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from applications.checking.values import fault_of_value, is_empty
from applications.choices import State
from applications.models import Application, CatalogueCategory, SchemeVersion
from applications.reading.words import plain
from applications.scheme import Field
from applications.scheme.form import ChoiceSource
from applications.tables.cells import Reader
from applications.tables.former_file import CASES, SHEETS
from applications.tables.former_units import left_out
from applications.tables.headings import folded
from applications.tables.layout import BIRTH_DATE, ID_NUMBER, ID_TYPE, IDENTITY, NAME, SEX, Column, Sheet
from applications.tables.legacy_checking import (
    LONGEST_FURTHER,
    day_of,
    fault_of_day,
    identity_faults,
    text_of,
    unread_cells,
)
from applications.tables.legacy_file import LegacyRow
from applications.tables.opening import Cell
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.masking import mask_id_number, mask_phone
from portal.people.models import User
from portal.people.name import check_name

LONGEST = {"number": 60, "account": 60, "status": 40}
# in Chinese: read, in the former site's file
RECOGNISED = ("认定通过", "已通过", "通过", "审核通过", "有效", "approved", "recognised", "recognized")
"""What former sites call it, besides the scheme's own word."""

MASKED = {"phone": mask_phone, "id_number": mask_id_number}


@dataclass(frozen=True)
class CaseEntry:
    """A declaration as it is stored. `category` and `answers` are what the scheme stores; `further` what the file says."""

    number: str
    account: str
    name: str
    id_type: str
    id_number: str
    birth_date: dt.date | None
    sex: str
    status: str
    is_recognised: bool
    recognised_on: dt.date | None
    category: str
    answers: dict[str, Any]
    further: list[list[str]]
    notes: tuple[str, ...] = ()


@dataclass
class CaseReader:
    """Reads the rows of one scheme, in the version that is in force."""

    version: SchemeVersion
    checked: dict[tuple[str, str, str], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        scheme = self.version.scheme
        self.words = Reader(scheme)
        fixed = {name for sheet in SHEETS if sheet.key == CASES for name in sheet.headers}
        columns = tuple(Column(one.key, one.label, False, one) for one in scheme.fields() if _is_written(one))
        self.sheet = Sheet("answers", scheme.title, columns)
        known = {folded(column.key): column for column in columns} | self.sheet.headers
        self.headings = {name: column for name, column in known.items() if name not in fixed}
        self.categories = _categories(self.version)

    def faults(self, row: LegacyRow) -> list[str]:
        """Return what keeps the row from being taken."""
        if unread := unread_cells(row):
            return [f"{heading}：{reason}" for heading, reason in unread]
        return [f"{row.headings.get(key, key)}：{reason}" for key, reason in self._faults(row)]

    def entry(self, row: LegacyRow) -> CaseEntry:
        """Return what a row without faults says."""
        notes: list[str] = []
        id_type, category = self._id_type(row), self._category(row)
        answers = self._answers(row, id_type, category, notes)
        facts = check_id_number(id_type, text_of(row, "id_number"))
        return CaseEntry(
            number=text_of(row, "number"),
            account=text_of(row, "account"),
            name=check_name(text_of(row, "name")),
            id_type=id_type,
            id_number=facts.number,
            birth_date=facts.birth_date or _day(self._answer_to(BIRTH_DATE, answers)),
            sex=facts.sex or str(self._answer_to(SEX, answers) or ""),
            status=text_of(row, "status"),
            is_recognised=self._is_recognised(row),
            recognised_on=day_of(row, "recognised_on"),
            category=category,
            answers=answers,
            further=[[heading or "—", cell.text] for heading, cell in row.further if cell.text],
            notes=tuple(notes),
        )

    def _faults(self, row: LegacyRow) -> Iterator[tuple[str, str]]:
        for key, most in LONGEST.items():
            if not text_of(row, key):
                yield key, _("请填写。")
            elif len(text_of(row, key)) > most:
                yield key, _("超过 %(most)d 个字符。") % {"most": most}
        yield from identity_faults(text_of(row, "name"), self._id_type(row), text_of(row, "id_number"))
        yield from self._faults_of_result(row)
        for heading, cell in row.further:
            if len(cell.text) > LONGEST_FURTHER:
                yield heading, _("超过 %(most)d 个字符。") % {"most": LONGEST_FURTHER}

    def _faults_of_result(self, row: LegacyRow) -> Iterator[tuple[str, str]]:
        is_recognised = self._is_recognised(row)
        says_when = is_recognised or bool(text_of(row, "recognised_on"))
        if says_when and (reason := fault_of_day(row, "recognised_on")):
            yield "recognised_on", reason
        if is_recognised and not self._category(row):
            yield "category", _("没有这个类别，请按事项目录中的代码或名称填写。")

    def _is_recognised(self, row: LegacyRow) -> bool:
        label = self.version.scheme.label(State.APPROVED)
        words = (*RECOGNISED, label.zh, label.en, str(State.APPROVED.label))
        return plain(text_of(row, "status")) in map(plain, words)

    def _id_type(self, row: LegacyRow) -> str:
        """The kind of document; where the file does not say, the number of a resident's card is meant."""
        words = text_of(row, "id_type")
        if not words:
            return IdType.CN_ID.value
        own = next((one for one in self.version.scheme.fields() if one.prefill == ID_TYPE), None)
        return self.words.identity(Column(ID_TYPE, IDENTITY[ID_TYPE], True, own), Cell("s", words))

    def _category(self, row: LegacyRow) -> str:
        text = text_of(row, "category")
        return self.categories.get(plain(text), "") if self.categories else text[:20]

    def _answers(self, row: LegacyRow, id_type: str, category: str, notes: list[str]) -> dict[str, Any]:
        """What was answered, in the order of the form: choices may hang on an answer before them."""
        found = {one.key: (heading, cell) for heading, cell in row.further if (one := self._column(heading))}
        blank = Application(version=self.version, applicant=User(id_type=id_type))
        answers: dict[str, Any] = {}
        if self.version.scheme.category_field and category:
            answers[self.version.scheme.category_field] = category
        for column in self.sheet.columns:
            heading, cell = found.get(column.key, ("", Cell()))
            if cell.text.strip():
                self._answer(blank, column, heading, cell, answers, notes)
        return answers

    def _column(self, heading: str) -> Column | None:
        return self.headings.get(folded(heading))

    def _answer(
        self, blank: Application, column: Column, heading: str, cell: Cell, answers: dict[str, Any], notes: list[str]
    ) -> None:
        assert column.field is not None
        value = self.words.answer(self.sheet.key, column, cell, answers)
        reason = None if is_empty(value) else self._fault(blank, column.field, value, answers)
        if reason:
            shown = MASKED.get(column.field.type, str)(cell.text)
            notes.append(left_out(heading, shown, reason))
        elif not is_empty(value):
            answers[column.key] = value

    def _fault(self, blank: Application, one: Field, value: Any, answers: dict[str, Any]) -> str | None:
        """What a choice is checked against does not change from row to row."""
        if one.choices is None:
            return fault_of_value(blank, one, value, beside=answers)
        above = one.choices.of if isinstance(one.choices, ChoiceSource) else None
        key = (one.key, str(value), str(answers.get(above or "")))
        if key not in self.checked:
            self.checked[key] = fault_of_value(blank, one, value, beside=answers)
        return self.checked[key]

    def _answer_to(self, source: str, answers: dict[str, Any]) -> Any:
        return next((answers.get(one.key) for one in self.version.scheme.fields() if one.prefill == source), None)


def _is_written(one: Field) -> bool:
    """Not files, not who the person is, and not the unit: columns of every former site say these."""
    return one.type not in ("photo", "unit") and one.prefill not in (NAME, ID_TYPE, ID_NUMBER)


def _categories(version: SchemeVersion) -> dict[str, str]:
    """Return the codes of the categories, those no longer recognised as well, by whatever they are called."""
    rows = CatalogueCategory.objects.filter(scheme_key=version.scheme.catalogue_key)
    # in Chinese: read, in the former site's file
    known = {plain(name): row.code for row in rows for name in (row.name_zh, row.name_en, f"{row.code}类", row.code)}
    scheme = version.scheme
    source = scheme.field(scheme.category_field).choices if scheme.category_field else ()
    for choice in source if isinstance(source, tuple) else ():
        value = str(choice.value)
        # in Chinese: as above
        known |= {plain(name): value for name in (choice.label.zh, choice.label.en, f"{value}类", value)}
    return {name: code for name, code in known.items() if name}


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value or ""))
    except ValueError:
        return None
