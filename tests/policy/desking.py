"""The part of the world that a unit's desk shows: what units entered for their people, and a file of persons."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, CaseImport, ImportedPerson, LegacyRecord
from portal.calendar import now
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.builders import make_application, make_person
from tests.collecting import book, entered, publish_collection, row_of, upload
from tests.longform import PAPER, publish_long_form
from units.models import Unit

SCHEME = "unit_collection"
DOCUMENT = {"id_type": "CN_ID", "id_number": invented_id_number(6_700_001)}


@dataclass(frozen=True)
class DeskThings:
    """What was made: a case to report for each unit, a file that was checked, a form that the first unit fills in."""

    to_report: list[Application]
    checked: CaseImport
    filled_in: Application


def desk_things(tenant: Tenant, units: dict[int, Unit], by: dict[int, User], *, mark: str, record: str) -> DeskThings:
    version = publish_collection(tenant, scheme=SCHEME)
    to_report = [entered(version, units[n], by[n], 6_700_100 + n, name=f"代{mark}报") for n in units]
    checked = CaseImport.objects.create(
        version=version, unit=units[1], by=by[1], file_name=f"名{mark}单.xlsx", findings=[], checked_at=now()
    )
    content = {"identity": {f"applicant.{key}": value for key, value in (DOCUMENT | {"name": "某人"}).items()}}
    ImportedPerson.objects.create(
        case_import=checked, row=2, name=f"导{mark}入", content=content | {"answers": {}, "records": {}}
    )
    LegacyRecord.objects.create(
        scheme_key=SCHEME,
        unit=units[1],
        uscc=units[1].uscc,
        name=f"旧{mark}录",
        id_type="CN_ID",
        id_number=invented_id_number(6_700_300),
        round="2022",
        imported_at=now(),
    )
    return DeskThings(to_report, checked, _filled_in(tenant, units[1], mark, record))


def _filled_in(tenant: Tenant, unit: Unit, mark: str, record: str) -> Application:
    version = publish_long_form(tenant, scheme="unit_form", fills_in=("person", "unit"), submits=("person", "unit"))
    answers = {"papers": [PAPER | {"id": record, "name": f"论{mark}著"}]}
    who = {"applicant": make_person(tenant), "unit": unit, "entered_by": "unit"}
    return make_application(tenant, version, answers=answers, **who)


@functools.cache
def _book() -> bytes:
    return book(row_of(6_700_201))


def a_file(*_given: Any) -> dict[str, SimpleUploadedFile]:
    return {"file": upload(_book())}


def a_person(*_given: Any) -> dict[str, str]:
    return DOCUMENT | {"step": "person", "name": "新来人", "informed": "on"}
