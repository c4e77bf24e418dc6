"""Slots as pages show them, those that stand for records called after these; and the names of all places of a form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from applications.scheme import Facts, Field, Scheme, Section, Slot, Text, matches
from applications.scheme.asking import relevant
from applications.scheme.form import DATES
from applications.scheme.records import Record, field_path, record_path, records_in, row_key
from applications.showing.words import answer_text


def names_of(scheme: Scheme, answers: Facts, language: str | None = None) -> dict[str, str]:
    """Return the path of every place of the form with these answers, page by page, each with its name."""
    language = language or get_language() or ""
    names: dict[str, str] = {}
    for section in scheme.sections:
        if section.repeating is None:
            names |= {f"field:{one.key}": one.name.of(language) for one in section.fields}
        else:
            names |= _names_in_list(section, answers, language)
        names |= {f"slot:{one.key}": one.label.of(language) for one in slots_on(scheme, section, answers, language)}
    return names


def _names_in_list(section: Section, answers: Facts, language: str) -> dict[str, str]:
    title = section.title.of(language)
    names = {f"section:{section.key}": title}
    for number, record in enumerate(records_in(answers, section.key), start=1):
        names[record_path(section, record)] = f"{title} {number}"
        for one in section.fields:
            names[field_path(section, record, one.key)] = f"{title} {number} · {one.label.of(language)}"
    return names


def slots_on(scheme: Scheme, section: Section, facts: Facts | None = None, language: str | None = None) -> list[Slot]:
    """Return the slots that stand on a section: those that name it, and on the attachments page those that name none.

    With facts, a slot that stands for records is returned once for each of them, called after it.
    """
    named = [slot for slot in scheme.slots if slot.section == section.key]
    slots = named + [slot for slot in scheme.slots if slot.section is None and section.slots]
    return slots if facts is None else [row for slot in slots for row in _rows(scheme, slot, facts, language)]


def labelled_slots(scheme: Scheme, facts: Facts, language: str | None = None) -> list[Slot]:
    """Return the slots to show, in the scheme's order; one that stands for records once for each, called after it."""
    kept = relevant(scheme, facts)
    return [row for slot in scheme.slots if matches(slot.when, kept) for row in _rows(scheme, slot, kept, language)]


def _rows(scheme: Scheme, slot: Slot, facts: Facts, language: str | None) -> list[Slot]:
    if slot.each is None:
        return [slot]
    return [labelled_row(scheme, slot, record) for record in records_in(facts, slot.each.section)]


def labelled_row(scheme: Scheme, slot: Slot, record: Record) -> Slot:
    """Return the row of a slot for one record, called `prefix: value-value, suffix` (NX-86, NX-87)."""
    label = Text(zh=row_label(scheme, slot, record, "zh-hans"), en=row_label(scheme, slot, record, "en"))
    return slot.model_copy(update={"key": row_key(slot, record), "label": label})


def row_label(scheme: Scheme, slot: Slot, record: Record, language: str) -> str:
    """Return the name of a row; dates stand in it without hyphens: 201809, 20181030."""
    each = slot.each
    assert each is not None
    section = scheme.section(each.section)
    words = (_compact(scheme, section.field(key), record.get(key), language) for key in each.values)
    joined = "-".join(word for word in words if word)
    return f"{each.prefix.of(language)}: {joined}, {each.suffix.of(language)}"


def _compact(scheme: Scheme, field: Field, value: Any, language: str) -> str:
    text = answer_text(scheme, field, value, language)
    return text.replace("-", "") if field.type in DATES else text
