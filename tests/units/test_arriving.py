"""A unit's account of the network signs in: found or made, seated, opened once it has said what is asked (HZ-14…19)."""

import pytest
from django.utils.html import strip_tags

from portal.audit.models import Event
from portal.network.arriving import tell_legal_person
from portal.people.choices import AdminRole
from portal.policy import Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant, make_unit, make_user
from tests.departments import OTHER_USCC, USCC, browser_of, come, make_legal_person, stated
from tests.departments.fixtures import lakeside  # noqa: F401
from units import services
from units.models import Unit, UnitAdministrator
from units.policies import (
    may_name_administrators_reason,
    may_request_unit_reason,
    may_see_unit_reason,
    may_state_information_reason,
    must_complete_information,
    units_ask_to_be_opened,
)
from units.queries import find_units, pending_units, unit_by_words, units_of, units_stating


@pytest.fixture
def account(lakeside: Tenant):  # noqa: F811
    return make_legal_person(lakeside)


def information_of(unit: Unit) -> str:
    return f"/my-units/{unit.public_id}/information/"


@pytest.mark.requirement("HZ-07", "HZ-14", "HZ-15")
def test_first_sign_in_of_a_unit_makes_it_and_leads_to_what_it_has_to_state(account):
    unit = come(account)
    assert (unit.state, unit.name, unit.org_code) == ("STATING", "湖滨大学", USCC[8:17])
    assert (unit.contact_name, unit.contact_phone) == ("湖滨大学", "")
    assert list(units_stating(account)) == [unit]
    assert must_complete_information(unit)
    assert not units_of(account).exists()
    desk = browser_of(account)
    answer = desk.get("/my-units/cases/")
    assert answer["Location"].startswith(information_of(unit))
    page = desk.get(answer["Location"]).content.decode()
    assert all(words in page for words in ("信息维护", "所属主管部门", "市教育局", "市卫健委"))
    assert "市人社局" not in page
    assert "服务窗口" not in page
    assert "单位工作台" in desk.get("/").content.decode()


@pytest.mark.requirement("HZ-14", "HZ-32")
def test_unit_is_found_in_forms_only_once_it_is_open(account):
    unit = come(account)
    assert find_units("湖滨") == []
    assert unit_by_words(USCC) is None
    assert not pending_units().exists()
    answer = browser_of(account).post(information_of(unit), stated(unit), follow=True)
    assert "单位已开通" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.state == "OPEN"
    assert unit.decided_at is not None
    assert find_units("湖滨") == [unit]
    opened = Event.objects.get(action="unit.opened")
    assert opened.actor_id == account.pk


@pytest.mark.requirement("HZ-15")
def test_unit_stays_closed_to_forms_without_a_competent_department(account):
    unit = come(account)
    answer = browser_of(account).post(information_of(unit), stated(unit) | {"field:competent_department": ""})
    assert answer.status_code == 422
    assert "请填写“所属主管部门”" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.state == "STATING"
    assert unit.information["unit_kind"] == "university"  # what was typed is kept


def test_an_office_of_another_kind_is_no_competent_department(account):
    unit = come(account)
    answer = browser_of(account).post(information_of(unit), stated(unit) | {"field:competent_department": "window"})
    assert answer.status_code == 422
    assert "已不在列表中" in answer.content.decode()


def test_kind_that_a_unit_states_is_the_registers_too(account):
    unit = come(account)
    browser_of(account).post(information_of(unit), stated(unit))
    unit.refresh_from_db()
    assert unit.kind == "university"
    assert unit.facts_for(["competent_department"])["competent_department"] == "education"
    Unit.objects.filter(pk=unit.pk).update(kind="enterprise")  # corrected by the portal's administrator
    page = browser_of(account).get(information_of(unit)).content.decode()
    assert 'value="enterprise" checked' in page


@pytest.mark.requirement("HZ-14")
def test_further_accounts_of_a_unit_are_seated_and_nothing_else_happens(lakeside, account):  # noqa: F811
    unit = come(account)
    second = make_legal_person(lakeside)
    assert come(second) == unit
    come(account)
    assert set(unit.administrators.values_list("user", "is_active")) == {(account.pk, True), (second.pk, True)}
    assert Event.objects.filter(action="unit.administrator_arrived").count() == 2
    assert Event.objects.filter(action="unit.arrived").count() == 1


def test_open_unit_that_was_there_already_gets_the_seat(lakeside, account):  # noqa: F811
    unit = make_unit(lakeside, "湖滨大学", uscc=USCC)
    assert come(account) == unit
    assert list(units_of(account)) == [unit]


def test_units_name_follows_the_network_and_the_change_is_recorded(account):
    come(account)
    unit = come(account, name="湖滨理工大学")
    assert unit.name == "湖滨理工大学"
    event = Event.objects.get(action="unit.renamed_by_network")
    assert event.detail == {"before": "湖滨大学", "after": "湖滨理工大学"}


def test_account_that_the_network_gives_to_another_unit_leaves_the_former(account):
    first = come(account)
    second = come(account, OTHER_USCC, "湖滨学院")
    assert list(units_stating(account)) == [second]
    assert not UnitAdministrator.objects.get(unit=first, user=account).is_active
    assert Event.objects.filter(action="unit.administrator_left").count() == 1


def test_closed_unit_is_told_whom_to_ask(lakeside, account):  # noqa: F811
    unit = make_unit(lakeside, "湖滨大学", uscc=USCC)
    clerk = make_user(lakeside, is_staff=True, role=AdminRole.SYSTEM)
    services.close_unit(unit=unit, by=clerk, reason="撤销")
    with pytest.raises(Refused, match="湖滨市人力资源和社会保障局 0571-00000000"):
        tell_legal_person(account, USCC, "湖滨大学")
    assert not UnitAdministrator.objects.filter(user=account).exists()


@pytest.mark.parametrize(("uscc", "words"), [("", "18 位"), ("91330100MA2", "18 位"), (USCC[:-1] + "!", "格式")])
def test_code_that_cannot_be_right_is_refused(account, uscc, words):
    with pytest.raises(Refused, match=words):
        tell_legal_person(account, uscc, "湖滨大学")
    assert not Unit.objects.exists()


def test_nothing_happens_where_units_come_another_way(db):
    with tenant_scope(make_tenant("plain")) as tenant:
        tell_legal_person(make_legal_person(tenant), USCC, "湖滨大学")
        assert not Unit.objects.exists()


def test_unit_opens_at_once_where_nothing_is_asked(lakeside, account):  # noqa: F811
    services.publish_unit_rules(content={"opened_by_network": True}, content_hash="plain")
    assert come(account).state == "OPEN"


@pytest.mark.requirement("HZ-14")
def test_nobody_asks_for_a_unit_and_pages_say_how_it_goes(lakeside, account):  # noqa: F811
    person = make_person(lakeside)
    assert not units_ask_to_be_opened()
    assert "法人账号登录" in (may_request_unit_reason(person) or "")
    desk = browser_of(person)
    assert "用本单位的法人账号登录" in strip_tags(desk.get("/units/").content.decode())
    page = desk.get("/units/request/").content.decode()
    assert "提交申请" not in page
    unit = come(account)
    assert "信息维护" in browser_of(account).get("/units/").content.decode()
    assert may_see_unit_reason(account, unit) is None
    assert may_state_information_reason(account, unit) is None
    assert may_state_information_reason(person, unit) is not None
    assert may_see_unit_reason(person, unit) is not None


def test_units_of_the_network_name_no_administrators_and_see_why(account):
    unit = come(account)
    detail = f"/units/{unit.public_id}/"
    desk = browser_of(account)
    assert "还没有填写登记信息" in desk.get(detail).content.decode()
    desk.post(information_of(unit), stated(unit))
    unit.refresh_from_db()
    reason = may_name_administrators_reason(account, unit)
    assert reason is not None
    page = desk.get(detail).content.decode()
    assert reason in page
    assert "取自账号网络" in page
    desk.post(f"/units/{unit.public_id}/change/", {"contact_name": "王经办", "contact_phone": "15400000031"})
    unit.refresh_from_db()
    assert (unit.contact_name, unit.state) == ("王经办", "OPEN")
