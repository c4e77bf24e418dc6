"""The places of a form that people point at, and which of them a returned case leaves closed."""

from __future__ import annotations

from typing import Any

from applications.choices import State
from applications.models import Application
from applications.scheme import Scheme, Slot
from applications.scheme.asking import rows_of
from applications.scheme.records import paths_of_record, place_of, records_in, row_key, slots_of_record


def all_paths(scheme: Scheme, answers: dict[str, Any]) -> set[str]:
    """Return every place of the form with these answers: fields, lists, records, slots and their rows."""
    paths = {f"field:{field.key}" for field in scheme.fields()}
    for section in scheme.repeating_sections():
        paths.add(f"section:{section.key}")
        for record in records_in(answers, section.key):
            paths |= paths_of_record(section, record)
    return paths | {f"slot:{row.key}" for slot in scheme.slots for row in rows_of(slot, answers)}


def locked_paths(application: Application) -> frozenset[str]:
    """Return the paths that may not be changed: in a case returned with remarks, all that no remark opens."""
    if application.state != State.RETURNED:
        return frozenset()
    remarked = set(application.remarks.filter(is_open=True).values_list("path", flat=True))
    if not remarked:
        return frozenset()
    opened = _opened(application, remarked)
    scheme = application.scheme
    return frozenset(all_paths(scheme, application.answers) - opened - _always_open(scheme, opened))


def _opened(application: Application, remarked: set[str]) -> set[str]:
    """The places that remarks open: with a list its records, with a record its fields and the rows that show it."""
    opened = set(remarked)
    for path in remarked:
        place = place_of(path)
        if place.section:
            opened |= _within(application, place.section, place.record, whole=place.kind != "field")
    return opened


def _within(application: Application, key: str, record_id: str, *, whole: bool) -> set[str]:
    """A list (without `record_id`) or one record; the rows follow its words, whatever of it was remarked on."""
    scheme = application.scheme
    section = next((one for one in scheme.repeating_sections() if one.key == key), None)
    if section is None:
        return set()
    records = [one for one in records_in(application.answers, key) if record_id in ("", one["id"])]
    rows = {f"slot:{row_key(slot, record)}" for slot in slots_of_record(scheme, key) for record in records}
    fields = {path for record in records for path in paths_of_record(section, record)} if whole else set()
    return rows | fields


def _always_open(scheme: Scheme, open_paths: set[str]) -> set[str]:
    """What is printed makes the sealed form stale, and answers may call for other slots: they open with it."""
    photos = {f"slot:{slot.key}" for slot in scheme.slots if slot.photo}
    if not any(path.startswith(("field:", "record:", "section:")) or path in photos for path in open_paths):
        return set()
    slots = {f"slot:{slot.key}" for slot in scheme.slots if slot.seals or _depends_on_answers(slot)}
    publicity = scheme.unit_publicity
    days = {f"field:{publicity.start}", f"field:{publicity.end}"} if publicity else set()
    return slots | days | _sources_of(scheme, open_paths)


def _depends_on_answers(slot: Slot) -> bool:
    return slot.when is not None or not isinstance(slot.required, bool)


def _sources_of(scheme: Scheme, open_paths: set[str]) -> set[str]:
    """What a unit's attribute on the form is remarked on for is mended by choosing the unit anew."""
    from_unit = {f"field:{f.key}" for f in scheme.fields() if f.immutable and (f.prefill or "").startswith("unit.")}
    return {f"field:{f.key}" for f in scheme.fields() if f.type == "unit"} if from_unit & open_paths else set()
