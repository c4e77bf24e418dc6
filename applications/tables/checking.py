"""Whether what a file says of a person can be taken: who they are, each answer by its field, how many records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from applications.checking.values import fault_of_value, is_empty, parse_date
from applications.models import Application, SchemeVersion
from applications.scheme import Field
from applications.tables.gathering import Gathered, Person
from applications.tables.layout import BIRTH_DATE, ID_NUMBER, ID_TYPE, NAME, SEX, Sheet
from portal.people.choices import IdType, Sex
from portal.people.identity import BadIdentityNumber, check_id_number
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.people.name import BadName, check_name
from units.models import Unit


def check_person(found: Gathered, person: Person, version: SchemeVersion, unit: Unit) -> None:
    """Note everything about one person that cannot be taken; what is merely missing may wait until it is reported."""
    _check_identity(found, person)
    blank = Application(version=version, unit=unit, applicant=User(id_type=person.identity.get(ID_TYPE, "")))
    blank.answers = person.answers
    for sheet in found.sheets.values():
        if sheet.is_of_records:
            _check_records(found, person, sheet, blank)
        else:
            _check_answers(found, person, sheet, blank)


def birth_date_of(person: Person) -> dt.date | None:
    return parse_date(person.identity.get(BIRTH_DATE))


def _check_identity(found: Gathered, person: Person) -> None:
    home = next(sheet for sheet in found.sheets.values() if sheet.is_of_people)
    for key, reason in _identity_faults(person.identity):
        label = next(column.label.zh for column in home.columns if column.key == key)
        value = person.identity.get(key, "")
        found.refuse(person, home.key, person.row, label, mask_id_number(value) if key == ID_NUMBER else value, reason)


def _identity_faults(identity: dict[str, str]) -> Iterator[tuple[str, str]]:
    if identity.get(ID_TYPE) not in IdType.values:
        yield ID_TYPE, _("请从列表中选择证件类型。")
    elif bad := _number_fault(identity):
        yield bad
    if identity.get(SEX, "") not in ("", *Sex.values):
        yield SEX, _("请填写“男”或“女”。")
    if identity.get(BIRTH_DATE) and parse_date(identity[BIRTH_DATE]) is None:
        yield BIRTH_DATE, _("不是真实的日期，请按“2026-01-31”的格式填写。")
    try:
        check_name(identity.get(NAME, ""))
    except BadName as bad_name:
        yield NAME, bad_name.message


def _number_fault(identity: dict[str, str]) -> tuple[str, str] | None:
    birth, sex = parse_date(identity.get(BIRTH_DATE)), identity.get(SEX)
    sex = sex if sex in Sex.values else None
    try:
        check_id_number(identity[ID_TYPE], identity.get(ID_NUMBER, ""), birth_date=birth, sex=sex)
    except BadIdentityNumber as bad:
        return {"birth_date_differs": BIRTH_DATE, "sex_differs": SEX}.get(bad.code, ID_NUMBER), bad.message
    return None


def _check_answers(found: Gathered, person: Person, sheet: Sheet, blank: Application) -> None:
    row = person.row if sheet.is_of_people else next(iter(person.rows[sheet.key]), 0)
    for column in sheet.columns:
        if column.field is not None and not column.is_identity:
            _check_value(found, person, (sheet, row), column.field, blank, person.answers)


def _check_records(found: Gathered, person: Person, sheet: Sheet, blank: Application) -> None:
    records, rows = person.records[sheet.key], person.rows[sheet.key]
    section = blank.scheme.section(sheet.key)
    most = section.repeating.max if section.repeating else None
    for number, (record, row) in enumerate(zip(records, rows, strict=True), start=1):
        if most is not None and number > most:
            reason = _("每人最多 %(most)d 行，这是第 %(number)d 行。") % {"most": most, "number": number}
            found.refuse(person, sheet.key, row, "", mask_id_number(person.number), reason)
        for field in section.fields:
            _check_value(found, person, (sheet, row), field, blank, record)


def _check_value(
    found: Gathered, person: Person, place: tuple[Sheet, int], field: Field, blank: Application, answers: dict[str, Any]
) -> None:
    value = answers.get(field.key)
    if is_empty(value):
        return
    if reason := fault_of_value(blank, field, value, beside=answers):
        sheet, row = place
        found.refuse(person, sheet.key, row, field.label.zh, _in_words(value), reason)


def _in_words(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
