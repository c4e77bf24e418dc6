"""Pages with records as templates show them: the list, and the form of one record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from applications.checking import Fault
from applications.checking.faults import anchor_of
from applications.forms.fields import FieldView
from applications.forms.pages import Form
from applications.scheme import Field, Section
from applications.scheme.asking import asked_in_record
from applications.scheme.records import Record, field_path, place_of, record_path, records_in
from applications.showing import answer_text


@dataclass(frozen=True)
class RecordRow:
    """One record in its list."""

    id: str
    number: int
    path: str
    cells: list[tuple[str, str]]
    missing: int
    is_locked: bool
    is_first: bool
    is_last: bool
    remarks: tuple[str, ...] = ()
    is_dealt_with: bool = False

    @property
    def anchor(self) -> str:
        return anchor_of(self.path)

    @property
    def title(self) -> str:
        """What it is told apart by: its first answer."""
        return next((text for _label, text in self.cells if text), "")


@dataclass
class RecordList(Form):
    """A repeating section (NX-47): its records in their order, with marks on those that are not complete."""

    faults: list[Fault] = field(default_factory=list)

    @property
    def record_name(self) -> str:
        assert self.section.repeating is not None
        return self.section.repeating.record.of(get_language())

    @property
    def most(self) -> int | None:
        return self.section.repeating.max if self.section.repeating else None

    @property
    def is_locked(self) -> bool:
        return self.path in self.locked

    @property
    def fault(self) -> str:
        """What is wrong with the list as a whole, such as too few records."""
        return next((one.message for one in self.faults if one.path == self.path), "")

    @property
    def path(self) -> str:
        return f"section:{self.section.key}"

    @property
    def own_remarks(self) -> tuple[str, ...]:
        """On the list as a whole."""
        return self.remarks.get(self.path, ())

    @property
    def is_dealt_with(self) -> bool:
        return self.path in self.dealt_with

    @property
    def columns(self) -> list[str]:
        return [one.label.of(get_language()) for one in self.section.shown_columns]

    @cached_property
    def rows(self) -> list[RecordRow]:
        records = records_in(self.application.answers, self.section.key)
        missing = missing_by_record(self.faults)
        rows = [self._row(number, one, len(records), missing) for number, one in enumerate(records, start=1)]
        newest_first = self.section.repeating is not None and self.section.repeating.newest_first
        return rows[::-1] if newest_first else rows

    def _row(self, number: int, record: Record, count: int, missing: Counter[str]) -> RecordRow:
        path = record_path(self.section, record)
        return RecordRow(
            id=record["id"],
            number=number,
            path=path,
            cells=[(one.label.of(get_language()), self._text(one, record)) for one in self.section.shown_columns],
            missing=missing[path],
            is_locked=path in self.locked,
            is_first=number == 1,
            is_last=number == count,
            remarks=self._remarks(path, record),
            is_dealt_with=is_dealt_with(path, self.remarks, self.dealt_with),
        )

    def _text(self, one: Field, record: Record) -> str:
        return answer_text(self.application.scheme, one, record.get(one.key))

    def _remarks(self, path: str, record: Record) -> tuple[str, ...]:
        """On the record, and on single answers of it: their places are on its own page."""
        paths = [path, *(field_path(self.section, record, one.key) for one in self.section.fields)]
        return tuple(text for one in paths for text in self.remarks.get(one, ()))


def is_dealt_with(path: str, remarks: Mapping[str, object], done: Collection[str]) -> bool:
    """Return whether all that was noted on a record and its answers has been changed since."""
    within = [one for one in remarks if one == path or one.startswith(f"{path.replace('record:', 'field:', 1)}.")]
    return bool(within) and all(one in done for one in within)


def missing_by_record(faults: Iterable[Fault]) -> Counter[str]:
    """Return how many faults each record has, by its path."""
    places = (place_of(fault.path) for fault in faults)
    return Counter(f"record:{place.section}.{place.record}" for place in places if place.section and place.record)


@dataclass
class RecordPage(Form):
    """The form of one record."""

    record: Record = field(default_factory=dict)

    @property
    def number(self) -> int:
        ids = [one["id"] for one in records_in(self.application.answers, self.section.key)]
        return ids.index(self.record["id"]) + 1

    @property
    def path(self) -> str:
        return record_path(self.section, self.record)

    @property
    def own_remarks(self) -> tuple[str, ...]:
        return self.remarks.get(self.path, ())

    @property
    def is_dealt_with(self) -> bool:
        return self.path in self.dealt_with

    @property
    def page_facts(self) -> dict[str, Any]:
        """What conditions ask beside the fields of the page: the record first, then the form."""
        return {**self.plain_facts, **dict.fromkeys((one.key for one in self.section.fields), ""), **self.record}

    @property
    def facts_json(self) -> str:
        return json.dumps(self.page_facts)

    @cached_property
    def asked(self) -> list[Field]:
        return asked_in_record(self.section, self.record, self.facts)

    @cached_property
    def fields(self) -> list[FieldView]:
        asked = {one.key for one in self.asked}
        return [
            self.field_view(
                one, field_path(self.section, self.record, one.key), self.record.get(one.key), is_asked=one.key in asked
            )
            for one in self.section.fields
        ]

    @property
    def is_empty(self) -> bool:
        return is_blank(self.section, self.record)


def is_blank(section: Section, record: dict[str, Any]) -> bool:
    """Return whether nothing was ever typed into a record."""
    return all(record.get(one.key) in (None, "", []) for one in section.fields)
