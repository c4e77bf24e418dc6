"""The strict look at the records of repeating sections: each asked field of each record, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.faults import Fault
from applications.checking.values import fault_of_value, is_empty
from applications.models import Application
from applications.scheme import Field, Section
from applications.scheme.asking import asked_in_record
from applications.scheme.records import Record, field_path, records_in


def record_faults(application: Application, facts: dict[str, Any]) -> Iterator[Fault]:
    """Yield everything that is missing or wrong in the records, section by section, in their order."""
    for section in application.scheme.repeating_sections():
        records = records_in(application.answers, section.key)
        yield from _count_faults(section, len(records))
        for number, record in enumerate(records, start=1):
            yield from _faults_in(application, section, record, number, facts)


def given_in_records(application: Application) -> set[str]:
    """Return the paths of the answers that were given in records."""
    return {
        field_path(section, record, key)
        for section in application.scheme.repeating_sections()
        for record in records_in(application.answers, section.key)
        for key, value in record.items()
        if not is_empty(value)
    }


def _count_faults(section: Section, count: int) -> Iterator[Fault]:
    rule, language = section.repeating, get_language()
    assert rule is not None
    words = {"section": section.title.of(language), "min": rule.min, "max": rule.max, "count": count}
    if count < rule.min:
        message = _("%(section)s：至少填写 %(min)d 条，现在有 %(count)d 条。") % words
        yield Fault(f"section:{section.key}", section.key, message)
    if rule.max is not None and count > rule.max:
        message = _("%(section)s：最多填写 %(max)d 条，现在有 %(count)d 条。") % words
        yield Fault(f"section:{section.key}", section.key, message)


def _faults_in(
    application: Application, section: Section, record: Record, number: int, facts: dict[str, Any]
) -> Iterator[Fault]:
    for field in asked_in_record(section, record, facts):
        reason = fault_in_record(application, field, record)
        if reason:
            words = {"number": number, "label": field.label.of(get_language()), "reason": reason}
            message = _("第 %(number)d 条 · %(label)s：%(reason)s") % words
            yield Fault(field_path(section, record, field.key), section.key, message, reason)


def fault_in_record(application: Application, field: Field, record: Record) -> str | None:
    """Return why the answer to a field that the record is asked cannot stand, or None."""
    value = record.get(field.key)
    if is_empty(value):
        return _("必填，请填写。") if field.required else None
    return fault_of_value(application, field, value, beside=record)


def wrong_in_record(application: Application, fields: Iterable[Field], record: Record) -> dict[str, str]:
    """Return, by key, what is wrong with the answers that a record already has."""
    given = (field for field in fields if not is_empty(record.get(field.key)))
    reasons = {field.key: fault_in_record(application, field, record) for field in given}
    return {key: reason for key, reason in reasons.items() if reason}
