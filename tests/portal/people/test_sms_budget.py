"""Nobody burns the SMS budget: limits of a number, of an address, and of a tenant's day."""

import datetime as dt
import logging

import pytest

from portal.audit.models import Event
from portal.calendar import now, set_clock, today
from portal.notices.models import Notice
from portal.people import sms_budget
from portal.people.invented import invented_phone
from portal.people.sign_in_models import SignInPage, SmsDay
from portal.tenants.scope import tenant_scope
from tests.builders import make_person
from tests.portal.people.acting import (
    ask_for_code,
    is_signed_in,
    make_one_form,
    make_sign_in_page,
    register,
    sign_in,
    sms_to,
    wait_a_while,
)

PHONE = invented_phone(920)
SPENT = "短信验证码已经用完"


@pytest.fixture
def page(ningbo):
    return make_one_form(ningbo, codes_a_day=10)


def spend(tenant, *, left=0):
    """As if this many of today's codes were left."""
    with tenant_scope(tenant):
        most = sms_budget.sign_in_page().codes_a_day
        SmsDay.objects.update_or_create(day=today(), defaults={"sent": most - left})


@pytest.mark.requirement("CY-04")
def test_a_number_gets_one_code_a_minute_and_ten_a_day(page, ningbo, browser_at_home, settings, monkeypatch):
    clock = [1_800_000_000.0]
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: clock[0])
    SignInPage.objects.update(codes_a_day=1000)
    for _number in range(12):
        for _press in range(2):
            ask_for_code(browser_at_home, PHONE)
        clock[0] += 61
    assert len(sms_to(ningbo, f"+86{PHONE}")) == 10


@pytest.mark.requirement("CY-04")
def test_an_address_gets_so_many_a_minute_whatever_the_numbers(page, ningbo, browser_at_home):
    SignInPage.objects.update(codes_a_day=1000)
    answers = [ask_for_code(browser_at_home, invented_phone(30_000 + number)) for number in range(21)]
    assert answers[19].context["form"].process is not None
    assert "过于频繁" in str(answers[20].context["form"].errors["phone"])
    assert Notice.objects.count() == 20


def test_all_ways_together_are_limited_for_a_number_and_an_address(ningbo, browser_at_home, visitor, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"sms": "2/d/key,3/d/ip", "verify_phone": "100/m/key"}
    person = make_person(ningbo)
    for address in ("/account/login/code/", "/account/password/reset/", "/account/password/reset/"):
        answer = browser_at_home.post(address, {"phone": person.phone})
    assert answer.status_code == 429
    assert len(sms_to(ningbo, person.phone)) == 2
    visitor.post("/account/password/reset/", {"phone": PHONE})
    assert visitor.post("/account/password/reset/", {"phone": invented_phone(921)}).status_code == 429
    assert Notice.objects.count() == 3


@pytest.mark.requirement("CY-04", "CY-05")
def test_when_the_days_codes_are_used_up_the_form_says_so_and_the_password_still_works(page, ningbo, browser_at_home):
    spend(ningbo, left=1)
    ask_for_code(browser_at_home, PHONE)
    other = invented_phone(921)
    answer = ask_for_code(browser_at_home, other)
    assert SPENT in str(answer.context["form"].non_field_errors())
    assert "密码" in str(answer.context["form"].non_field_errors())
    assert f'value="{other}"' in answer.content.decode()
    assert not sms_to(ningbo, f"+86{other}")
    person = make_person(ningbo)
    sign_in(browser_at_home, person.phone)
    assert is_signed_in(browser_at_home)


def test_the_security_administrators_hear_of_it_once_a_day_and_the_log_keeps_it(page, ningbo, browser_at_home, caplog):
    keepers = [make_person(ningbo, role="security") for _number in range(2)]
    make_person(ningbo, role="system")
    spend(ningbo)
    with caplog.at_level(logging.WARNING):
        for seed in range(3):
            ask_for_code(browser_at_home, invented_phone(930 + seed))
    told = Notice.objects.filter(key="codes_spent")
    assert sorted(notice.recipient_id for notice in told) == sorted(keeper.pk for keeper in keepers)
    assert all("已发 10 条" in notice.text for notice in told)
    assert [event.detail["sent"] for event in Event.objects.filter(action="sms.codes_spent")] == [10]
    assert caplog.text.count("are used up for today") == 1
    assert SmsDay.objects.get().refused == 3


def test_the_next_day_has_its_own(page, ningbo, browser_at_home):
    spend(ningbo)
    with set_clock(now() + dt.timedelta(days=1)):
        assert ask_for_code(browser_at_home, PHONE).context["form"].process is not None
    assert sorted(day.sent for day in SmsDay.objects.all()) == [1, 10]


def test_one_tenant_does_not_use_up_anothers(page, ningbo, other):
    spend(ningbo)
    with tenant_scope(other):
        assert sms_budget.codes_left() == 2000


# --- every way on which a visitor has an SMS sent, in any tenant


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("/account/login/code/", {"phone": PHONE}),
        ("/account/password/reset/", {"phone": PHONE}),
    ],
)
def test_other_ways_have_a_page_that_says_so(ningbo, browser_at_home, address, answers):
    spend(ningbo)
    answer = browser_at_home.post(address, answers)
    assert answer.status_code == 429
    assert SPENT in answer.content.decode()
    assert not Notice.objects.filter(key__startswith="phone_").exists()


def test_registering_goes_on_without_a_code(ningbo, browser_at_home):
    spend(ningbo)
    register(browser_at_home)
    assert is_signed_in(browser_at_home)
    wait_a_while()
    answer = browser_at_home.post("/account/phone/change/", {"action": "verify"})
    assert SPENT in str(answer.context["form"].errors["phone"])


def test_registering_what_is_taken_looks_as_ever(ningbo, browser_at_home, visitor):
    make_person(ningbo, phone=f"+86{invented_phone(900)}")
    spend(ningbo)
    assert register(visitor, password1="Other-Horse-42")["Location"].startswith("/account/phone/verify/")
    assert not is_signed_in(visitor)


def test_the_code_in_place_of_a_picture_tells_nobody_whose_password_was_right(ningbo, browser_at_home, visitor):
    make_sign_in_page(ningbo)
    person = make_person(ningbo)
    spend(ningbo)
    answers = []
    for client, password in ((browser_at_home, "Right-Horse-42"), (visitor, "Wrong-Horse-42")):
        given = {"login": person.id_number, "password": password, "mode": "person", "sms": "yes"}
        answers.append(client.post("/account/login/", given).status_code)
    assert answers == [429, 429]


def test_that_code_can_be_sent_again_and_keeps_its_tries_until_then(ningbo, browser_at_home):
    make_sign_in_page(ningbo)
    person = make_person(ningbo)
    given = {"login": person.id_number, "password": "Right-Horse-42", "mode": "person", "sms": "yes"}
    browser_at_home.post("/account/login/", given)
    page = "/account/login/own-code/"
    for _number in range(2):
        browser_at_home.post(page, {"code": "1"})
    browser_at_home.post(page, {"action": "resend"})
    assert len(sms_to(ningbo, person.phone)) == 1
    assert browser_at_home.session["people_sign_in_code"]["failed_attempts"] == 2
    wait_a_while()
    assert browser_at_home.post(page, {"action": "resend"})["Location"] == page
    texts = sms_to(ningbo, person.phone)
    assert len(texts) == 2
    browser_at_home.post(page, {"code": texts[0].split("验证码 ")[1][:6]})
    assert is_signed_in(browser_at_home)
