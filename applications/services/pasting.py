"""A table from a spreadsheet becomes records: looked at row by row first, then the rows that are wanted are added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking import fault_in_record
from applications.models import Application
from applications.queries import facts_of
from applications.reading import stored_value
from applications.reading.tables import LONGEST_TABLE, MOST_ROWS, Table, table_of
from applications.scheme import Field, Section
from applications.scheme.asking import asked_in_record, relevant
from applications.services.records import add_records
from applications.showing import answer_text
from portal.people.models import User
from portal.policy import Refused


class UnableToPaste(Refused):
    """The table as a whole is not taken; the reason says why."""


@dataclass(frozen=True)
class PastedRow:
    """One row of the table: as a record would hold it, in words, and what is wrong with it."""

    number: int
    values: dict[str, Any]
    texts: tuple[str, ...]
    faults: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Pasted:
    """A table as it was understood."""

    fields: tuple[Field, ...]
    rows: tuple[PastedRow, ...]
    left_out: tuple[str, ...]
    head: tuple[str, ...]

    @property
    def good(self) -> list[PastedRow]:
        return [row for row in self.rows if not row.faults]

    @property
    def bad(self) -> list[PastedRow]:
        return [row for row in self.rows if row.faults]


def read_table(application: Application, part: Section, text: str) -> Pasted:
    """Return how a pasted table is understood, with the faults of each row. Nothing is written. Raises UnableToPaste."""
    if len(text) > LONGEST_TABLE:
        raise UnableToPaste(_("表格太大，请分几次粘贴。"))
    table = table_of(text, part.fields)
    if not table.rows:
        raise UnableToPaste(_("没有读到内容：请在电子表格中选中要粘贴的行，复制后粘贴到这里。"))
    if len(table.rows) > MOST_ROWS:
        words = {"most": MOST_ROWS, "count": len(table.rows)}
        raise UnableToPaste(_("一次最多粘贴 %(most)d 行，这里有 %(count)d 行。") % words)
    facts = relevant(application.scheme, facts_of(application))
    fields = tuple(field for field in part.fields if field in table.columns)
    reading = _Reading(application, part, table, fields, facts)
    rows = tuple(reading.row(number, row) for number, row in enumerate(table.rows, start=1))
    return Pasted(fields, rows, tuple(table.left_out), table.names)


@dataclass(frozen=True)
class _Reading:
    application: Application
    part: Section
    table: Table
    fields: tuple[Field, ...]
    facts: dict[str, Any]

    def row(self, number: int, cells: tuple[str, ...]) -> PastedRow:
        values = self.values(cells)
        texts = tuple(answer_text(self.application.scheme, field, values.get(field.key)) for field in self.fields)
        return PastedRow(number, values, texts, tuple(self.faults(values)), cells)

    def values(self, cells: tuple[str, ...]) -> dict[str, Any]:
        """In the order of the form, as choices may hang on those before them."""
        written = {field.key: cell for field, cell in zip(self.table.columns, cells, strict=False) if field}
        values: dict[str, Any] = {}
        for field in self.fields:
            values[field.key] = stored_value(self.application.scheme, field, written.get(field.key, ""), values)
        return values

    def faults(self, values: dict[str, Any]) -> list[str]:
        asked = asked_in_record(self.part, values, self.facts)
        reasons = ((field, fault_in_record(self.application, field, values)) for field in asked)
        return [
            _("%(label)s：%(reason)s") % {"label": field.label.of(get_language()), "reason": reason}
            for field, reason in reasons
            if reason
        ]


def paste_records(*, application_id: int, user: User, section: str, text: str, with_faults: bool) -> Pasted:
    """Add the rows of a table to a section's records, those with faults only if wanted; return how it was understood.

    Raises Refused, also where the list has no room for all of them; then none is added.
    """
    application = Application.objects.select_related("version", "unit", "applicant").get(pk=application_id)
    pasted = read_table(application, application.scheme.section(section), text)
    rows = pasted.rows if with_faults else tuple(pasted.good)
    if rows:
        add_records(application_id=application_id, user=user, section=section, many=[row.values for row in rows])
    return pasted
