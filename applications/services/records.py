"""The records of a repeating section: added, changed, moved, copied, removed. As lenient as all saving (NX-47, NX-82)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from applications.paths import locked_paths
from applications.policies import may_edit
from applications.scheme import Section
from applications.scheme.records import Record, field_path, record_in, records_in, row_key, slots_of_record
from applications.services.attachments import empty_slot
from applications.services.progress import note_answers
from applications.services.way import locked as locked_case
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused, require

MOST_RECORDS = 200
"""Of a section without a limit of its own: nobody has more jobs or papers, and a page stays a page."""


class NoSuchRecord(Refused):
    """The record is not there (any more): it was deleted in another window."""

    def __init__(self) -> None:
        super().__init__(_("这条记录已经删除，请刷新页面。"))


@transaction.atomic
def add_record(*, application_id: int, user: User, section: str, values: Mapping[str, Any] | None = None) -> str:
    """Put a record at the end of a section's list and return its id. Raises Refused, also where the list is full."""
    return add_records(application_id=application_id, user=user, section=section, many=[values or {}])[0]


@transaction.atomic
def add_records(*, application_id: int, user: User, section: str, many: Iterable[Mapping[str, Any]]) -> list[str]:
    """Do the same with several at once, all of them or none."""
    application, part = _opened(application_id, user, section)
    _demand_open_list(application, part)
    added = [_new_record(part, values) for values in many]
    records = [*records_in(application.answers, part.key), *added]
    _demand_room(part, len(records))
    _write(application, part, records)
    return [record["id"] for record in added]


@transaction.atomic
def save_record(
    *, application_id: int, user: User, section: str, record: str, values: Mapping[str, Any]
) -> Application:
    """Keep what was typed in a record, complete or not, and return the case; locked fields stay. Raises Refused."""
    application, part = _opened(application_id, user, section)
    present, locked = _present(application, part, record), locked_paths(application)
    kept = {key: value for key, value in _known(part, values) if field_path(part, present, key) not in locked}
    records = [one | kept if one is present else one for one in records_in(application.answers, part.key)]
    _write(application, part, records)
    return application


@transaction.atomic
def remove_record(*, application_id: int, user: User, section: str, record: str) -> None:
    """Take a record and the files of its rows out (NX-90). Removing twice is no fault."""
    application, part = _opened(application_id, user, section)
    present = record_in(application.answers, part.key, record)
    if present is None:
        return
    if any(field_path(part, present, field.key) in locked_paths(application) for field in part.fields):
        raise Refused(_("只能修改有批注的内容，其余记录已锁定。"))
    _write(application, part, [one for one in records_in(application.answers, part.key) if one is not present])
    for slot in slots_of_record(application.scheme, part.key):
        empty_slot(application, row_key(slot, present), user)


@transaction.atomic
def move_record(*, application_id: int, user: User, section: str, record: str, by: int) -> None:
    """Move a record so many places down the list, up if negative; at its end it stays. Raises Refused."""
    application, part = _opened(application_id, user, section)
    _demand_open_list(application, part)
    records = [*records_in(application.answers, part.key)]
    present = _present(application, part, record)
    place = records.index(present)
    records.insert(max(0, min(len(records) - 1, place + by)), records.pop(place))
    _write(application, part, records)


@transaction.atomic
def copy_record(*, application_id: int, user: User, section: str, record: str) -> str:
    """Put a copy after a record and return its id; files are not copied. Raises Refused, also where the list is full."""
    application, part = _opened(application_id, user, section)
    _demand_open_list(application, part)
    records = [*records_in(application.answers, part.key)]
    present = _present(application, part, record)
    copied = present | {"id": _new_id()}
    records.insert(records.index(present) + 1, copied)
    _demand_room(part, len(records))
    _write(application, part, records)
    return str(copied["id"])


def _opened(application_id: int, user: User, key: str) -> tuple[Application, Section]:
    application = locked_case(application_id)
    require(may_edit(user, application))
    part = next((one for one in application.scheme.repeating_sections() if one.key == key), None)
    if part is None:
        raise NoSuchRecord
    return application, part


def _present(application: Application, part: Section, record: str) -> Record:
    found = record_in(application.answers, part.key, record)
    if found is None:
        raise NoSuchRecord
    return found


def _demand_open_list(application: Application, part: Section) -> None:
    if f"section:{part.key}" in locked_paths(application):
        raise Refused(_("只能修改有批注的内容，其余记录已锁定。"))


def _demand_room(part: Section, count: int) -> None:
    """NX-82: an eleventh of ten is refused in words."""
    assert part.repeating is not None
    most = part.repeating.max or MOST_RECORDS
    if count > most:
        words = {"count": most, "record": part.repeating.record.of(get_language())}
        raise Refused(_("最多填写 %(count)d 条%(record)s，请先删除不需要的再新增。") % words)


def _new_record(part: Section, values: Mapping[str, Any]) -> Record:
    return {"id": _new_id(), **dict(_known(part, values))}


def _new_id() -> str:
    return secrets.token_hex(4)


def _known(part: Section, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(field.key, values[field.key]) for field in part.fields if field.key in values]


def _write(application: Application, part: Section, records: list[Record]) -> None:
    before = application.answers
    application.answers = {**before, part.key: records}
    note_answers(application, before)
    application.saved_at = now()
    application.save()
