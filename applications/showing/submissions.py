"""What a submission holds, section by section, for the pages of its applicant, its unit and its reviewers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from applications.comparing import changed_facts_of
from applications.models import Submission
from applications.queries import printed_code
from applications.scheme import Field, Scheme, Section, Slot, Text
from applications.scheme.asking import asked_fields, asked_in_record
from applications.scheme.records import Record, field_path, record_path, records_in
from applications.showing.earlier import Earlier
from applications.showing.proving import Proofs, proved_names, proved_paths
from applications.showing.shown import ShownAnswer, ShownFile, ShownRecord, ShownSection, ShownSlot
from applications.showing.slots import labelled_slots, slots_on
from applications.showing.words import MASKS, answer_text


def submission_sections(
    submission: Submission,
    *,
    changed: Iterable[str] = (),
    masked: bool = False,
    language: str | None = None,
    earlier: Earlier | None = None,
    whole: bool = False,
) -> list[ShownSection]:
    """Return everything a submission holds, section by section, for `applications/_submission.html`; no empty section.

    `whole` has the empty places too: those that a form printed now would have. `changed` are paths to mark
    (`changes_between`); `masked` hides the middle of identity numbers and phones. With `earlier` each of them has beside
    it what it was, and what was taken out is shown as gone.
    """
    scheme = submission.application.scheme
    facts = facts_of_submission(submission)
    asked = {one.key for one in asked_fields(scheme, facts)}
    language = language or get_language() or ""
    shown = _Showing(submission, frozenset(changed), masked, language, asked, facts, earlier, whole)
    sections = [shown.section(section) for section in scheme.sections]
    return sections if whole else [one for one in sections if one.answers or one.slots or one.is_list]


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
    earlier: Earlier | None = None
    whole: bool = False

    def section(self, section: Section) -> ShownSection:
        if section.repeating is not None:
            return self.list_of(section)
        answers = [self.answer(one) for one in section.fields if self.is_shown(one)]
        return ShownSection(section.title.of(self.language), answers, self.slots_of(section), section.key)

    def is_shown(self, one: Field) -> bool:
        """What is asked no longer is shown while it still tells what has changed."""
        return one.key in self.asked or bool(self.earlier and self.earlier.was(f"field:{one.key}", self.changed))

    def slots_of(self, section: Section) -> list[ShownSlot]:
        slots = [self.slot(one) for one in slots_on(self.scheme, section, self.facts, self.language)]
        shown = [slot for slot in slots if slot.files or slot.replaced or slot.path in self._offered]
        return shown + (self.earlier.lost_slots(section.key, slots, self.changed) if self.earlier else [])

    @cached_property
    def _offered(self) -> set[str]:
        """The slots of a form printed now, where the empty places are shown as well."""
        slots = labelled_slots(self.scheme, self.facts, self.language) if self.whole else []
        return {f"slot:{slot.key}" for slot in slots}

    def list_of(self, section: Section) -> ShownSection:
        records = records_in(self.submission.answers, section.key)
        shown = [self.record(section, number, one) for number, one in enumerate(records, start=1)]
        lost = self.earlier.lost_records(section.key, self.changed) if self.earlier else []
        path = f"section:{section.key}"
        return ShownSection(
            title=section.title.of(self.language),
            answers=[],
            key=section.key,
            path=path,
            columns=[one.label.of(self.language) for one in section.fields],
            records=shown + lost,
            proofs=self.proofs.of(path),
        )

    def record(self, section: Section, number: int, record: Record) -> ShownRecord:
        path = record_path(section, record)
        asked = {one.key for one in asked_in_record(section, record, self.facts)}
        cells = [
            self.cell(one, field_path(section, record, one.key), record.get(one.key) if one.key in asked else None)
            for one in section.fields
        ]
        return ShownRecord(path, number, cells, path in self.changed, proofs=self.proofs.of(path))

    @property
    def scheme(self) -> Scheme:
        return self.submission.application.scheme

    @cached_property
    def proofs(self) -> Proofs:
        """Which files prove what. The first file of a slot stands for the slot: the viewer goes on to the next."""
        found = Proofs()
        for section in self.scheme.sections:
            for one in slots_on(self.scheme, section, self.facts, self.language):
                if files := self.files_in(one.key):
                    found.add(proved_paths(self.scheme, one), one.label.of(self.language), files[0])
        return found

    def answer(self, one: Field) -> ShownAnswer:
        path = f"field:{one.key}"
        is_gone = one.key not in self.asked
        shown = self.cell(one, path, None if is_gone else self.submission.answers.get(one.key))
        return replace(shown, is_gone=is_gone)

    def cell(self, one: Field, path: str, value: Any) -> ShownAnswer:
        text = answer_text(self.scheme, one, value, self.language)
        if self.masked:
            text = MASKS.get(one.type, str)(text)
        is_changed = path in self.changed
        before = self.earlier.text(path) if self.earlier and is_changed else None
        proofs = self.proofs.of(path)
        return ShownAnswer(path, one.name.of(self.language), text, is_changed, one.type == "long_text", before, proofs)

    def slot(self, one: Slot) -> ShownSlot:
        path = f"slot:{one.key}"
        files = self.files_in(one.key)
        code = printed_code(self.submission) if one.seals and files else ""
        proves = proved_names(self.scheme, one, self.facts, self.language) if files else ()
        is_photo = one.photo is not None
        shown = ShownSlot(path, one.label.of(self.language), files, path in self.changed, code, is_photo, proves=proves)
        return self.earlier.beside(shown) if self.earlier and shown.is_changed else shown

    def files_in(self, key: str) -> tuple[ShownFile, ...]:
        return tuple(_file(found, self.language) for found in self.submission.attachments if found["slot"] == key)


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
