import pytest

from portal.people.invented import invented_uscc
from tests.builders import make_person
from units.models import Unit, UnitAdministrator
from units.services import request_unit

FACTS = {
    "name": "宁波求新机电有限公司",
    "level": "district",
    "kind": "enterprise",
    "location_district": "330203",
    "tax_district": "330203",
    "contact_name": "周经理",
    "contact_phone": "13900139000",
}
HAISHU, JIANGBEI, WINDOW = "alliance-haishu", "alliance-jiangbei", "municipal-window"


@pytest.fixture
def requested(tenant):
    return request_unit(by=make_person(tenant, name="沈申请"), uscc=invented_uscc(501), **FACTS)


def text_of(response):
    return response.content.decode()


def test_requested_unit_is_seen_by_its_district_and_by_the_window(requested, reviewer, as_user):
    assert requested.name in text_of(as_user(reviewer(HAISHU)).get("/openings/"))
    assert requested.name in text_of(as_user(reviewer(WINDOW)).get("/openings/"))
    other = as_user(reviewer(JIANGBEI))
    assert requested.name not in text_of(other.get("/openings/"))
    assert other.get(f"/openings/{requested.public_id}/").status_code == 404
    assert as_user(reviewer("education-department")).get("/openings/").status_code == 404
    assert as_user(make_person(requested.tenant)).get("/openings/").status_code == 404
    assert as_user(None).get("/openings/").status_code == 302


@pytest.mark.requirement("NB-09")
def test_opening_a_unit_makes_the_requester_its_administrator(requested, reviewer, as_user):
    client, address = as_user(reviewer(HAISHU)), f"/openings/{requested.public_id}/"
    assert "海曙区" in text_of(client.get(address))
    client.post(address, {"decision": "open"})
    assert Unit.objects.get(pk=requested.pk).state == "OPEN"
    assert UnitAdministrator.objects.get(unit=requested).user == requested.requested_by
    assert client.get(address).status_code == 404


def test_refusal_of_a_unit_needs_a_reason(requested, reviewer, as_user):
    client, address = as_user(reviewer(HAISHU)), f"/openings/{requested.public_id}/"
    assert "必填" in text_of(client.post(address, {"decision": "refuse", "reason": ""}))
    client.post(address, {"decision": "refuse", "reason": "代码与名称不符"})
    refused = Unit.objects.get(pk=requested.pk)
    assert (refused.state, refused.refusal_reason) == ("REFUSED", "代码与名称不符")


@pytest.mark.requirement("NB-68")
def test_office_opens_a_unit_of_its_own_accord(tenant, reviewer, as_user):
    client = as_user(reviewer(HAISHU))
    person = make_person(tenant)
    posted = FACTS | {"uscc": invented_uscc(502), "administrator_phone": person.phone}
    assert client.post("/openings/new/", posted).status_code == 302
    unit = Unit.objects.get(uscc=invented_uscc(502))
    assert unit.state == "OPEN"
    assert UnitAdministrator.objects.get(unit=unit).user == person
    again = text_of(client.post("/openings/new/", posted))
    assert "该单位已开通" in again
    assert "宁波求新机电有限公司" in again


def test_wrong_code_and_unknown_administrator_are_named_beside_their_fields(tenant, reviewer, as_user):
    posted = FACTS | {"uscc": "91330200MA2WRONG00", "administrator_phone": "13700137000"}
    answer = as_user(reviewer(HAISHU)).post("/openings/new/", posted)
    assert set(answer.context["form"].errors) == {"uscc", "administrator_phone"}


def test_units_are_not_registered_without_level_where_no_scheme_is_opened_for_them(tenant, reviewer, as_user):
    client = as_user(reviewer("bureau"))
    for address in ("/authorisation/", "/authorisation/register/", "/authorisation/people/"):
        assert client.get(address).status_code == 404
    assert "授权" not in text_of(client.get("/desk/"))
