"""Whoever cannot read the picture lets the machine do some work instead: wherever a picture is shown (WCAG 3.3.8)."""

import pytest

from portal.people import captcha
from portal.people.invented import invented_phone
from tests.builders import PASSWORD, make_person
from tests.portal.people.acting import ENTER, is_signed_in, make_one_form, make_sign_in_page, sms_to, work_of

LOGIN, RESET = "/account/login/", "/account/password/reset/"
PHONE = invented_phone(930)


def test_a_member_signs_in(ningbo, browser_at_home, person):
    make_sign_in_page(ningbo)
    given = {"login": person.id_number, "password": PASSWORD, "mode": "person"}
    browser_at_home.post(LOGIN, given | work_of(browser_at_home, LOGIN))
    assert is_signed_in(browser_at_home)


def test_a_password_is_reset_by_the_number_of_a_document(ningbo, browser_at_home, person):
    make_sign_in_page(ningbo)
    browser_at_home.post(RESET, {"id_number": person.id_number} | work_of(browser_at_home, RESET))
    assert sms_to(ningbo, person.phone)


def test_somebody_registers_by_the_one_form(ningbo, browser_at_home):
    make_one_form(ningbo)
    browser_at_home.post(ENTER, {"phone": PHONE, "send": "yes"} | work_of(browser_at_home, ENTER))
    assert sms_to(ningbo, f"+86{PHONE}")


def test_a_password_is_reset_by_the_number_of_a_phone(ningbo, browser_at_home):
    make_one_form(ningbo)
    person = make_person(ningbo)
    browser_at_home.post(RESET, {"phone": person.phone} | work_of(browser_at_home, RESET))
    assert sms_to(ningbo, person.phone)


def test_a_password_is_given_where_one_form_serves(ningbo, browser_at_home):
    make_one_form(ningbo, captcha=True)
    person = make_person(ningbo)
    page = f"{LOGIN}?by=password"
    browser_at_home.post(LOGIN, {"login": person.phone, "password": PASSWORD} | work_of(browser_at_home, page))
    assert is_signed_in(browser_at_home)


def test_work_counts_once(ningbo, browser_at_home):
    make_one_form(ningbo)
    done = work_of(browser_at_home, ENTER)
    browser_at_home.post(ENTER, {"phone": PHONE, "send": "yes"} | done)
    browser_at_home.post(ENTER, {"phone": invented_phone(931), "send": "yes"} | done)
    assert not sms_to(ningbo, f"+86{invented_phone(931)}")


@pytest.mark.parametrize("number", ["", "-1", "x", "１", "0" * 5000])
def test_what_is_no_work_does_not_count(ningbo, browser_at_home, number):
    make_one_form(ningbo)
    given = work_of(browser_at_home, ENTER) | {"captcha_work": number}
    answer = browser_at_home.post(ENTER, {"phone": PHONE, "send": "yes"} | given)
    assert "captcha" in answer.context["form"].errors
    assert not sms_to(ningbo, f"+86{PHONE}")


def test_work_for_another_picture_does_not_count(ningbo, browser_at_home):
    make_one_form(ningbo)
    done = work_of(browser_at_home, ENTER)
    key = next(iter(browser_at_home.session[captcha.KEY]))
    other = work_of(browser_at_home, ENTER)["captcha_key"]
    assert key == done["captcha_key"] != other
    answer = browser_at_home.post(ENTER, {"phone": PHONE, "send": "yes"} | done | {"captcha_key": other})
    assert "captcha" in answer.context["form"].errors
