"""Too many wrong ones, and what strangers learn from it: nothing."""

import datetime as dt
from collections.abc import Callable
from unittest import mock

import pytest
from django.utils import timezone

from portal.audit.models import Event
from portal.people import lockout
from portal.people.sign_in_models import SignInCount
from portal.people.totp import code_at, current_counter, enrol_totp
from portal.policy import Refused
from portal.tenants.scope import tenant_scope
from tests.builders import make_person
from tests.portal.people.acting import code_sent_to, is_signed_in, sign_in, sms_to

WRONG = "Wrong-Horse-42"
NOBODY = "15499999999"


def fail(client, login: str, times: int = 10) -> None:
    for _attempt in range(times):
        sign_in(client, login, WRONG)


@pytest.fixture
def later() -> Callable[[int], mock._patch]:
    """Let so many minutes go by."""

    def go_by(minutes: int):
        moment = timezone.now() + dt.timedelta(minutes=minutes)
        return mock.patch("django.utils.timezone.now", return_value=moment)

    return go_by


def test_a_lock_ends_by_itself(person, browser_at_home, later):
    fail(browser_at_home, person.phone)
    sign_in(browser_at_home, person.phone)
    assert not is_signed_in(browser_at_home)
    with later(11):
        sign_in(browser_at_home, person.phone)
        assert is_signed_in(browser_at_home)


def test_wrong_passwords_of_long_ago_do_not_count(person, browser_at_home, later):
    fail(browser_at_home, person.phone, 9)
    with later(11):
        fail(browser_at_home, person.phone, 9)
        sign_in(browser_at_home, person.phone)
        assert is_signed_in(browser_at_home)


def test_answers_are_the_same_whether_or_not_there_is_an_account(person, browser_at_home, visitor):
    for _attempt in range(12):
        known = sign_in(browser_at_home, person.phone.removeprefix("+86"), WRONG)
        unknown = sign_in(visitor, NOBODY, WRONG)
        assert known.status_code == unknown.status_code
        assert str(known.context["form"].errors) == str(unknown.context["form"].errors)
    assert "次数过多" in str(unknown.context["form"].errors)


def test_the_person_hears_of_it_and_it_is_on_record(ningbo, person, browser_at_home):
    fail(browser_at_home, person.phone)
    fail(browser_at_home, NOBODY, 2)
    with tenant_scope(ningbo):
        assert Event.objects.filter(action="signin.failed").count() == 10
        assert Event.objects.filter(action="signin.locked").count() == 1
        assert Event.objects.filter(action="signin.failed_for_nobody").count() == 2
        assert NOBODY not in str(list(Event.objects.values_list("detail", flat=True)))
    assert "多次输错" in sms_to(ningbo, person.phone)[0]


def test_strangers_lock_nobody_out(ningbo, person, browser_at_home, visitor):
    sign_in(browser_at_home, person.phone)
    fail(visitor, person.phone)
    assert is_signed_in(browser_at_home)
    answer = visitor.post("/account/login/code/", {"phone": person.phone.removeprefix("+86")})
    visitor.post(answer["Location"], {"code": code_sent_to(ningbo, person.phone)})
    assert is_signed_in(visitor)


def test_wrong_codes_lock_as_well(ningbo, browser_at_home):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    clerk = make_person(ningbo, login_name="clerk", role="system")
    enrol_totp(person=clerk, secret=secret)
    sign_in(browser_at_home, "clerk")
    for _attempt in range(10):
        browser_at_home.post("/account/2fa/authenticate/", {"code": "000000"})
    right = {"code": code_at(secret, current_counter())}
    assert "次数过多" in browser_at_home.post("/account/2fa/authenticate/", right).content.decode()


def test_security_administrator_unlocks_others(ningbo, person, browser_at_home):
    fail(browser_at_home, person.phone)
    with tenant_scope(ningbo):
        count = lockout.locked_now().get()
        with pytest.raises(Refused):
            lockout.unlock(count=count, by=make_person(ningbo, role="audit"))
        lockout.unlock(count=count, by=make_person(ningbo, role="security"))
        assert Event.objects.filter(action="signin.unlocked").count() == 1
    sign_in(browser_at_home, person.phone)
    assert is_signed_in(browser_at_home)


def test_old_counts_are_forgotten(ningbo, browser_at_home, later):
    fail(browser_at_home, NOBODY, 1)
    with tenant_scope(ningbo):
        assert lockout.forget_old_counts() == 0
        with later(60 * 25):
            assert lockout.forget_old_counts() == 1
        assert not SignInCount.objects.exists()
