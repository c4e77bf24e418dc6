"""Many persons from one Excel file: looked at first, then taken one by one, each whole or not at all (NX-108)."""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from applications.choices import ImportState
from applications.models import CaseImport, ImportedPerson, SchemeVersion
from applications.policies import may_enter
from applications.rounds import standing_cases
from applications.services.attachments import safe_name
from applications.services.drafts import save_answers
from applications.services.entering import OnRecord, enter_case, person_on_record
from applications.services.records import add_records
from applications.tables.checking import birth_date_of, check_person
from applications.tables.gathering import Gathered, Person, gathered_from
from applications.tables.layout import BIRTH_DATE, ID_NUMBER, ID_TYPE, NAME, SEX
from applications.tables.opening import UnusableWorkbook
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.policy import Refused, require
from units.models import Unit

log = logging.getLogger(__name__)

MOST_FINDINGS = 2_000
"""So many are kept of one file; whoever has more begins with these."""


class UnableToImport(Refused):
    """The file is not read, or not taken; nothing of it is kept."""


@transaction.atomic
def check_import(*, version: SchemeVersion, unit: Unit, by: User, upload: UploadedFile[Any]) -> CaseImport:
    """Look at a file and keep what may be taken, and what not and why; no person is entered yet.

    Raises UnableToImport for a file that cannot be read, Refused.
    """
    require(may_enter(by, unit, version.scheme))
    found = _gathered(version, upload)
    for person in found.people:
        check_person(found, person, version, unit)
        if not person.is_refused:
            _check_on_record(found, person, version, unit)
    return _keep(found, version, unit, by, safe_name(upload.name or ""))


def _gathered(version: SchemeVersion, upload: UploadedFile[Any]) -> Gathered:
    try:
        found = gathered_from(version.scheme, upload)
    except UnusableWorkbook as unusable:
        raise UnableToImport(str(unusable)) from None
    if not found.people:
        raise UnableToImport(_("文件里没有人员：第一行是标题，请从第二行起一人一行填写。"))
    return found


def _check_on_record(found: Gathered, person: Person, version: SchemeVersion, unit: Unit) -> None:
    home = next(sheet for sheet in found.sheets.values() if sheet.is_of_people)
    try:
        _demand_new(version, unit, person.identity)
    except Refused as refused:
        number = mask_id_number(person.number)
        found.refuse(person, home.key, person.row, _("证件号码"), number, refused.reason)


def _demand_new(version: SchemeVersion, unit: Unit, identity: dict[str, str]) -> None:
    """Raise OnRecord for somebody with a case already, this unit's own draft included: a file replaces nothing."""
    person = person_on_record(version, unit, id_type=identity[ID_TYPE], id_number=identity[ID_NUMBER])
    if person is None:
        return
    if standing_cases(person, version).exists():
        raise OnRecord(_("本单位已在填报该人员，请在名单中打开修改；导入不会覆盖已填的内容。"))
    if person.name != identity[NAME]:
        raise OnRecord(_("该证件号码已登记，姓名与这里填写的不一致。请核对姓名和证件号码。"))


def _keep(found: Gathered, version: SchemeVersion, unit: Unit, by: User, name: str) -> CaseImport:
    refused = sum(person.is_refused for person in found.people)
    order = list(found.titles.values())
    findings = sorted(found.findings, key=lambda one: (order.index(one.sheet), one.row))
    kept: CaseImport = CaseImport.objects.create(
        version=version,
        unit=unit,
        by=by,
        file_name=name,
        findings=[finding.stored for finding in findings[:MOST_FINDINGS]],
        refused_people=refused,
        checked_at=now(),
    )
    ImportedPerson.objects.bulk_create(
        [_waiting(kept, person) for person in found.people if not person.is_refused], batch_size=200
    )
    detail = {"unit": unit.pk, "people": len(found.people), "refused": refused}
    record_event(action="import.checked", target=kept, actor=by, detail=detail)
    return kept


def _waiting(kept: CaseImport, person: Person) -> ImportedPerson:
    birth = birth_date_of(person)
    content = {
        "identity": person.identity | {BIRTH_DATE: birth.isoformat() if birth else ""},
        "answers": person.answers,
        "records": {section: records for section, records in person.records.items() if records},
    }
    name = person.identity[NAME]
    return ImportedPerson(tenant=kept.tenant, case_import=kept, row=person.row, name=name, content=content)


@transaction.atomic
def start_import(*, case_import_id: int, by: User, informed: bool) -> CaseImport:
    """Have the persons that wait be taken from now on; a second time changes nothing.

    `informed`: the unit says that all of them know of it. Whoever calls has `import_some` run. Raises Refused.
    """
    kept: CaseImport = CaseImport.objects.select_for_update(of=("self",)).get(pk=case_import_id)
    require(may_enter(by, kept.unit, kept.version.scheme))
    if kept.started_at is not None:
        return kept
    if not informed:
        raise UnableToImport(_("请确认已告知这些人员将由单位代为填报其信息。"))
    kept.started_at, kept.by = now(), by
    kept.save(update_fields=["started_at", "by"])
    record_event(action="import.started", target=kept, actor=by, detail={"people": kept.people.count()})
    return kept


def import_some(*, case_import_id: int, seconds: float) -> bool:
    """Take persons of a started import for so many seconds, each in a transaction of its own; say whether any is left.

    Safe to run again and twice at once: whoever was taken waits no longer.
    """
    kept: CaseImport = CaseImport.objects.select_related("version", "unit", "by").get(pk=case_import_id)
    deadline = time.monotonic() + seconds
    with translation.override(kept.by.language or settings.LANGUAGE_CODE):
        while time.monotonic() < deadline:
            if kept.started_at is None or not _take_next(kept):
                return False
    return True


@transaction.atomic
def _take_next(kept: CaseImport) -> bool:
    waiting = kept.people.filter(state=ImportState.WAITING).order_by("row", "id")
    person: ImportedPerson | None = waiting.select_for_update(skip_locked=True).first()
    if person is None:
        _end(kept)
        return False
    try:
        with transaction.atomic():
            person.case_id, person.state = _enter(kept, person.content), ImportState.TAKEN
    except (OperationalError, InterfaceError):
        raise  # the database is away: all of them wait
    except Refused as refused:
        person.state, person.reason = ImportState.REFUSED, refused.reason[:500]
    except Exception:
        log.exception("Person %s of import %s could not be taken", person.pk, kept.pk)
        person.state, person.reason = ImportState.REFUSED, _failed(kept)
    person.content = {}
    person.save()
    return True


def _failed(kept: CaseImport) -> str:
    word = kept.version.scheme.word("enter", translation.get_language())
    return _("导入时出错，没有导入。请用“%(word)s”单独填报。") % {"word": word}


def _enter(kept: CaseImport, content: dict[str, Any]) -> str:
    """Enter one person with answers and records, and return the public id of the case."""
    identity = content["identity"]
    _demand_new(kept.version, kept.unit, identity)
    application = enter_case(
        version=kept.version,
        unit=kept.unit,
        by=kept.by,
        id_type=identity[ID_TYPE],
        id_number=identity[ID_NUMBER],
        name=identity[NAME],
        birth_date=dt.date.fromisoformat(identity[BIRTH_DATE]) if identity.get(BIRTH_DATE) else None,
        sex=identity.get(SEX, ""),
        informed=True,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    save_answers(application_id=application.pk, user=kept.by, answers=content["answers"])
    for section, records in content["records"].items():
        add_records(application_id=application.pk, user=kept.by, section=section, many=records)
    return str(application.public_id)


def _end(kept: CaseImport) -> None:
    """Once nobody waits, and nobody is being taken by another worker."""
    if not kept.people.filter(state=ImportState.WAITING).exists():
        CaseImport.objects.filter(pk=kept.pk, ended_at=None).update(ended_at=now())


@transaction.atomic
def forget_import(kept: CaseImport) -> int:
    """Delete an import with its report; the cases stay. Return how many rows went."""
    return kept.delete()[0]
