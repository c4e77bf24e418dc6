"""Reviewers and administrators prove themselves twice; others may."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from portal.audit.models import Event
from portal.people.models import User
from portal.people.policies import may_secure_reason
from portal.people.second_factors import reset_second_factors
from portal.people.totp import code_at, current_counter, enrol_totp
from portal.policy import Refused
from portal.tenants.scope import tenant_scope
from review.models import Office, Seat
from tests.builders import PASSWORD, make_person, make_unit
from tests.builders import sign_in as sign_in_at_once
from tests.portal.people.acting import is_signed_in, sign_in, sms_to

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODES = "/account/2fa/authenticate/"


@pytest.fixture
def clerk(ningbo) -> User:
    return make_person(ningbo, login_name="clerk", role="system")


@pytest.fixture
def enrolled(clerk) -> User:
    enrol_totp(person=clerk, secret=SECRET)
    return clerk


def actions(tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(Event.objects.order_by("id").values_list("action", flat=True))


def give_code(client: Client, ahead: int = 0):
    return client.post(CODES, {"code": code_at(SECRET, current_counter() + ahead)})


def test_whoever_has_none_is_led_to_setting_one_up_and_on(ningbo, clerk, browser_at_home):
    sign_in(browser_at_home, "clerk")
    assert browser_at_home.get("/manage/")["Location"] == "/me/second-factor/?next=%2Fmanage%2F"
    assert "身份验证器应用" in browser_at_home.get("/me/second-factor/?next=/manage/").content.decode()
    page = browser_at_home.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<p class=\"secret[^>]*>([A-Z2-7 ]+)<", page)[1].replace(" ", "")
    answer = browser_at_home.post("/account/2fa/totp/activate/", {"code": code_at(secret, current_counter())})
    assert answer["Location"] == "/account/2fa/recovery-codes/"
    codes = browser_at_home.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
    assert 'href="/manage/"' in codes
    assert not re.search(r"<li>\d{8}</li>", browser_at_home.get(answer["Location"]).content.decode())  # shown once
    assert browser_at_home.get("/manage/").status_code == 200
    assert {"person.signed_in", "second_factor.set_up"} <= set(actions(ningbo))


def test_a_code_is_good_once(enrolled, browser_at_home, visitor):
    sign_in(browser_at_home, "clerk")
    assert give_code(browser_at_home).status_code == 302
    assert is_signed_in(browser_at_home)
    sign_in(visitor, "clerk")
    assert "已用过" in give_code(visitor).content.decode()
    assert not is_signed_in(visitor)
    give_code(visitor, ahead=1)  # the next one, of a clock that is a little fast
    assert is_signed_in(visitor)


def test_a_recovery_code_is_good_once(ningbo, enrolled, browser_at_home, visitor):
    code = RecoveryCodes.activate(enrolled).get_unused_codes()[0]
    for browser, status in ((browser_at_home, 302), (visitor, 200)):
        sign_in(browser, "clerk")
        assert browser.post(CODES, {"code": code}).status_code == status
    assert "second_factor.recovery_code_used" in actions(ningbo)


def test_an_applicant_is_asked_for_nothing(person, browser_at_home):
    sign_in(browser_at_home, person.phone)
    assert is_signed_in(browser_at_home)


def test_a_seat_that_is_given_asks_at_the_next_click_and_one_withdrawn_refuses(ningbo, person, browser_at_home):
    sign_in_at_once(browser_at_home, person, second_factor=False)
    assert browser_at_home.get("/me/").status_code == 200
    with tenant_scope(ningbo):
        office = Office.objects.create(code="window", name_zh="窗口", kind="window", tier="city")
        seat = Seat.objects.create(office=office, user=person)
    assert browser_at_home.get("/desk/")["Location"].startswith("/me/second-factor/")
    sign_in_at_once(browser_at_home, person)
    assert browser_at_home.get("/desk/").status_code == 200
    seat.is_active = False
    seat.save()
    assert browser_at_home.get("/desk/").status_code == 404


@pytest.mark.parametrize(("wanted", "status"), [(False, 200), (True, 302)])
def test_units_people_are_asked_where_the_tenant_wants_it(ningbo, person, browser_at_home, wanted, status):
    ningbo.units_need_second_factor = wanted
    ningbo.save()
    make_unit(ningbo, administrator=person)
    sign_in_at_once(browser_at_home, person, second_factor=False)
    assert browser_at_home.get("/me/").status_code == status


def test_the_last_factor_of_an_administrator_stays(enrolled, browser_at_home):
    sign_in_at_once(browser_at_home, enrolled)
    answer = browser_at_home.post("/account/2fa/totp/deactivate/", follow=True)
    assert "请先设置另一种方式" in answer.content.decode()
    assert Authenticator.objects.filter(user=enrolled, type="totp").exists()


def test_security_administrator_resets_a_lost_device_but_not_the_own(ningbo, enrolled, browser_at_home):
    security = make_person(ningbo, role="security")
    sign_in(browser_at_home, "clerk")
    give_code(browser_at_home)
    with tenant_scope(ningbo):
        with pytest.raises(Refused):
            reset_second_factors(person=security, by=security, reason="丢失")
        with pytest.raises(Refused):
            reset_second_factors(person=security, by=enrolled, reason="丢失")
        reset_second_factors(person=enrolled, by=security, reason="手机丢失")
    assert not is_signed_in(browser_at_home)
    sign_in(browser_at_home, "clerk", PASSWORD)
    assert browser_at_home.get("/manage/")["Location"].startswith("/me/second-factor/")
    assert "已重置您的两步验证" in sms_to(ningbo, enrolled.phone)[0]
    assert "second_factor.reset" in actions(ningbo)


def test_nobody_of_another_tenant_is_secured(ningbo, other):
    with tenant_scope(ningbo):
        assert may_secure_reason(make_person(ningbo, role="security"), make_person(other))
