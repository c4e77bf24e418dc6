"""The picture before the password, and the code by SMS that stands in for it."""

import datetime as dt
import io
from unittest import mock

import pytest
from django.core.cache import cache
from django.utils import timezone
from PIL import Image

from portal.people import captcha
from portal.people.captcha_drawing import HEIGHT, WIDTH, draw
from portal.people.lockout import PASSWORD as PASSWORD_LOCK
from portal.people.sign_in_models import SignInCount
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD, make_person, make_unit
from tests.portal.people.acting import (
    code_sent_to,
    is_signed_in,
    make_sign_in_page,
    read_picture,
    sign_in_as_member,
    sms_to,
)

LOGIN, CODE = "/account/login/", "/account/login/own-code/"
PICTURE = "/account/login/picture/"


@pytest.fixture
def page(ningbo):
    return make_sign_in_page(ningbo)


def test_a_picture_is_a_picture_and_never_the_same():
    first, second = draw("AC347"), draw("AC347")
    assert Image.open(io.BytesIO(first)).size == (WIDTH, HEIGHT)
    assert first != second


@pytest.mark.requirement("NX-06")
def test_the_page_shows_a_picture_and_not_what_it_says(page, browser_at_home):
    text = browser_at_home.get(LOGIN).content.decode()
    (key, (answer, _posed_at)) = browser_at_home.session[captcha.KEY].popitem()
    assert answer not in text
    drawn = browser_at_home.get(f"{PICTURE}?key={key}")
    assert (drawn["Content-Type"], drawn.content[1:4]) == ("image/png", b"PNG")
    assert "no-store" in drawn["Cache-Control"]


def test_a_picture_is_its_sessions_alone(page, browser_at_home, visitor, person):
    given = read_picture(visitor)
    assert browser_at_home.get(f"{PICTURE}?key={given['captcha_key']}").status_code == 404
    sign_in_as_member(browser_at_home, person, **given)
    assert not is_signed_in(browser_at_home)


@pytest.mark.parametrize(
    "write", [str.lower, lambda text: f" {text[:2]} {text[2:]} ", lambda text: chr(0xFEE0 + ord(text[0])) + text[1:]]
)
def test_the_answer_may_be_written_in_several_ways(page, person, browser_at_home, write):
    given = read_picture(browser_at_home)
    sign_in_as_member(browser_at_home, person, **given | {"captcha": write(given["captcha"])})
    assert is_signed_in(browser_at_home)


def test_a_wrong_answer_leaves_the_password_unlooked_at(page, ningbo, person, browser_at_home):
    answer = sign_in_as_member(browser_at_home, person, captcha="00000")
    assert list(answer.context["form"].errors) == ["captcha"]
    sign_in_as_member(browser_at_home, person, captcha="00000", password="Wrong-Horse-42")
    with tenant_scope(ningbo):
        assert not SignInCount.objects.filter(kind=PASSWORD_LOCK).exists()


def test_a_picture_counts_once(page, person, browser_at_home):
    given = read_picture(browser_at_home)
    sign_in_as_member(browser_at_home, person, password="Wrong-Horse-42", **given)
    again = sign_in_as_member(browser_at_home, person, **given)
    assert list(again.context["form"].errors) == ["captcha"]


def test_of_two_requests_that_read_the_same_session_one_gets_through(page, browser_at_home):
    cache.clear()
    session = browser_at_home.session
    key = captcha.pose(session)
    text, twin = captcha.text_of(session, key), dict(session)
    assert captcha.solve(session, key, text)
    session.update(twin)
    assert not captcha.solve(session, key, text)


def test_a_picture_grows_old(page, person, browser_at_home):
    given = read_picture(browser_at_home)
    later = timezone.now() + dt.timedelta(minutes=11)
    with mock.patch("django.utils.timezone.now", return_value=later):
        assert browser_at_home.get(f"{PICTURE}?key={given['captcha_key']}").status_code == 404
        sign_in_as_member(browser_at_home, person, **given)
    assert not is_signed_in(browser_at_home)


def test_several_pages_are_open_at_once_but_not_without_end(page, browser_at_home):
    keys = [read_picture(browser_at_home)["captcha_key"] for _page in range(7)]
    assert list(browser_at_home.session[captcha.KEY]) == keys[-captcha.OPEN_AT_ONCE :]


def test_another_picture_without_scripts_keeps_what_was_typed(page, person, browser_at_home):
    given = {"login": person.id_number, "password": PASSWORD, "mode": "unit", "remember": "on", "another": "yes"}
    text = browser_at_home.post(LOGIN, given | read_picture(browser_at_home)).content.decode()
    assert person.id_number in text
    assert PASSWORD not in text
    assert 'value="unit" required id="id_mode_0" checked' in text
    assert "error-summary" not in text
    assert not is_signed_in(browser_at_home)


def test_another_picture_for_a_script(page, person, browser_at_home):
    found = browser_at_home.post(PICTURE).json()
    assert browser_at_home.get(found["url"]).status_code == 200
    answer = browser_at_home.session[captcha.KEY][found["key"]][0]
    given = {"login": person.id_number, "password": PASSWORD, "mode": "person"}
    browser_at_home.post(LOGIN, given | {"captcha": answer, "captcha_key": found["key"]})
    assert is_signed_in(browser_at_home)


# --- a code by SMS instead


def ask_by_sms(client, person, **answers):
    given = {"login": person.id_number, "password": PASSWORD, "mode": "person", "sms": "yes"}
    return client.post(LOGIN, given | answers)


def test_a_code_to_ones_own_phone_stands_in_for_the_picture(page, ningbo, person, browser_at_home):
    answer = ask_by_sms(browser_at_home, person, remember="on", next="/units/")
    assert answer["Location"] == CODE
    assert person.phone[-4:] not in browser_at_home.get(CODE).content.decode()
    done = browser_at_home.post(CODE, {"code": code_sent_to(ningbo, person.phone)})
    assert done["Location"] == "/units/"
    assert is_signed_in(browser_at_home)
    assert browser_at_home.session.get_expiry_age() == 14 * 24 * 60 * 60


def test_nobody_learns_from_it_whether_the_password_was_right(page, ningbo, person, browser_at_home, visitor):
    right, wrong = ask_by_sms(browser_at_home, person), ask_by_sms(visitor, person, password="Wrong-Horse-42")
    assert (right.status_code, right["Location"]) == (wrong.status_code, wrong["Location"])
    assert len(sms_to(ningbo, person.phone)) == 1
    refused = [client.post(CODE, {"code": "abc"}).context["form"].errors for client in (browser_at_home, visitor)]
    assert refused[0] == refused[1]


@pytest.mark.parametrize("answers", [{"password": "Wrong-Horse-42"}, {"login": "AB1234567"}])
def test_no_sms_is_spent_on_strangers(page, ningbo, person, browser_at_home, answers):
    ask_by_sms(browser_at_home, person, **answers)
    assert not sms_to(ningbo, person.phone)
    assert browser_at_home.post(CODE, {"code": ""}).status_code == 200
    assert not is_signed_in(browser_at_home)


def test_passwords_tried_this_way_are_counted_like_others(page, person, browser_at_home):
    for _attempt in range(10):
        ask_by_sms(browser_at_home, person, password="Wrong-Horse-42")
    assert "次数过多" in str(ask_by_sms(browser_at_home, person).context["form"].errors)


def test_a_number_gets_few_codes(page, ningbo, person, browser_at_home):
    for _attempt in range(3):
        assert ask_by_sms(browser_at_home, person)["Location"] == CODE
    assert len(sms_to(ningbo, person.phone)) == 1
    browser_at_home.post(CODE, {"code": code_sent_to(ningbo, person.phone)})
    assert is_signed_in(browser_at_home)


def test_three_wrong_codes_are_enough(page, ningbo, person, browser_at_home):
    ask_by_sms(browser_at_home, person)
    code = code_sent_to(ningbo, person.phone)
    for _attempt in range(3):
        last = browser_at_home.post(CODE, {"code": "wrong"})
    assert last["Location"] == LOGIN
    browser_at_home.post(CODE, {"code": code})
    assert not is_signed_in(browser_at_home)


@pytest.mark.requirement("NX-14")
def test_a_mode_that_is_not_ones_own_is_refused_after_the_code(page, ningbo, person, browser_at_home):
    assert ask_by_sms(browser_at_home, person, mode="unit")["Location"] == CODE
    answer = browser_at_home.post(CODE, {"code": code_sent_to(ningbo, person.phone)}, follow=True)
    assert "请联系当地主管部门" in answer.content.decode()
    assert not is_signed_in(browser_at_home)


@pytest.mark.requirement("NX-15")
def test_a_unit_signs_in_by_code_too(page, ningbo, browser_at_home):
    make_unit(ningbo, administrator=(keeper := make_person(ningbo)))
    ask_by_sms(browser_at_home, keeper, mode="unit")
    done = browser_at_home.post(CODE, {"code": code_sent_to(ningbo, keeper.phone)})
    assert done["Location"] == "/my-units/cases/"


def test_without_a_picture_there_is_no_such_way(ningbo, person, browser_at_home):
    make_sign_in_page(ningbo, captcha=False)
    ask_by_sms(browser_at_home, person)
    assert is_signed_in(browser_at_home)
    assert not sms_to(ningbo, person.phone)


def test_the_code_page_without_a_code_leads_back(page, browser_at_home):
    assert browser_at_home.get(CODE)["Location"] == LOGIN
