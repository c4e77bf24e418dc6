"""Records of repeating sections among the answers, and the paths by which pages and remarks point at them.

field:<key>                        an answer given once; <section>.<key> in a section with keys of its own
section:<section>                  a list of records as a whole
record:<section>.<id>              one record
field:<section>.<id>.<key>         one answer in it
slot:<key>, slot:<key>.<id>        a slot, the row of one that stands for a record
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from applications.scheme.form import Section, Slot
from applications.scheme.match import Facts
from applications.scheme.model import Scheme

Record = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """What a path points at: `key` of a field or slot, `section` and `record` where there is a record."""

    kind: str
    key: str
    section: str = ""
    record: str = ""


def place_of(path: str) -> Place:
    """Return what a path says, whether or not there is such a place."""
    kind, _colon, rest = path.partition(":")
    parts = rest.split(".")
    if kind == "field" and len(parts) == 3:
        return Place(kind, parts[2], section=parts[0], record=parts[1])
    if kind == "record" and len(parts) == 2:
        return Place(kind, "", section=parts[0], record=parts[1])
    if kind == "section":
        return Place(kind, "", section=rest)
    if kind == "slot" and len(parts) == 2:
        return Place(kind, parts[0], record=parts[1])
    return Place(kind, rest)


def records_in(answers: Facts, section: str) -> list[Record]:
    """Return the records of a section, in their order."""
    records = answers.get(section)
    return records if isinstance(records, list) else []


def record_in(answers: Facts, section: str, record_id: str) -> Record | None:
    """Return one record by its id."""
    return next((record for record in records_in(answers, section) if record.get("id") == record_id), None)


def record_path(section: Section, record: Record) -> str:
    return f"record:{section.key}.{record['id']}"


def field_path(section: Section, record: Record, key: str) -> str:
    return f"field:{section.key}.{record['id']}.{key}"


def paths_of_record(section: Section, record: Record) -> set[str]:
    return {record_path(section, record), *(field_path(section, record, field.key) for field in section.fields)}


def row_key(slot: Slot, record: Record) -> str:
    """Return the key of a slot's row for one record."""
    return f"{slot.key}.{record['id']}"


def slots_of_record(scheme: Scheme, section: str) -> Iterator[Slot]:
    """Yield the slots that stand for the records of a section."""
    for slot in scheme.slots:
        if slot.each is not None and slot.each.section == section:
            yield slot
