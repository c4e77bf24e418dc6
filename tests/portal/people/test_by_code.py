"""One form to sign in and to register: a number, a picture, the code sent to the number (CY-03 to CY-07)."""

import re

import pytest

from portal.audit.models import Event
from portal.people import services
from portal.people.by_code import ByCodeProcess
from portal.people.invented import invented_phone
from portal.people.models import User
from portal.privacy.models import ConsentEvent
from portal.privacy.services.publishing import publish_notice
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD, make_person
from tests.portal.people.acting import (
    ENTER,
    ask_for_code,
    code_sent_to,
    come_in,
    is_signed_in,
    make_one_form,
    read_picture,
    sign_in,
    sms_to,
    wait_a_while,
)

PHONE = invented_phone(910)
STORED = f"+86{PHONE}"


@pytest.fixture
def page(ningbo):
    return make_one_form(ningbo)


def errors(answer):
    assert answer.status_code == 200, answer
    return answer.context["form"].errors


def wrong_code(tenant, phone=STORED):
    return "000000" if code_sent_to(tenant, phone) != "000000" else "111111"


@pytest.mark.requirement("CY-03", "CY-04", "CY-05", "CY-06", "CY-09")
def test_every_page_leads_to_the_one_form_and_it_shows_what_the_manual_says(page, browser_at_home):
    home = browser_at_home.get("/").content.decode()
    assert '<a class="tool tool-strong" href="/account/by-code/">登录/注册</a>' in home
    assert ">注册</a>" not in home
    answer = browser_at_home.get("/account/login/?next=/cases/", follow=True)
    assert answer.redirect_chain == [("/account/by-code/?next=%2Fcases%2F", 302)]
    text = answer.content.decode()
    assert list(answer.context["form"].fields) == ["phone", "captcha", "code"]
    for words in ("获取验证码", "登录/注册", "密码登录", "记住密码", "长期稳定", 'value="/cases/"'):
        assert words in text
    assert "by=password&amp;next=/cases/" in text


@pytest.mark.requirement("CY-05", "CY-06")
def test_the_password_is_the_other_way_and_leads_back(page, ningbo, browser_at_home):
    shown = browser_at_home.get("/account/login/?by=password").content.decode()
    for words in ("短信验证码登录/注册", 'href="/account/by-code/"', "修改密码，并记住密码"):
        assert words in shown
    person = make_person(ningbo)
    assert "不正确" in str(errors(sign_in(browser_at_home, person.phone, "Wrong-Horse-42")))
    sign_in(browser_at_home, person.phone)
    assert is_signed_in(browser_at_home)


@pytest.mark.parametrize("address", ["/account/signup/", "/account/login/code/"])
def test_other_ways_to_a_code_lead_to_the_one_form(page, ningbo, browser_at_home, address):
    assert browser_at_home.get(f"{address}?next=/x/")["Location"] == "/account/by-code/?next=%2Fx%2F"
    assert browser_at_home.post(address, {"phone": PHONE})["Location"] == ENTER
    assert not sms_to(ningbo, STORED)


def test_a_tenant_that_says_nothing_has_no_such_page(ningbo, browser_at_home):
    assert browser_at_home.get(ENTER).status_code == 404
    assert browser_at_home.post(ENTER, {"phone": PHONE, "send": "yes"}).status_code == 404
    assert '<a class="tool" href="/account/login/">登录</a>' in browser_at_home.get("/").content.decode()


@pytest.mark.requirement("CY-04", "CY-10")
def test_an_unknown_number_is_registered(page, ningbo, browser_at_home):
    asked = ask_for_code(browser_at_home, PHONE)
    assert "captcha" not in asked.context["form"].fields
    assert "短信已发往 15400000910" in asked.content.decode()
    answer = browser_at_home.post(ENTER, {"phone": PHONE, "code": code_sent_to(ningbo, STORED), "next": "/cases/"})
    assert answer["Location"] == "/cases/"
    person = User.objects.get(tenant=ningbo)
    assert (person.phone, person.name, person.is_named) == (STORED, "154****0910", False)
    assert person.phone_verified_at
    assert person.is_registered
    assert not person.has_usable_password()
    home = browser_at_home.get("/").content.decode()
    assert "154****0910" in home
    assert "注册成功" in home
    with tenant_scope(ningbo):
        event = Event.objects.get(action="person.registered")
    assert (event.actor, event.detail) == (person, {"by": "code"})


@pytest.mark.requirement("CY-04")
def test_a_registered_number_signs_in_and_a_stranger_sees_no_difference(page, ningbo, browser_at_home, visitor):
    person = make_person(ningbo, phone_verified_at=None)
    pages = []
    for client, phone in ((browser_at_home, person.phone.removeprefix("+86")), (visitor, PHONE)):
        text = ask_for_code(client, phone).content.decode()
        told = sms_to(ningbo, f"+86{phone}")
        pages.append((text.partition("<main")[2].count("短信已发往"), len(told), re.sub(r"\d", "", told[0])))
        answer = client.post(ENTER, {"phone": phone, "code": wrong_code(ningbo, f"+86{phone}")})
        pages[-1] += (str(errors(answer)["code"]),)
    assert pages[0] == pages[1]
    browser_at_home.post(ENTER, {"phone": person.phone, "code": code_sent_to(ningbo, person.phone)})
    assert browser_at_home.get("/me/").context["person"] == person
    person.refresh_from_db()
    assert person.phone_verified_at is not None
    assert User.objects.filter(tenant=ningbo).count() == 1


@pytest.mark.parametrize("typed", ["154 0000-0910", "+86 15400000910", "１５４００００0910"])
def test_a_number_may_be_written_as_people_write_it(page, ningbo, browser_at_home, typed):
    come_in(browser_at_home, ningbo, STORED, phone=typed)
    assert User.objects.get(tenant=ningbo).phone == STORED


@pytest.mark.parametrize("typed", ["1540000091012345", "154000", "朝阳"])
def test_a_number_that_is_none_is_told_so_and_nothing_leaves(page, ningbo, browser_at_home, typed):
    answer = ask_for_code(browser_at_home, typed)
    assert "请输入 11 位手机号码" in str(errors(answer)["phone"])
    assert f'value="{typed}"' in answer.content.decode()
    assert not sms_to(ningbo, STORED)


@pytest.mark.requirement("CY-04")
def test_no_code_leaves_before_the_picture_is_read(page, ningbo, browser_at_home):
    answer = browser_at_home.post(ENTER, {"phone": PHONE, "send": "yes", "captcha": "AAAAA", "captcha_key": "x"})
    assert list(errors(answer)) == ["captcha"]
    assert not sms_to(ningbo, STORED)
    another = browser_at_home.post(ENTER, {"phone": PHONE, "another": "yes"})
    assert f'value="{PHONE}"' in another.content.decode()
    assert browser_at_home.get(f"/account/login/picture/?key={read_picture(browser_at_home, ENTER)['captcha_key']}")


def test_whoever_comes_back_goes_on_with_the_code_that_is_on_its_way(page, ningbo, browser_at_home):
    ask_for_code(browser_at_home, PHONE)
    answer = browser_at_home.get(ENTER)
    assert "captcha" not in answer.context["form"].fields
    assert f'value="{PHONE}"' in answer.content.decode()


def test_another_code_after_a_pause_needs_no_picture(page, ningbo, browser_at_home):
    ask_for_code(browser_at_home, PHONE)
    first = code_sent_to(ningbo, STORED)
    again = {"phone": PHONE, "send": "yes"}
    assert "过于频繁" in str(errors(browser_at_home.post(ENTER, again))["phone"])
    wait_a_while()
    answer = browser_at_home.post(ENTER, again | {"code": "123"})
    assert 0 < answer.context["form"].process.seconds_to_wait <= 61
    assert 'value="123"' not in answer.content.decode()
    second = code_sent_to(ningbo, STORED)
    if first != second:
        assert "code" in errors(browser_at_home.post(ENTER, {"phone": PHONE, "code": first}))
    assert browser_at_home.post(ENTER, {"phone": PHONE, "code": f" {second} "}).status_code == 302


def test_a_code_wrong_three_times_is_dead_and_asks_anew(page, ningbo, browser_at_home):
    ask_for_code(browser_at_home, PHONE)
    code, wrong = code_sent_to(ningbo, STORED), wrong_code(ningbo)
    answers = [browser_at_home.post(ENTER, {"phone": PHONE, "code": wrong}) for _number in range(6)]
    assert "验证码不正确" in str(errors(answers[0])["code"])
    assert "错误次数过多" in answers[2].content.decode()
    assert f'value="{PHONE}"' in answers[2].content.decode()
    for answer in answers[3:]:
        assert "请先识别图片" in str(errors(answer)["code"])
    assert "请先识别图片" in str(errors(browser_at_home.post(ENTER, {"phone": PHONE, "code": code}))["code"])
    assert not User.objects.filter(tenant=ningbo).exists()


def test_the_code_of_another_number_opens_nothing(page, ningbo, browser_at_home):
    victim = make_person(ningbo)
    ask_for_code(browser_at_home, PHONE)
    given = {"phone": victim.phone, "code": code_sent_to(ningbo, STORED)}
    assert "请先识别图片" in str(errors(browser_at_home.post(ENTER, given))["code"])
    assert not is_signed_in(browser_at_home)


def test_another_number_on_the_page_of_a_code_has_its_own_picture(page, ningbo, browser_at_home):
    ask_for_code(browser_at_home, PHONE)
    other = invented_phone(911)
    answer = browser_at_home.post(ENTER, {"phone": other, "send": "yes"})
    assert "这是另一个号码，请先识别图片" in str(errors(answer)["captcha"])
    assert come_in(browser_at_home, ningbo, other).status_code == 302
    assert User.objects.get(tenant=ningbo).phone == f"+86{other}"


def test_another_browser_cannot_use_the_code(page, ningbo, browser_at_home, visitor):
    ask_for_code(browser_at_home, PHONE)
    assert "code" in errors(visitor.post(ENTER, {"phone": PHONE, "code": code_sent_to(ningbo, STORED)}))


def test_a_code_lasts_ten_minutes(page, ningbo, browser_at_home):
    ask_for_code(browser_at_home, PHONE)
    session = browser_at_home.session
    session[ByCodeProcess.session_key]["at"] -= 11 * 60
    session.save()
    answer = browser_at_home.post(ENTER, {"phone": PHONE, "code": code_sent_to(ningbo, STORED)})
    assert "已过期" in str(errors(answer)["code"])
    assert "captcha" in answer.context["form"].fields


def test_a_disabled_account_stays_closed(page, ningbo, browser_at_home):
    person = make_person(ningbo, is_active=False)
    assert come_in(browser_at_home, ningbo, person.phone)["Location"] == "/account/inactive/"
    assert not is_signed_in(browser_at_home)


def test_two_requests_of_one_person_make_one_account(page, ningbo):
    first, is_new = services.find_or_register(phone=PHONE)
    second, is_new_again = services.find_or_register(phone=STORED)
    assert (first, is_new, is_new_again) == (second, True, False)


def test_a_reviewer_gives_the_second_factor_all_the_same(page, ningbo, browser_at_home):
    keeper = make_person(ningbo, role="security")
    come_in(browser_at_home, ningbo, keeper.phone)
    assert browser_at_home.get("/manage/")["Location"].startswith("/me/second-factor/")


def test_whoever_is_signed_in_is_led_on(page, ningbo, browser_at_home):
    come_in(browser_at_home, ningbo, PHONE)
    assert browser_at_home.get(ENTER)["Location"] == "/"


# --- what one is told of one's data


@pytest.fixture
def notice(ningbo):
    return publish_notice(words={"body_zh": "告知", "body_en": "Notice"}, purposes=[])


def test_the_notice_is_to_be_read_before_coming_in_and_not_before_the_code(page, notice, ningbo, browser_at_home):
    asked = ask_for_code(browser_at_home, PHONE, notice_read="on")
    assert re.search('<input type="checkbox" name="notice_read"[^>]* checked', asked.content.decode())
    code = code_sent_to(ningbo, STORED)
    answer = browser_at_home.post(ENTER, {"phone": PHONE, "code": code})
    assert list(errors(answer)) == ["notice_read"]
    assert f'value="{code}"' in answer.content.decode()
    browser_at_home.post(ENTER, {"phone": PHONE, "code": code, "notice_read": "on"})
    assert is_signed_in(browser_at_home)


def test_what_somebody_answered_before_stands(page, ningbo, browser_at_home):
    purpose = {
        "key": "news",
        "name_zh": "消息",
        "name_en": "News",
        "basis": "consent",
        "is_required": False,
        "otherwise_zh": "无",
        "otherwise_en": "None",
    }
    publish_notice(words={"body_zh": "告知", "body_en": "Notice"}, purposes=[purpose])
    come_in(browser_at_home, ningbo, PHONE, purpose_news="on")
    before = ConsentEvent.objects.count()
    browser_at_home.post("/account/logout/")
    wait_a_while()
    come_in(browser_at_home, ningbo, PHONE)
    assert is_signed_in(browser_at_home)
    assert ConsentEvent.objects.count() == before == 1


# --- the password afterwards


@pytest.mark.requirement("CY-06", "CY-07")
def test_after_coming_in_by_code_a_password_is_set_and_changed(page, ningbo, browser_at_home, visitor):
    come_in(browser_at_home, ningbo, PHONE)
    assert "请设置密码并记住" in browser_at_home.get("/").content.decode()
    assert 'href="/account/password/set/"' in browser_at_home.get("/me/").content.decode()
    assert (
        browser_at_home.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD}).status_code
        == 302
    )
    assert "请设置密码并记住" not in browser_at_home.get("/").content.decode()
    changed = {"oldpassword": PASSWORD, "password1": "Another-Horse-7", "password2": "Another-Horse-7"}
    assert browser_at_home.post("/account/password/change/", changed).status_code == 302
    assert is_signed_in(browser_at_home)
    sign_in(visitor, PHONE, "Another-Horse-7")
    assert is_signed_in(visitor)


@pytest.mark.requirement("CY-07")
def test_a_forgotten_password_needs_the_picture_here(page, ningbo, person, browser_at_home):
    reset = "/account/password/reset/"
    refused = browser_at_home.post(reset, {"phone": person.phone})
    assert list(errors(refused)) == ["captcha"]
    assert not sms_to(ningbo, person.phone)
    browser_at_home.post(reset, {"phone": person.phone, **read_picture(browser_at_home, reset)})
    given = {"code": code_sent_to(ningbo, person.phone), "password1": "Another-Horse-7"}
    assert browser_at_home.post("/account/password/reset/code/", given).status_code == 302
