"""The answers of a case in words, as the templates of its letters see them."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from applications.queries import facts_of
from applications.scheme import Field, Section
from applications.scheme.asking import asked_fields, asked_in_record, relevant
from applications.scheme.records import Record, records_in
from applications.showing import MASKS, answer_text
from portal.people.masking import mask_contact

PUBLIC_MASKS = MASKS | {
    "email": mask_contact,
    "applicant.id_number": MASKS["id_number"],
    "applicant.phone": MASKS["phone"],
    "applicant.email": mask_contact,
}
"""How answers of these types, or from these sources, look to everybody: by halves, whatever a template asks for."""


class Answers:
    """What a letter may say of the form: by section to be printed as it is, and by key for cells of its own."""

    def __init__(self, application: Application, *, masked: bool = False) -> None:
        self.application, self.masked = application, masked
        self.facts = relevant(application.scheme, facts_of(application))
        self.asked = {one.key for one in asked_fields(application.scheme, self.facts)}

    def sections(self) -> list[dict[str, Any]]:
        """Return the sections without the attachments: `rows` of label and value, or `columns` and `records`."""
        return [self._section(one) for one in self.application.scheme.sections if not one.slots]

    def fields(self) -> dict[str, Any]:
        """Return what is answered once, in words, by key; those of a section with keys of its own below the section's."""
        words: dict[str, Any] = {}
        for field in self.application.scheme.fields():
            section, _dot, key = field.key.rpartition(".")
            place = words.setdefault(section, {}) if section else words
            place[key] = self._once(field.key)
        return words

    def records(self) -> dict[str, list[dict[str, str]]]:
        """Return the records of each list, each with all its fields in words, empty where nothing was answered."""
        return {
            one.key: [self._record(one, record) for record in self._present(one)]
            for one in self.application.scheme.repeating_sections()
        }

    def _section(self, section: Section) -> dict[str, Any]:
        named = {"key": section.key, "title": section.title.zh}
        if section.repeating is None:
            rows = [
                {"label": one.label.zh, "value": self._once(one.key)} for one in section.fields if one.key in self.asked
            ]
            return named | {"rows": rows, "columns": [], "records": []}
        records = [list(self._record(section, record).values()) for record in self._present(section)]
        return named | {"rows": [], "columns": [one.label.zh for one in section.fields], "records": records}

    def _once(self, key: str) -> str:
        field = self.application.scheme.field(key)
        return self._words(field, self.application.answers.get(key)) if key in self.asked else ""

    def _words(self, field: Field, value: Any) -> str:
        """What everybody may read of it, on a page for everybody's eyes (HZ-64)."""
        text = answer_text(self.application.scheme, field, value)
        mask = PUBLIC_MASKS.get(field.type) or PUBLIC_MASKS.get(field.prefill or "")
        return mask(text) if self.masked and mask else text

    def _present(self, section: Section) -> list[Record]:
        return records_in(self.application.answers, section.key)

    def _record(self, section: Section, record: Record) -> dict[str, str]:
        asked = {one.key for one in asked_in_record(section, record, self.facts)}
        return {one.key: self._words(one, record.get(one.key)) if one.key in asked else "" for one in section.fields}
