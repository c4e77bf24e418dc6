"""System, security and audit administrators are different people."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.audit.models import Event
from portal.people.queries import sign_in_page
from portal.people.roles import appoint, dismiss
from portal.policy import Refused
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_user, sign_in

TABLES = {
    "system": ["units/unit", "review/office", "calendar/day", "tenants/contentpage", "tenants/tenant"],
    "security": ["people/user", "people/signincount", "review/seat"],
    "audit": ["audit/event"],
}


@pytest.mark.parametrize("role", TABLES)
def test_each_opens_the_own_tables_and_no_others(ningbo, role):
    desk = sign_in(Client(headers={"host": "ningbo.localhost"}), make_person(ningbo, role=role))
    for keeper, tables in TABLES.items():
        for table in tables:
            assert desk.get(f"/manage/{table}/").status_code == (200 if keeper == role else 403), table


@pytest.mark.parametrize(("role", "status"), [("system", 403), ("security", 200), ("audit", 403)])
def test_limits_of_sessions_are_the_security_administrators(ningbo, role, status):
    desk = sign_in(Client(headers={"host": "ningbo.localhost"}), make_person(ningbo, role=role))
    address = f"/manage/people/signinrules/{ningbo.pk}/change/"
    assert desk.get(address).status_code == status
    desk.post(address, {"staff_idle_minutes": "30", "idle_minutes": "", "session_hours": ""})
    ningbo.refresh_from_db()
    assert ningbo.staff_idle_minutes == (30 if status == 200 else None)


def test_the_sign_in_page_is_the_security_administrators_too(ningbo):
    desk = sign_in(Client(headers={"host": "ningbo.localhost"}), make_person(ningbo, role="security"))
    address = f"/manage/people/signinrules/{ningbo.pk}/change/"
    desk.post(address, {"has_modes": "on", "by": ["id_number"], "captcha": "on", "remember_days": "14"})
    with tenant_scope(ningbo):
        page = sign_in_page()
        event = Event.objects.get(action="signin.rules_changed")
    assert (page.modes, page.by, page.captcha, page.remember_days) == (["unit", "person"], ["id_number"], True, 14)
    assert set(event.detail) == {"has_modes", "by", "captcha", "remember_days"}
    form = desk.get(address).context["adminform"].form
    assert (form["has_modes"].value(), form["by"].value(), form["remember_days"].value()) == (True, ["id_number"], 14)
    assert "remember_days" in desk.post(address, {"remember_days": "15"}).context["adminform"].form.errors
    desk.post(address, {})
    with tenant_scope(ningbo):
        assert sign_in_page().is_plain


@pytest.mark.requirement("CY-04", "CY-08")
def test_the_one_form_its_budget_and_both_numbers_are_the_security_administrators_too(ningbo):
    browser = Client(headers={"host": "ningbo.localhost"})
    desk = sign_in(browser, make_person(ningbo, role="security"))
    address = f"/manage/people/signinrules/{ningbo.pk}/change/"
    assert "登录/注册</a>" not in Client(headers={"host": "ningbo.localhost"}).get("/").content.decode()
    assert "今天已发 0 条" in desk.get(address).content.decode()
    for few in ("9", "0", "x"):
        assert "codes_a_day" in desk.post(address, {"codes_a_day": few}).context["adminform"].form.errors
    desk.post(address, {"by": ["phone"], "by_code": "on", "codes_a_day": "50", "both_numbers": "on"})
    with tenant_scope(ningbo):
        page = sign_in_page()
        event = Event.objects.get(action="signin.rules_changed")
    assert (page.by_code, page.codes_a_day, page.both_numbers) == (True, 50, True)
    assert event.detail == {"by_code": True, "codes_a_day": 50, "both_numbers": True}


@pytest.fixture
def security(ningbo):
    with tenant_scope(ningbo):
        yield make_person(ningbo, role="security")


def test_nobody_holds_two(ningbo, security):
    person = make_person(ningbo)
    appoint(person=person, role="audit", by=security)
    with pytest.raises(Refused, match="一人只能担任一种"):
        appoint(person=person, role="system", by=security)
    person.refresh_from_db()
    assert (person.role, person.is_staff) == ("audit", True)


@pytest.mark.parametrize("role", ["system", "audit"])
def test_only_the_security_administrator_appoints(ningbo, security, role):
    with pytest.raises(Refused):
        appoint(person=make_person(ningbo), role="system", by=make_person(ningbo, role=role))


def test_nobody_appoints_or_dismisses_themselves(security):
    for act in (
        lambda: appoint(person=security, role="audit", by=security),
        lambda: dismiss(person=security, by=security),
    ):
        with pytest.raises(Refused):
            act()


def test_the_last_security_administrator_stays(ningbo, security):
    second = make_person(ningbo, role="security")
    dismiss(person=second, by=security)
    second.role = "security"  # as if both had been dismissing each other at the same moment
    with pytest.raises(Refused, match="唯一"):
        dismiss(person=security, by=second)
    dismiss(person=security, by=make_user(None, username="operator", is_superuser=True, is_staff=True))
    assert Event.objects.filter(action="role.changed").count() == 2


def test_a_role_that_is_taken_away_ends_at_the_next_click(ningbo, security):
    clerk = make_person(ningbo, role="system")
    desk = sign_in(Client(headers={"host": "ningbo.localhost"}), clerk)
    assert desk.get("/manage/units/unit/").status_code == 200
    dismiss(person=clerk, by=security)
    assert desk.get("/manage/units/unit/").status_code == 302


def test_first_administrators_are_appointed_on_the_server(ningbo, capsys):
    make_person(ningbo, login_name="wang")
    call_command("appoint", "ningbo", "wang", "security")
    assert "security administrator" in capsys.readouterr().out
    for wrong in (["ningbo", "wang", "audit"], ["ningbo", "nobody", "audit"], ["nowhere", "wang", "audit"]):
        with pytest.raises(CommandError):
            call_command("appoint", *wrong)
