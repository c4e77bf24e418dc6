"""The answers of a case in words, as the templates of its letters see them."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from applications.queries import facts_of
from applications.scheme import Section
from applications.scheme.asking import asked_fields, asked_in_record, relevant
from applications.scheme.records import Record, records_in
from applications.showing import answer_text


class Answers:
    """What a letter may say of the form: by section to be printed as it is, and by key for cells of its own."""

    def __init__(self, application: Application) -> None:
        self.application = application
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
        return (
            answer_text(self.application.scheme, field, self.application.answers.get(key)) if key in self.asked else ""
        )

    def _present(self, section: Section) -> list[Record]:
        return records_in(self.application.answers, section.key)

    def _record(self, section: Section, record: Record) -> dict[str, str]:
        asked = {one.key for one in asked_in_record(section, record, self.facts)}
        return {
            one.key: answer_text(self.application.scheme, one, record.get(one.key)) if one.key in asked else ""
            for one in section.fields
        }
