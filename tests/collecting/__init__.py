"""A collection that units fill in for their people: `publish_collection` puts it in force, `book` makes files to import."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, SchemeVersion
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.drafts import save_answers, start_application
from applications.services.entering import enter_case
from applications.services.publishing import publish_scheme
from applications.services.submitting import submit_application
from applications.tables.template import template_of
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office
from tests.builders import make_person
from units.models import Unit
from units.services import employ

Rows = dict[str, list[list[Any]]]


@functools.cache
def collection() -> Scheme:
    """Read it, once a run."""
    return load_scheme(Path(__file__).resolve().parent)


def publish_collection(tenant: Tenant, **changes: Any) -> SchemeVersion:
    """Publish it for a tenant, with the office that reviews; `changes` replace parts of it."""
    with tenant_scope(tenant):
        Office.objects.get_or_create(code="bureau", defaults={"name_zh": "人社局", "kind": "bureau", "tier": "city"})
        return publish_scheme(scheme=collection().model_copy(update=changes))[0]


def entered(version: SchemeVersion, unit: Unit, by: User, number: int = 6_000_001, **fields: Any) -> Application:
    """Enter somebody for a unit, so complete that it can be reported."""
    name = fields.pop("name", f"采集{number % 1000}")
    case = enter_case(
        version=version,
        unit=unit,
        by=by,
        id_type="CN_ID",
        id_number=invented_id_number(number),
        name=name,
        informed=True,
    )
    return save_answers(application_id=case.pk, user=by, answers={"post": "无", "ethnicity": "01", **fields})


def reported_by_person(version: SchemeVersion, unit: Unit, number: int = 6_100_501, **fields: Any) -> Application:
    """Have a person of the unit fill in and report: the case waits for the unit."""
    facts = check_id_number(IdType.CN_ID, invented_id_number(number))
    known = {"id_number": facts.number, "birth_date": facts.birth_date, "sex": facts.sex, "ethnicity": "01"}
    person = make_person(unit.tenant, **known, **fields)
    employ(person=person, unit=unit, by=None)
    case = start_application(version=version, user=person, agreed=True, language="zh-hans")
    save_answers(application_id=case.pk, user=person, answers={"post": "无"})
    submit_application(application_id=case.pk, user=person)
    return Application.objects.get(pk=case.pk)


@functools.cache
def _template() -> bytes:
    return template_of(collection(), "zh-hans")


def row_of(number: int, name: str = "", **cells: Any) -> dict[str, Any]:
    """Say what stands in a row of the first sheet, by heading, as somebody would fill it in."""
    filled = {
        "证件类型": "居民身份证",
        "证件号码": invented_id_number(number),
        "中文姓名": name or f"导入{number % 1000}",
    }
    return filled | {"民族": "汉族", "职务": "无"} | cells


def book(*people: dict[str, Any], change: Callable[[openpyxl.Workbook], None] | None = None, **more: Any) -> bytes:
    """Fill in the template: rows of persons, and of other sheets by title. `change` may spoil it."""
    book = openpyxl.load_workbook(io.BytesIO(_template()))
    for title, rows in {"基本信息": people, **more}.items():
        sheet = book[title]
        columns = {str(cell.value).lstrip("*"): number for number, cell in enumerate(sheet[1], start=1)}
        for number, row in enumerate(rows, start=2):
            for heading, value in row.items():
                sheet.cell(number, columns[heading], value)
    if change:
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(content: bytes, name: str = "人员.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
