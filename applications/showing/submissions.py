"""What a submission holds, section by section, for the pages of its applicant, its unit and its reviewers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from applications.comparing import changed_facts_of
from applications.models import Submission
from applications.queries import printed_code
from applications.scheme import Field, Scheme, Section, Slot, Text
from applications.scheme.asking import asked_fields, asked_in_record
from applications.scheme.records import Record, field_path, record_path, records_in
from applications.showing.slots import slots_on
from applications.showing.words import MASKS, answer_text


@dataclass(frozen=True)
class ShownAnswer:
    path: str
    label: str
    text: str
    is_changed: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class ShownFile:
    public_id: str
    name: str
    size: int
    content_type: str
    is_picture: bool
    sha256: str = ""
    source: str = ""
    fetched_at: dt.datetime | None = None


@dataclass(frozen=True)
class ShownSlot:
    path: str
    label: str
    files: tuple[ShownFile, ...]
    is_changed: bool = False
    printed_code: str = ""


@dataclass(frozen=True)
class ShownRecord:
    """One record of a list: its number on the page and a cell for each field that it was asked."""

    path: str
    number: int
    cells: list[ShownAnswer]
    is_new: bool = False

    @property
    def title(self) -> str:
        """What it is told apart by: its first answer."""
        return next((cell.text for cell in self.cells if cell.text), "")


@dataclass(frozen=True)
class ShownSection:
    title: str
    answers: list[ShownAnswer]
    slots: list[ShownSlot] = field(default_factory=list)
    key: str = ""
    path: str = ""
    columns: list[str] = field(default_factory=list)
    records: list[ShownRecord] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        return bool(self.path)


def submission_sections(
    submission: Submission,
    *,
    changed: Iterable[str] = (),
    masked: bool = False,
    language: str | None = None,
) -> list[ShownSection]:
    """Return everything a submission holds, section by section, for `applications/_submission.html`; no empty section.

    `changed` are paths to mark (`changes_between`); `masked` hides the middle of identity numbers and phones.
    """
    scheme = submission.application.scheme
    facts = facts_of_submission(submission)
    asked = {one.key for one in asked_fields(scheme, facts)}
    shown = _Showing(submission, frozenset(changed), masked, language or get_language() or "", asked, facts)
    sections = [shown.section(section) for section in scheme.sections]
    return [one for one in sections if one.answers or one.slots or one.is_list]


def facts_of_submission(submission: Submission) -> dict[str, Any]:
    """Return what conditions of the form ask, as it was when it was submitted."""
    facts = submission.answers | {f"unit.{key}": value for key, value in submission.unit_facts.items()}
    application = submission.application
    facts["applicant.id_type"] = "" if application.is_of_unit else application.applicant.id_type
    return facts | changed_facts_of(application, facts)


@dataclass(frozen=True)
class _Showing:
    submission: Submission
    changed: frozenset[str]
    masked: bool
    language: str
    asked: set[str]
    facts: dict[str, Any]

    def section(self, section: Section) -> ShownSection:
        if section.repeating is not None:
            return self.list_of(section)
        answers = [self.answer(one) for one in section.fields if one.key in self.asked]
        slots = [self.slot(one) for one in slots_on(self.scheme, section, self.facts, self.language)]
        shown = [slot for slot in slots if slot.files]
        return ShownSection(section.title.of(self.language), answers, shown, section.key)

    def list_of(self, section: Section) -> ShownSection:
        records = records_in(self.submission.answers, section.key)
        return ShownSection(
            title=section.title.of(self.language),
            answers=[],
            key=section.key,
            path=f"section:{section.key}",
            columns=[one.label.of(self.language) for one in section.fields],
            records=[self.record(section, number, one) for number, one in enumerate(records, start=1)],
        )

    def record(self, section: Section, number: int, record: Record) -> ShownRecord:
        path = record_path(section, record)
        asked = {one.key for one in asked_in_record(section, record, self.facts)}
        cells = [
            self.cell(one, field_path(section, record, one.key), record.get(one.key) if one.key in asked else None)
            for one in section.fields
        ]
        return ShownRecord(path, number, cells, path in self.changed)

    @property
    def scheme(self) -> Scheme:
        return self.submission.application.scheme

    def answer(self, one: Field) -> ShownAnswer:
        return self.cell(one, f"field:{one.key}", self.submission.answers.get(one.key))

    def cell(self, one: Field, path: str, value: Any) -> ShownAnswer:
        text = answer_text(self.scheme, one, value, self.language)
        if self.masked:
            text = MASKS.get(one.type, str)(text)
        return ShownAnswer(path, one.name.of(self.language), text, path in self.changed, one.type == "long_text")

    def slot(self, one: Slot) -> ShownSlot:
        path = f"slot:{one.key}"
        files = tuple(_file(found, self.language) for found in self.submission.attachments if found["slot"] == one.key)
        code = printed_code(self.submission) if one.seals and files else ""
        return ShownSlot(path, one.label.of(self.language), files, path in self.changed, code)


def _file(stored: dict[str, Any], language: str) -> ShownFile:
    kind = stored["content_type"]
    source = Text(**stored["source"]).of(language) if "source" in stored else ""
    fetched_at = dt.datetime.fromisoformat(stored["fetched_at"]) if stored.get("fetched_at") else None
    return ShownFile(
        stored["id"],
        stored["name"],
        stored["size"],
        kind,
        kind.startswith("image/"),
        stored["sha256"],
        source,
        fetched_at,
    )
