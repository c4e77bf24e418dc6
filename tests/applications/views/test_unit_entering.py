"""立即申报: the document is checked in words, the person asked once, and the form opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.models import Application, SchemeVersion
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filling import client_of
from tests.builders import make_person, make_unit, publish
from tests.collecting import entered, publish_collection, reported_by_person
from units.models import Unit

NUMBER = invented_id_number(6_500_001)


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


@pytest.fixture
def keeper(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def address(collecting: SchemeVersion, unit: Unit) -> str:
    return f"/my-units/{unit.public_id}/enter/collection/"


def _document(number: str = NUMBER, **more: Any) -> dict[str, Any]:
    return {"id_type": "CN_ID", "id_number": number, **more}


@pytest.mark.requirement("NX-95")
def test_desk_offers_to_enter_and_asks_for_the_document(keeper: Client, address: str) -> None:
    assert address in keeper.get("/my-units/cases/").content.decode()
    body = keeper.get(address).content.decode()
    assert "证件类型" in body
    assert "证件号码" in body


@pytest.mark.requirement("NX-96")
@pytest.mark.parametrize(
    ("number", "words"),
    [("33020319900101001", "应为 18 位，您填写了 17 位"), (NUMBER[:-1] + "5", "校验位不符"), ("", "必填")],
)
def test_wrong_number_is_said_in_words(keeper: Client, address: str, number: str, words: str) -> None:
    response = keeper.post(address, _document(number))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Application.objects.exists()


@pytest.mark.requirement("NX-95", "NX-97")
def test_unknown_person_is_asked_for_the_name_and_the_form_opens(
    keeper: Client, address: str, unit: Unit, manager: User
) -> None:
    asked = keeper.post(address, _document())
    assert list(asked.context["person"].fields) == ["name", "informed"]  # the number tells birth and sex
    assert not Application.objects.exists()
    done = keeper.post(address, _document(step="person", name="欧阳某", informed="on"))
    case = Application.objects.get()
    assert done["Location"] == f"/cases/{case.public_id}/form/basics/"
    assert (case.applicant_name, case.entered_by, case.unit) == ("欧阳某", "unit", unit)
    assert keeper.get(done["Location"]).status_code == 200
    assert case.consents.get().user == manager


def test_document_that_does_not_tell_birth_and_sex_is_followed_by_these(keeper: Client, address: str) -> None:
    passport = {"id_type": "FOREIGN_PASSPORT", "id_number": "X1234567"}
    asked = keeper.post(address, passport)
    assert list(asked.context["person"].fields) == ["name", "sex", "birth_date", "informed"]
    given = {"step": "person", "name": "John Smith", "sex": "1", "birth_date": "1980-02-01", "informed": "on"}
    keeper.post(address, passport | given)
    person = Application.objects.get().applicant
    assert (person.sex, str(person.birth_date), person.is_registered) == ("1", "1980-02-01", False)


def test_person_must_have_been_informed(keeper: Client, address: str) -> None:
    response = keeper.post(address, _document(step="person", name="欧阳某"))
    assert response.status_code == 422
    assert "请确认已告知本人" in response.content.decode()
    assert not Application.objects.exists()


@pytest.mark.requirement("NX-96")
def test_known_person_is_not_asked_again_nor_named(keeper: Client, address: str, tenant: Tenant) -> None:
    make_person(tenant, name="欧阳娜", id_number=NUMBER)
    asked = keeper.post(address, _document())
    assert list(asked.context["person"].fields) == ["informed"]
    assert "欧阳娜" not in asked.content.decode()
    assert "*阳娜" in asked.content.decode()
    keeper.post(address, _document(step="person", informed="on"))
    assert Application.objects.get().applicant_name == "欧阳娜"


@pytest.mark.requirement("NX-96")
def test_own_case_on_record_is_linked(keeper: Client, address: str, collecting: SchemeVersion, unit: Unit) -> None:
    case = reported_by_person(collecting, unit, name="自己报")
    response = keeper.post(address, _document(case.applicant.id_number))
    assert response.status_code == 409
    assert "已有填报记录" in response.content.decode()
    assert f"/cases/{case.public_id}/" in response.content.decode()


@pytest.mark.requirement("NX-96", "NX-120")
def test_case_of_another_unit_is_told_without_its_name(
    keeper: Client, address: str, collecting: SchemeVersion, tenant: Tenant
) -> None:
    other = make_person(tenant)
    case = entered(collecting, make_unit(tenant, "别处的单位", administrator=other), other, 6_500_001, name="某人名")
    body = keeper.post(address, _document()).content.decode()
    assert "其他单位" in body
    assert not any(word in body for word in ("别处", "某人名", case.public_id))


def test_own_draft_is_gone_on_with(
    keeper: Client, address: str, collecting: SchemeVersion, unit: Unit, manager: User
) -> None:
    case = entered(collecting, unit, manager, 6_500_001)
    done = keeper.post(address, _document(step="person", informed="on"))
    assert done["Location"] == f"/cases/{case.public_id}/form/basics/"
    assert Application.objects.count() == 1


def test_double_click_enters_once(keeper: Client, address: str) -> None:
    given = _document(step="person", name="欧阳某", informed="on", write_key="k" * 24)
    first, second = keeper.post(address, given), keeper.post(address, given)
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1


@pytest.mark.requirement("NX-120")
def test_stranger_and_wrong_scheme_find_nothing(
    address: str, keeper: Client, unit: Unit, person: User, tenant: Tenant
) -> None:
    publish(tenant)
    assert client_of(person).get(address).status_code == 404
    assert client_of(person).post(address, _document()).status_code == 404
    assert keeper.get(f"/my-units/{unit.public_id}/enter/recognition/").status_code == 404


def test_unit_for_which_nothing_was_opened_is_told(keeper: Client, unit: Unit, tenant: Tenant) -> None:
    publish_collection(tenant, opened_for_units=True)
    response = keeper.get(f"/my-units/{unit.public_id}/enter/collection/")
    assert response.status_code == 403
    assert "尚未开通" in response.content.decode()
    assert "尚未开通" in keeper.get("/my-units/cases/").content.decode()
