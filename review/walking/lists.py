"""Records in a case file: a list of mappings under the section's key; in a correction also by number, `{2: {name: …}}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications.checking.values import is_empty
from applications.queries import facts_of
from applications.scheme import Section
from applications.scheme.asking import asked_in_record
from applications.scheme.records import Record, records_in
from applications.services.records import add_records, remove_record, save_record
from portal.people.models import User
from review.walking.answering import sample, stored
from review.walking.world import World


def save_lists(world: World, answers: Mapping[str, Any], by: User) -> None:
    """Write the records that a file gives: a list takes the place of what was there, numbers change single ones."""
    for section in world.file.scheme.repeating_sections():
        given = answers.get(section.key)
        if isinstance(given, list):
            _replace(world, section, given, by)
        elif isinstance(given, dict):
            _change(world, section, given, by)


def fill_lists(world: World, by: User) -> None:
    """Fill in what the records leave out, and make as many samples as a section needs."""
    for section in world.file.scheme.repeating_sections():
        assert section.repeating is not None
        missing = section.repeating.min - len(records_in(world.case.answers, section.key))
        if missing > 0:
            key = world.case.pk
            add_records(application_id=key, user=by, section=section.key, many=[{} for _number in range(missing)])
        for record in records_in(world.case.answers, section.key):
            _fill(world, section, record, by)


def _replace(world: World, section: Section, given: list[Any], by: User) -> None:
    for old in records_in(world.case.answers, section.key):
        remove_record(application_id=world.case.pk, user=by, section=section.key, record=old["id"])
    many = [_stored(world, section, one) for one in given if isinstance(one, dict)]
    if many:
        add_records(application_id=world.case.pk, user=by, section=section.key, many=many)


def _change(world: World, section: Section, given: Mapping[Any, Any], by: User) -> None:
    records = records_in(world.case.answers, section.key)
    for number, changes in given.items():
        record = records[int(number) - 1]
        values = _stored(world, section, changes)
        save_record(application_id=world.case.pk, user=by, section=section.key, record=record["id"], values=values)


def _stored(world: World, section: Section, given: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field.key: field for field in section.fields}
    return {key: stored(fields[key], value, world.file.scheme) for key, value in given.items() if key in fields}


def _fill(world: World, section: Section, record: Record, by: User) -> None:
    """One by one: whether a question is asked may depend on the answer to an earlier one."""
    made: dict[str, Any] = {}
    for field in section.fields:
        known = record | made
        asked = {one.key for one in asked_in_record(section, known, facts_of(world.case))}
        if field.key in asked and field.required and is_empty(known.get(field.key)):
            made[field.key] = sample(field, known, world.file.scheme)
    if made:
        save_record(application_id=world.case.pk, user=by, section=section.key, record=record["id"], values=made)
