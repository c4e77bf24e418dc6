"""Sessions end after a while without a click, and after a day's work."""

import datetime as dt
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.people import sessions
from portal.tenants.scope import tenant_scope
from tests.builders import make_person
from tests.builders import sign_in as sign_in_at_once
from tests.portal.people.acting import is_signed_in, sign_in


def after(minutes: int):
    moment = timezone.now() + dt.timedelta(minutes=minutes)
    return mock.patch("django.utils.timezone.now", return_value=moment)


@pytest.mark.parametrize(("role", "minutes"), [("", 60), ("system", 15)])
def test_a_session_ends_without_a_click(ningbo, browser_at_home, role, minutes):
    sign_in_at_once(browser_at_home, make_person(ningbo, **({"role": role} if role else {})))
    with after(minutes - 1):
        assert is_signed_in(browser_at_home)
    with after(2 * minutes - 2):
        assert is_signed_in(browser_at_home)
    with after(3 * minutes):
        answer = browser_at_home.get("/me/", follow=True)
        assert answer.redirect_chain[-1][0] == "/account/login/?next=/me/"
        assert f"您已有 {minutes} 分钟没有操作" in answer.content.decode()


def test_a_session_ends_after_a_day_whatever_is_clicked(person, browser_at_home):
    sign_in_at_once(browser_at_home, person)
    for minutes in range(0, 12 * 60, 50):
        with after(minutes):
            assert is_signed_in(browser_at_home)
    with after(12 * 60 + 1):
        assert "已满 12 小时" in browser_at_home.get("/me/", follow=True).content.decode()


def test_the_tenants_own_limits_win(ningbo, person, browser_at_home):
    ningbo.idle_minutes = 20
    ningbo.save()
    sign_in_at_once(browser_at_home, person)
    with after(21):
        assert not is_signed_in(browser_at_home)


def test_a_session_is_written_once_a_minute_and_costs_no_write_in_between(person, browser_at_home):
    sign_in(browser_at_home, person.phone)
    browser_at_home.get("/me/still-here/")
    with CaptureQueriesContext(connection) as asked:
        assert browser_at_home.get("/me/still-here/").json()["seconds"] > 3500
    tables = [query["sql"] for query in asked if "django_session" in query["sql"] or "people_" in query["sql"]]
    assert [sql.partition(" ")[0] for sql in tables] == ["SELECT", "SELECT"]
    with mock.patch.object(sessions, "WRITTEN_EVERY", 0), CaptureQueriesContext(connection) as asked:
        browser_at_home.post("/me/still-here/")
    assert len([query for query in asked if query["sql"].startswith("UPDATE")]) == 2


def test_ending_the_others_keeps_this_one(ningbo, person, browser_at_home, visitor):
    sign_in(browser_at_home, person.phone)
    sign_in(visitor, person.phone)
    page = browser_at_home.get("/me/").content.decode()
    assert page.count("登录于") == 2
    assert "（本机）" in page
    browser_at_home.post("/me/sign-out-everywhere/")
    assert not is_signed_in(visitor)
    assert browser_at_home.get("/me/").content.decode().count("登录于") == 1


def test_signing_out_takes_the_session_from_the_list(ningbo, person, browser_at_home):
    sign_in(browser_at_home, person.phone)
    browser_at_home.post("/account/logout/")
    with tenant_scope(ningbo):
        assert not sessions.open_sessions(person).exists()


def test_a_disabled_person_is_out_at_the_next_click(person, browser_at_home):
    sign_in_at_once(browser_at_home, person)
    person.is_active = False
    person.save()
    assert not is_signed_in(browser_at_home)


def test_asking_how_long_is_no_click_and_saying_so_is(person, browser_at_home):
    sign_in_at_once(browser_at_home, person)
    with after(50):
        assert browser_at_home.get("/me/still-here/").json()["seconds"] <= 600
        assert browser_at_home.get("/me/still-here/").json()["seconds"] <= 600
        assert browser_at_home.post("/me/still-here/").json()["seconds"] > 3500
    with after(100):
        assert is_signed_in(browser_at_home)
