"""Which unit a person belongs to changes through the authority alone (NX-121)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils.html import strip_tags

from portal.audit.models import Event
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.services.setting_up import load_tenant
from tests.builders import make_person
from tests.uplands import FOLDER, XIXIA, browser_of, make_handler, make_local_unit
from units.models import Employment, Unit
from units.queries import unit_of_person
from units.services import employ

PLACE = "/authorisation/people/"


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with tenant_scope(load_tenant(FOLDER)) as tenant:
        yield tenant


@pytest.fixture
def handler(tenant: Tenant) -> User:
    return make_handler(tenant, "xingqing", name="经办人")


@pytest.fixture
def person(tenant: Tenant) -> User:
    return make_person(tenant, name="丁调动")


@pytest.fixture
def units(tenant: Tenant) -> tuple[Unit, Unit]:
    return make_local_unit(tenant, "兴庆区第一医院"), make_local_unit(tenant, "兴庆区第二医院")


def find(handler: User, person: User) -> HttpResponse:
    body = {"go": "find", "document-id_type": person.id_type, "document-id_number": person.id_number}
    return browser_of(handler).post(PLACE, body)


def place(handler: User, person: User, unit: str, **body: Any) -> HttpResponse:
    given = {"go": "place", "person": person.username, "shown": "", "place-unit": unit, "place-reason": "工作调动"}
    return browser_of(handler).post(PLACE, given | body, follow=True)


@pytest.mark.requirement("NX-121")
def test_authority_sees_a_persons_unit_and_changes_it_with_the_reason(
    handler: User, person: User, units: tuple[Unit, Unit]
) -> None:
    employ(person=person, unit=units[0], by=None)
    answer = find(handler, person)
    assert "兴庆区第一医院" in strip_tags(answer.content.decode())
    place(handler, person, units[1].uscc, shown=answer.context["shown"])
    assert unit_of_person(person) == units[1]
    assert Event.objects.filter(action="person.employed", actor=handler).get().words == "工作调动"
    assert Employment.objects.filter(user=person).count() == 2


@pytest.mark.requirement("NX-121")
@pytest.mark.parametrize("code", ["uscc", "org_code", "medical_no", "name"])
def test_new_unit_is_named_by_any_of_its_codes(
    handler: User, person: User, units: tuple[Unit, Unit], code: str
) -> None:
    Unit.objects.filter(pk=units[1].pk).update(medical_no="640104002")
    place(handler, person, getattr(Unit.objects.get(pk=units[1].pk), code))
    assert unit_of_person(person) == units[1]


@pytest.mark.requirement("NX-30", "NX-121")
def test_new_unit_lies_in_the_authoritys_own_region(tenant: Tenant, handler: User, person: User) -> None:
    elsewhere = make_local_unit(tenant, "西夏区医院", region=XIXIA)
    answer = place(handler, person, elsewhere.uscc)
    assert answer.status_code == 422
    assert unit_of_person(person) is None


@pytest.mark.requirement("NX-30")
def test_unit_of_another_region_is_not_named(tenant: Tenant, handler: User, person: User) -> None:
    employ(person=person, unit=make_local_unit(tenant, "西夏区医院", region=XIXIA), by=None)
    page = strip_tags(find(handler, person).content.decode())
    assert "其他地区的单位" in page
    assert "西夏区医院" not in page


@pytest.mark.requirement("NX-121")
def test_change_needs_a_reason(handler: User, person: User, units: tuple[Unit, Unit]) -> None:
    assert place(handler, person, units[0].uscc, **{"place-reason": " "}).status_code == 422
    assert unit_of_person(person) is None


@pytest.mark.requirement("NX-121")
def test_older_page_is_told_who_changed_it_first(handler: User, person: User, units: tuple[Unit, Unit]) -> None:
    employ(person=person, unit=units[0], by=handler)
    answer = place(handler, person, units[1].uscc)
    assert answer.status_code == 409
    assert "经办人 已于" in strip_tags(answer.content.decode())
    assert unit_of_person(person) == units[0]


def test_unknown_document_is_not_found(handler: User, tenant: Tenant) -> None:
    nobody = User(id_type="CN_PASSPORT", id_number="E12345678")
    assert "没有查询到" in strip_tags(find(handler, nobody).content.decode())
