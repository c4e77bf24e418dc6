"""旧系统记录 at the unit's desk: seen by its administrators alone, and a way to begin with (CY-41, CY-42)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, LegacyRecord, SchemeVersion
from applications.services.legacy import import_legacy
from portal.audit.models import Event
from portal.people.invented import invented_id_number, invented_uscc
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filling import client_of
from tests.applications.tables.legacy import csv_file, row
from tests.builders import make_person, make_unit
from tests.collecting import publish_collection
from units.models import Unit

NUMBER = 7_300_001
WHOLE = invented_id_number(NUMBER)


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


@pytest.fixture
def keeper(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def record(collecting: SchemeVersion, unit: Unit) -> LegacyRecord:
    take(unit, NUMBER)
    return LegacyRecord.objects.get()


@pytest.fixture
def address(unit: Unit) -> str:
    return f"/my-units/{unit.public_id}/legacy/collection/"


@pytest.fixture
def entering(unit: Unit) -> str:
    return f"/my-units/{unit.public_id}/enter/collection/"


def take(unit: Unit, *numbers: int) -> None:
    rows = (row(number, 统一社会信用代码=unit.uscc, 姓名=f"旧名{number % 100}") for number in numbers)
    import_legacy(scheme_key="collection", file=csv_file(*rows), columns={})


@pytest.mark.requirement("CY-42")
def test_desk_leads_to_the_records_and_shows_what_they_say(keeper: Client, record: LegacyRecord, address: str) -> None:
    desk = keeper.get("/my-units/cases/").content.decode()
    assert address in desk
    assert "旧系统记录（1）" in desk
    page = keeper.get(address).content.decode()
    for words in ("旧名1", "2022", "已完成", "2022年3月5日", "所学专业", "机械"):
        assert words in page
    assert WHOLE not in page
    assert f"{WHOLE[0]}{'*' * 16}{WHOLE[-1]}" in page


def test_desk_without_records_says_nothing_of_them(keeper: Client, collecting: SchemeVersion, address: str) -> None:
    assert address not in keeper.get("/my-units/cases/").content.decode()
    assert "还没有" in keeper.get(address).content.decode()


@pytest.mark.requirement("CY-42")
def test_nobody_but_the_units_administrators_sees_them(
    record: LegacyRecord, address: str, tenant: Tenant, person: User
) -> None:
    other = make_person(tenant)
    theirs = make_unit(tenant, administrator=other)
    for user in (person, other):
        assert client_of(user).get(address).status_code == 404
    own = f"/my-units/{theirs.public_id}/legacy/collection/"
    assert "旧名" not in client_of(other).get(own).content.decode()
    begun = client_of(other).post(own.replace("legacy", "enter"), {"legacy": record.public_id})
    assert begun.status_code == 404


@pytest.mark.requirement("CY-42")
def test_declaration_begins_with_name_and_number_of_a_record(
    keeper: Client, record: LegacyRecord, address: str, entering: str, manager: User
) -> None:
    assert WHOLE not in keeper.get(address).content.decode()
    asked = keeper.post(entering, {"legacy": record.public_id})
    assert asked.status_code == 200
    assert asked.context["document"].cleaned_data == {"id_type": "CN_ID", "id_number": WHOLE}
    assert 'value="旧名1"' in asked.content.decode()
    assert Event.objects.filter(action="identity.viewed", actor=manager).count() == 1
    typed = {"id_type": "CN_ID", "id_number": WHOLE, "step": "person", "name": "旧名1", "informed": "on"}
    assert keeper.post(entering, typed).status_code == 302
    case = Application.objects.get()
    assert (case.applicant_name, case.applicant.id_number) == ("旧名1", WHOLE)


def test_list_costs_the_same_number_of_queries_for_one_and_for_many(
    keeper: Client, record: LegacyRecord, address: str, unit: Unit
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert keeper.get(address).status_code == 200
        return len(queries)

    count()
    one = count()
    take(unit, *(NUMBER + number for number in range(1, 6)))
    assert count() == one


def test_another_units_code_brings_nothing(keeper: Client, collecting: SchemeVersion, address: str, unit: Unit) -> None:
    other = row(NUMBER, 统一社会信用代码=invented_uscc(8_003))
    import_legacy(scheme_key="collection", file=csv_file(other), columns={})
    assert "旧名" not in keeper.get(address).content.decode()
