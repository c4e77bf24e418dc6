"""Sessions end after a while without a click, and after a day's work."""

import datetime as dt
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit.models import Event
from portal.people import sessions
from portal.people.sign_in_models import OpenSession
from portal.people.totp import code_at, current_counter, enrol_totp
from portal.people.wishes import Wishes, taken, wish
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD, make_person
from tests.builders import sign_in as sign_in_at_once
from tests.portal.people.acting import is_signed_in, make_sign_in_page, sign_in, sign_in_as_member


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


# --- two weeks (NX-07)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TWO_WEEKS = 14 * 24 * 60 * 60
A_DAY = 24 * 60


@pytest.fixture
def kept(ningbo, person, browser_at_home):
    """A browser in which somebody has asked to stay signed in."""
    make_sign_in_page(ningbo)
    sign_in_as_member(browser_at_home, person, remember="on")
    return browser_at_home


@pytest.mark.requirement("NX-07")
def test_who_asks_for_it_stays_for_two_weeks_whether_or_not_they_click(ningbo, person, kept):
    cookie = kept.cookies["juxian_session"]
    assert cookie["max-age"] == TWO_WEEKS
    assert kept.session.get_expiry_age() == TWO_WEEKS
    for day in (1, 13):
        with after(day * A_DAY):
            assert is_signed_in(kept)
    with after(14 * A_DAY + 1):
        assert "免登录的期限已到" in kept.get("/me/", follow=True).content.decode()
    with tenant_scope(ningbo):
        assert Event.objects.get(action="person.signed_in").detail["kept_days"] == 14


@pytest.mark.requirement("NX-07")
def test_who_does_not_ask_for_it_leaves_with_the_browser(ningbo, person, browser_at_home):
    make_sign_in_page(ningbo)
    sign_in_as_member(browser_at_home, person)
    assert browser_at_home.cookies["juxian_session"]["max-age"] == ""
    with after(61):
        assert not is_signed_in(browser_at_home)


def test_a_tenant_that_does_not_offer_it_keeps_nobody(ningbo, person, browser_at_home):
    make_sign_in_page(ningbo, remember_days=0)
    sign_in_as_member(browser_at_home, person, remember="on")
    with after(61):
        assert not is_signed_in(browser_at_home)


def test_whoever_needs_a_second_factor_is_never_kept(ningbo, browser_at_home):
    make_sign_in_page(ningbo)
    clerk = make_person(ningbo, role="system")
    sign_in_as_member(browser_at_home, clerk, remember="on")
    assert browser_at_home.session["portal_session"]["kept"] == 0
    assert browser_at_home.cookies["juxian_session"]["max-age"] == ""


def test_a_session_kept_before_a_role_came_ends_with_its_limits(person, kept):
    person.is_staff, person.role = True, "system"
    person.save()
    with after(16):
        assert "您已有 15 分钟没有操作" in kept.get("/me/", follow=True).content.decode()


def test_a_kept_session_is_listed_with_its_end_as_long_as_it_lasts(ningbo, person, kept):
    assert "免登录至" in kept.get("/me/").content.decode()
    with after(10 * A_DAY):
        sign_in_as_member(kept.__class__(headers={"host": "ningbo.localhost"}), person)
        with tenant_scope(ningbo):
            assert OpenSession.objects.filter(person=person, lasts_until__isnull=False).exists()
            assert sessions.open_sessions(person).count() == 2


def test_a_kept_session_is_ended_from_another_device(person, kept, visitor):
    sign_in_as_member(visitor, person)
    visitor.post("/me/sign-out-everywhere/")
    assert not is_signed_in(kept)
    assert is_signed_in(visitor)


def test_a_new_password_ends_kept_sessions_elsewhere(person, kept, visitor):
    sign_in_as_member(visitor, person)
    answers = {"oldpassword": PASSWORD, "password1": "Another-Horse-7", "password2": "Another-Horse-7"}
    assert visitor.post("/account/password/change/", answers).status_code == 302
    assert not is_signed_in(kept)


def test_what_somebody_wished_for_is_nobody_elses(ningbo, person, rf):
    """They went away when the second factor was asked for; another person signs in with the same browser."""
    request = rf.post("/account/login/")
    request.session = {}
    wish(request, person, Wishes("unit", remember=True))
    assert taken(request, make_person(ningbo)) == Wishes()
    wish(request, person, Wishes("unit", remember=True))
    assert taken(request, person) == Wishes("unit", remember=True)
    assert taken(request, person) == Wishes()


def test_what_was_wished_for_survives_the_second_factor(ningbo, person, browser_at_home):
    make_sign_in_page(ningbo)
    enrol_totp(person=person, secret=SECRET)
    sign_in_as_member(browser_at_home, person, remember="on")
    answer = browser_at_home.post("/account/2fa/authenticate/", {"code": code_at(SECRET, current_counter())})
    assert answer["Location"] == "/cases/"
    assert browser_at_home.session.get_expiry_age() == TWO_WEEKS
