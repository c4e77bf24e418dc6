import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.audit.models import Event
from portal.notices.models import Notice
from portal.people.invented import invented_uscc
from portal.policy import Refused
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_unit, make_user, sign_in
from units import services
from units.choices import UnitKind, UnitLevel, UnitState
from units.models import Unit
from units.queries import administrators_of, find_units, pending_units, units_of


def facts(**changes):
    given = {
        "name": "宁波甬江科技有限公司",
        "uscc": invented_uscc(77),
        "level": UnitLevel.NONE,
        "kind": UnitKind.ENTERPRISE,
        "location_district": "330203",
        "tax_district": "330203",
        "contact_name": "何人事",
        "contact_phone": "15400000077",
    }
    return given | changes


@pytest.fixture
def in_ningbo(ningbo):
    with tenant_scope(ningbo):
        yield ningbo


@pytest.fixture
def officer(ningbo):
    return make_user(ningbo, name="窗口甲")


@pytest.fixture
def unit(in_ningbo, person):
    return make_unit(in_ningbo, "宁波甬江科技有限公司", administrator=person)


@pytest.mark.requirement("NB-68")
def test_unit_is_requested_over_http_with_what_routes_need(ningbo, desk, person):
    page = desk.get("/units/request/").content.decode()
    assert "海曙区" in page
    assert "它决定申报送往哪个受理机构" in page

    desk.post("/units/request/", facts())

    with tenant_scope(ningbo):
        unit = pending_units().get()
        assert unit.requested_by == person
        assert unit.facts["level"] == "none"
        assert unit.facts["tax_district"] == "330203"
        assert find_units("甬江") == []  # not before an office agrees
        assert Event.objects.filter(action="unit.requested").count() == 1


def test_request_with_a_wrong_credit_code_keeps_the_rest(ningbo, desk):
    code = invented_uscc(77)
    wrong = code[:17] + ("A" if code[17] != "A" else "B")
    response = desk.post("/units/request/", facts(uscc=wrong))
    assert "校验位" in response.context["form"].errors["uscc"][0]
    assert response.context["form"]["name"].value() == "宁波甬江科技有限公司"


def test_request_of_an_enterprise_needs_its_tax_district(ningbo, desk):
    assert "tax_district" in desk.post("/units/request/", facts(tax_district="")).context["form"].errors
    assert desk.post("/units/request/", facts(tax_district="", kind=UnitKind.ORGAN)).status_code == 302


def test_request_with_a_district_elsewhere_is_refused(ningbo, desk):
    assert "location_district" in desk.post("/units/request/", facts(location_district="330102")).context["form"].errors


def test_request_needs_a_verified_phone(in_ningbo):
    unverified = make_person(in_ningbo, phone_verified_at=None)
    with pytest.raises(Refused, match="验证"):
        services.request_unit(by=unverified, **facts())


@pytest.mark.parametrize(
    ("state", "words"),
    [(UnitState.PENDING, "正在审核"), (UnitState.OPEN, "已开通"), (UnitState.CLOSED, "已停用")],
)
def test_same_credit_code_is_refused_with_what_to_do(in_ningbo, person, desk, state, words):
    unit = services.request_unit(by=person, **facts())
    Unit.objects.filter(pk=unit.pk).update(state=state)
    response = desk.post("/units/request/", facts(uscc=unit.uscc.lower()))
    assert words in response.context["form"].non_field_errors()[0]


def test_same_credit_code_in_another_tenant_is_another_unit(in_ningbo, other, person):
    services.request_unit(by=person, **facts())
    with tenant_scope(other):
        assert not Unit.objects.filter(uscc=invented_uscc(77)).exists()
        services.request_unit(by=make_person(other), **facts())
        assert Unit.objects.filter(uscc=invented_uscc(77)).exists()


@pytest.mark.requirement("NB-09")
def test_opening_makes_the_requester_administrator_and_tells(in_ningbo, person, officer):
    unit = services.open_unit(unit=services.request_unit(by=person, **facts()), by=officer)
    assert unit.state == UnitState.OPEN
    assert list(administrators_of(unit)) == [person]
    assert list(units_of(person)) == [unit]
    assert {notice.channel for notice in Notice.objects.filter(key="unit_opened", recipient=person)} == {
        "SMS",
        "PORTAL",
    }
    assert Event.objects.filter(action="unit.opened", actor=officer).count() == 1


def test_opening_twice_is_refused(in_ningbo, person, officer):
    request = services.request_unit(by=person, **facts())
    services.open_unit(unit=request, by=officer)
    with pytest.raises(Refused, match="已开通"):
        services.open_unit(unit=request, by=officer)
    with pytest.raises(Refused, match="已开通"):
        services.refuse_unit(unit=request, by=officer, reason="重复")


def test_refused_request_says_why_and_can_be_sent_again(in_ningbo, person, officer, desk):
    request = services.request_unit(by=person, **facts())
    services.refuse_unit(unit=request, by=officer, reason="名称与证书不符")
    assert "名称与证书不符" in desk.get("/units/").content.decode()
    form = desk.get(f"/units/request/?again={request.public_id}").context["form"]
    assert form["uscc"].value() == request.uscc
    assert "名称与证书不符" in Notice.objects.filter(key="unit_refused").first().text

    again = services.request_unit(by=person, **facts(name="宁波甬江新科技有限公司"))

    assert again.pk == request.pk
    assert (again.state, again.refusal_reason) == (UnitState.PENDING, "")


def test_refusal_needs_a_reason(in_ningbo, person, officer):
    with pytest.raises(Refused):
        services.refuse_unit(unit=services.request_unit(by=person, **facts()), by=officer, reason=" ")


def test_administrator_is_added_by_name_and_number(in_ningbo, unit, desk):
    colleague = make_person(in_ningbo, name="同事")
    address = f"/units/{unit.public_id}/administrators/add/"
    wrong = desk.post(address, {"administrator-name": "别人", "administrator-phone": colleague.phone})
    assert wrong.status_code == 422
    desk.post(address, {"administrator-name": "同事", "administrator-phone": colleague.phone})
    assert set(administrators_of(unit)) == {colleague, *administrators_of(unit).filter(name="市云帆")}
    assert administrators_of(unit).count() == 2


def test_administrator_of_another_tenant_cannot_be_added(in_ningbo, unit, person, other):
    with pytest.raises(Refused):
        services.add_administrator(unit=unit, user=make_person(other), by=person)


def test_last_administrator_stays(in_ningbo, unit, person):
    with pytest.raises(Refused, match="至少"):
        services.remove_administrator(unit=unit, user=person, by=person)


def test_removed_administrator_acts_no_more(in_ningbo, unit, person, desk):
    colleague = make_person(in_ningbo)
    services.add_administrator(unit=unit, user=colleague, by=person)
    desk.post(f"/units/{unit.public_id}/administrators/remove/", {"user": person.username})
    assert list(administrators_of(unit)) == [colleague]
    assert desk.get(f"/units/{unit.public_id}/").status_code == 404


def test_administrator_changes_contacts_but_nothing_that_routes_depend_on(in_ningbo, unit, person, desk):
    address = f"/units/{unit.public_id}/change/"
    changed = {"contact_name": "新联系人", "contact_phone": "15400000088", "confirms_online": "on", "level": "central"}
    desk.post(address, changed)
    unit.refresh_from_db()
    assert (unit.contact_name, unit.contact_phone, unit.confirms_online) == ("新联系人", "+8615400000088", True)
    assert unit.level == UnitLevel.DISTRICT
    with pytest.raises(Refused, match="受理窗口"):
        services.change_unit(unit=unit, by=person, level=UnitLevel.CENTRAL)


def test_bad_contact_keeps_what_was_typed(unit, desk):
    response = desk.post(f"/units/{unit.public_id}/change/", {"contact_name": "新联系人", "contact_phone": "1"})
    assert response.status_code == 422
    assert response.context["form"]["contact_name"].value() == "新联系人"


@pytest.mark.parametrize("path", ["", "change/", "administrators/add/", "administrators/remove/"])
def test_unit_does_not_exist_for_strangers(in_ningbo, other, unit, path):
    address = f"/units/{unit.public_id}/{path}"
    for tenant in (in_ningbo, other):
        stranger = Client(headers={"host": f"{tenant.slug}.localhost"})
        sign_in(stranger, make_person(tenant))
        ask = stranger.post if path else stranger.get
        assert ask(address).status_code == 404


def test_tenant_administrator_corrects_a_unit_in_the_administration(in_ningbo, unit):
    desk = Client(headers={"host": "ningbo.localhost"})
    sign_in(desk, make_person(in_ningbo, is_staff=True))
    address = f"/manage/units/unit/{unit.pk}/change/"
    page = desk.get(address)
    form = page.context["adminform"].form
    given = {name: form[name].value() or "" for name in form.fields} | {"level": "provincial"}
    seats = {f"administrators-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    assert desk.post(address, given | seats).status_code == 302

    unit.refresh_from_db()
    assert unit.level == UnitLevel.PROVINCIAL
    assert Event.objects.filter(action="unit.changed").count() == 1


def test_desk_takes_as_many_queries_for_three_units_as_for_one(in_ningbo, person, desk, django_assert_num_queries):
    make_unit(in_ningbo, administrator=person)
    desk.get("/units/")  # the host's tenant is remembered from here on
    with CaptureQueriesContext(connection) as one:
        desk.get("/units/")
    for _number in range(2):
        make_unit(in_ningbo, administrator=person)
    with django_assert_num_queries(len(one)):
        desk.get("/units/")
