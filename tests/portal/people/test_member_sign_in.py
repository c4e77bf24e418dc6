"""Signing in where the tenant asks for more: by a document, with a picture, as a unit or oneself, for two weeks."""

import pytest
from django.test import Client

from portal.audit.models import Event
from portal.notices.models import Notice
from portal.people import services
from portal.people.choices import IdType
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.people.sign_in_models import SignInCount
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD, make_person, make_unit
from tests.portal.people.acting import (
    code_sent_to,
    is_signed_in,
    make_sign_in_page,
    read_picture,
    register,
    sign_in,
    sign_in_as_member,
    sms_to,
)

WRONG = "Wrong-Horse-42"


@pytest.fixture
def page(ningbo):
    return make_sign_in_page(ningbo)


def errors(response) -> str:
    assert response.status_code == 200, response["Location"]
    return str(response.context["form"].errors)


def test_a_tenant_that_says_nothing_has_the_plain_page(ningbo, browser_at_home):
    answer = browser_at_home.get("/account/login/")
    assert "account/login.html" in [template.name for template in answer.templates]
    assert list(answer.context["form"].fields) == ["login", "password"]
    assert browser_at_home.get("/account/login/picture/?key=x").status_code == 404
    assert browser_at_home.post("/account/login/picture/").status_code == 404
    assert "people_captcha" not in browser_at_home.session


@pytest.mark.requirement("NX-05", "NX-06", "NX-07", "NX-08", "NX-09")
def test_the_members_page_has_what_the_manual_shows(page, browser_at_home):
    answer = browser_at_home.get("/account/login/")
    text, form = answer.content.decode(), answer.context["form"]
    assert list(form.fields) == ["mode", "login", "password", "captcha", "remember"]
    assert form.fields["mode"].choices == [("unit", "单位"), ("person", "个人")]
    assert '<input type="radio" name="mode" value="person" required id="id_mode_1" checked>' in text
    labels = [str(form.fields[name].label) for name in ("login", "password", "captcha", "remember")]
    assert labels == ["证件号码", "密码", "验证码", "两周内免登录"]
    for words in ("会员登录", "忘记密码?", "立即注册"):
        assert words in text


@pytest.mark.parametrize("settings", [{"captcha": False}, {"modes": []}, {"remember_days": 0}, {"by": ["phone"]}])
def test_each_setting_stands_alone(ningbo, browser_at_home, settings):
    make_sign_in_page(ningbo, **settings)
    form = browser_at_home.get("/account/login/").context["form"]
    absent = {"captcha": "captcha", "modes": "mode", "remember_days": "remember"}.get(next(iter(settings)))
    assert absent not in form.fields
    assert form.fields["login"].label == ("手机号码或登录名" if "by" in settings else "证件号码")


def test_fewer_days_are_named(ningbo, browser_at_home):
    make_sign_in_page(ningbo, remember_days=7)
    assert browser_at_home.get("/account/login/").context["form"].fields["remember"].label == "7 天内免登录"


# --- by the number of one's document


@pytest.mark.requirement("NX-06", "NX-10", "NX-11")
@pytest.mark.parametrize("written", ["{}", " {} ", "fullwidth"])
def test_sign_in_by_the_number_of_ones_document(page, person, browser_at_home, written):
    number = person.id_number
    shown = "".join(chr(ord(c) + 0xFEE0) for c in number) if written == "fullwidth" else written.format(number)
    answer = sign_in_as_member(browser_at_home, person, login=shown)
    assert answer["Location"] == "/cases/"
    assert is_signed_in(browser_at_home)


@pytest.mark.requirement("NX-10")
@pytest.mark.parametrize(
    ("id_type", "number", "typed"),
    [
        (IdType.FOREIGN_PASSPORT, "AB1234567", "ab1234567"),
        (IdType.HKMO_PERMIT, "H12345678", "h 1234-5678"),
        (IdType.FOREIGN_PASSPORT, "13812345678", "13812345678"),
    ],
)
def test_any_document_is_a_name(page, ningbo, browser_at_home, id_type, number, typed):
    person = make_person(ningbo, id_type=id_type, id_number=number)
    sign_in_as_member(browser_at_home, person, login=typed)
    assert is_signed_in(browser_at_home)


def test_two_documents_of_one_number_are_told_apart_by_the_password(page, ningbo, browser_at_home):
    make_person(ningbo, id_type=IdType.FOREIGN_PASSPORT, id_number="12345678", password="Other-Horse-42")
    second = make_person(ningbo, id_type=IdType.TW_PERMIT, id_number="12345678")
    sign_in_as_member(browser_at_home, second)
    assert browser_at_home.get("/me/").context["person"] == second


def test_of_two_with_the_same_number_and_password_neither_is_let_in(page, ningbo, browser_at_home):
    for id_type in (IdType.FOREIGN_PASSPORT, IdType.TW_PERMIT):
        twin = make_person(ningbo, id_type=id_type, id_number="12345678")
    assert "证件号码或密码不正确" in errors(sign_in_as_member(browser_at_home, twin))


def test_a_phone_is_no_name_where_the_document_is(page, person, browser_at_home):
    sign_in_as_member(browser_at_home, person, login=person.phone)
    assert not is_signed_in(browser_at_home)


def test_both_are_names_where_both_are_said(ningbo, person, browser_at_home, visitor):
    make_sign_in_page(ningbo, by=["id_number", "phone"])
    sign_in_as_member(browser_at_home, person, login=person.phone.removeprefix("+86"))
    sign_in_as_member(visitor, person)
    assert is_signed_in(browser_at_home)
    assert is_signed_in(visitor)


def test_a_login_name_of_the_bureau_goes_everywhere(page, ningbo, browser_at_home):
    clerk = make_person(ningbo, login_name="clerk-01")
    sign_in_as_member(browser_at_home, clerk, login="clerk-01")
    assert is_signed_in(browser_at_home)


def test_an_unknown_number_and_a_wrong_password_get_the_same_answer(page, person, browser_at_home):
    wrong = sign_in_as_member(browser_at_home, person, password=WRONG)
    unknown = sign_in_as_member(browser_at_home, person, login=invented_id_number(4321))
    assert errors(wrong) == errors(unknown)
    assert "证件号码或密码不正确" in errors(wrong)


def test_wrong_passwords_lock_a_number_however_it_is_written(page, ningbo, browser_at_home):
    person = make_person(ningbo, id_type=IdType.FOREIGN_PASSPORT, id_number="AB1234567")
    for _attempt in range(5):
        sign_in_as_member(browser_at_home, person, password=WRONG)
        sign_in_as_member(browser_at_home, person, password=WRONG, login="ab 123-4567")
    assert "次数过多" in errors(sign_in_as_member(browser_at_home, person))
    with tenant_scope(ningbo):
        assert "AB1234567" not in str(SignInCount.objects.values_list("key", flat=True))


def test_the_number_is_not_noted_in_the_session(page, person, browser_at_home):
    sign_in_as_member(browser_at_home, person)
    assert person.id_number not in str(dict(browser_at_home.session))


def test_ones_password_is_asked_again_without_a_phone(page, person, browser_at_home):
    sign_in_as_member(browser_at_home, person)
    answer = browser_at_home.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/me/"})
    assert answer["Location"] == "/me/"


# --- the mode


@pytest.mark.requirement("NX-13", "NX-14")
def test_as_a_unit_without_authorisation_is_refused_with_what_to_do(page, person, browser_at_home):
    answer = sign_in_as_member(browser_at_home, person, "unit")
    assert "请联系当地主管部门" in str(answer.context["form"].errors["mode"])
    assert not is_signed_in(browser_at_home)
    with tenant_scope(person.tenant):
        assert Event.objects.get(action="access.refused", actor=person).detail == {"mode": "unit"}


@pytest.mark.requirement("NX-14")
def test_nobody_else_learns_who_acts_for_a_unit(page, ningbo, person, browser_at_home):
    make_unit(ningbo, administrator=(keeper := make_person(ningbo)))
    with_unit = sign_in_as_member(browser_at_home, keeper, "unit", password=WRONG)
    without = sign_in_as_member(browser_at_home, person, "unit", password=WRONG)
    assert errors(with_unit) == errors(without)
    assert "mode" not in without.context["form"].errors


@pytest.mark.requirement("NX-05")
def test_a_mode_that_is_none_is_refused(page, person, browser_at_home):
    assert "mode" in sign_in_as_member(browser_at_home, person, "office").context["form"].errors


@pytest.mark.requirement("NX-15", "NX-16", "NX-118")
def test_as_a_unit_one_lands_at_its_desk(page, ningbo, browser_at_home):
    make_unit(ningbo, administrator=(keeper := make_person(ningbo)))
    assert sign_in_as_member(browser_at_home, keeper, "unit")["Location"] == "/my-units/cases/"


def test_where_one_was_going_comes_first(page, person, browser_at_home):
    assert sign_in_as_member(browser_at_home, person, next="/units/")["Location"] == "/units/"


def test_a_disabled_person_is_told_so_in_either_mode(page, ningbo, browser_at_home):
    gone = make_person(ningbo, is_active=False)
    for mode in ("unit", "person"):
        assert sign_in_as_member(browser_at_home, gone, mode)["Location"] == "/account/inactive/"


# --- accounts that a unit entered


def enter(ningbo: object, number: str, name: str = "马·哈桑") -> User:
    with tenant_scope(ningbo):
        by = make_person(ningbo)
        return services.enter_person(name=name, id_type=IdType.CN_ID, id_number=number, by=by)


@pytest.mark.requirement("NX-13")
def test_nobody_signs_in_to_an_account_that_waits_for_its_owner(page, ningbo, browser_at_home):
    entered = enter(ningbo, invented_id_number(900))
    for password in ("", PASSWORD, entered.password):
        sign_in_as_member(browser_at_home, entered, password=password)
        browser_at_home.post("/account/login/", {"login": entered.id_number, "password": password, "sms": "yes"})
    browser_at_home.post(
        "/account/password/reset/",
        {"id_number": entered.id_number, **read_picture(browser_at_home, "/account/password/reset/")},
    )
    assert not is_signed_in(browser_at_home)
    with tenant_scope(ningbo):
        assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["马·哈桑", "马•哈桑", " 马・哈桑 "])
def test_registering_with_the_same_document_and_name_takes_the_account_over(ningbo, browser_at_home, name):
    entered = enter(ningbo, invented_id_number(900))
    register(browser_at_home, name=name)
    entered.refresh_from_db()
    assert entered.is_registered
    assert entered.phone == "+8615400000900"
    assert browser_at_home.get("/me/").context["person"] == entered
    with tenant_scope(ningbo):
        event = Event.objects.get(action="person.registered", target=f"people.user:{entered.pk}")
    assert (event.actor, event.detail) == (entered, {"entered_before": True})


def test_registering_under_another_name_gets_the_answer_of_a_taken_number(ningbo, browser_at_home):
    entered = enter(ningbo, invented_id_number(900))
    answer = register(browser_at_home, name="马哈三")
    assert answer["Location"].startswith("/account/phone/verify/")
    assert "请联系单位或主管部门更正" in browser_at_home.get(answer["Location"]).content.decode()
    assert "已经注册" in sms_to(ningbo, "+8615400000900")[0]
    entered.refresh_from_db()
    assert not entered.is_registered
    assert entered.phone is None


@pytest.mark.parametrize("changes", [{"is_active": False}, {"login_name": "seat-1"}, {"is_staff": True}])
def test_an_account_that_the_bureau_has_taken_in_hand_is_not_taken_over(ningbo, browser_at_home, changes):
    entered = enter(ningbo, invented_id_number(900))
    User.objects.filter(pk=entered.pk).update(**changes)
    register(browser_at_home, name="马·哈桑")
    assert not is_signed_in(browser_at_home)


def test_what_is_taken_over_once_is_not_taken_over_again(ningbo, browser_at_home, visitor):
    enter(ningbo, invented_id_number(900))
    register(browser_at_home, name="马·哈桑")
    register(visitor, name="马·哈桑", phone="15400000977", password1="Another-Horse-7")
    assert not is_signed_in(visitor)
    assert User.objects.get(tenant=ningbo, name="马·哈桑").phone == "+8615400000900"


def test_entering_somebody_who_has_registered_gives_their_account(ningbo, person):
    assert enter(ningbo, person.id_number, person.name) == person


# --- a forgotten password


RESET = "/account/password/reset/"


@pytest.mark.requirement("NX-08")
def test_a_forgotten_password_is_reset_by_the_number_of_the_document(page, ningbo, person, browser_at_home):
    answer = browser_at_home.post(RESET, {"id_number": f" {person.id_number} ", **read_picture(browser_at_home, RESET)})
    shown = browser_at_home.get(answer["Location"]).content.decode()
    assert person.phone[-4:] not in shown
    given = {"code": code_sent_to(ningbo, person.phone), "password1": "Another-Horse-7"}
    assert browser_at_home.post(answer["Location"], given)["Location"] == "/account/login/"
    sign_in_as_member(browser_at_home, person, password="Another-Horse-7")
    assert is_signed_in(browser_at_home)


@pytest.mark.requirement("NX-08")
def test_a_number_that_nobody_has_looks_the_same_and_sends_nothing(page, ningbo, person, browser_at_home, visitor):
    unverified = make_person(ningbo, phone_verified_at=None)
    pages = []
    for client, number in [(browser_at_home, person.id_number), (visitor, invented_id_number(4321))]:
        answer = client.post(RESET, {"id_number": number, **read_picture(client, RESET)})
        pages.append((answer.status_code, answer["Location"], client.get(answer["Location"]).context["phone"]))
    assert pages[0] == pages[1]
    visitor.post(RESET, {"id_number": unverified.id_number, **read_picture(visitor, RESET)})
    assert not sms_to(ningbo, unverified.phone)
    wrong = {"code": "123456", "password1": "Another-Horse-7"}
    assert visitor.post("/account/password/reset/code/", wrong).context["form"].errors["code"]


def test_no_code_leaves_before_the_picture_is_read(page, ningbo, person, browser_at_home):
    answer = browser_at_home.post(RESET, {"id_number": person.id_number, "captcha": "AAAAA", "captcha_key": "x"})
    assert "captcha" in answer.context["form"].errors
    assert not sms_to(ningbo, person.phone)


def test_whoever_asks_again_at_once_uses_the_code_that_is_on_its_way(page, ningbo, person, browser_at_home):
    for _time in range(2):
        browser_at_home.post(RESET, {"id_number": person.id_number, **read_picture(browser_at_home, RESET)})
    assert len(sms_to(ningbo, person.phone)) == 1
    given = {"code": code_sent_to(ningbo, person.phone), "password1": "Another-Horse-7"}
    assert browser_at_home.post("/account/password/reset/code/", given).status_code == 302


def test_a_number_is_asked_about_a_few_times_a_minute(page, person, browser_at_home):
    answers = [
        browser_at_home.post(RESET, {"id_number": number, **read_picture(browser_at_home, RESET)})
        for number in [person.id_number] * 6
    ]
    assert "请求过于频繁" in str(answers[-1].context["form"].errors["id_number"])


def test_the_way_by_phone_stays_open_without_a_picture(page, ningbo, person, browser_at_home):
    shown = browser_at_home.get(RESET).content.decode()
    assert 'href="?by=phone"' in shown
    browser_at_home.post(f"{RESET}?by=phone", {"phone": person.phone})
    assert code_sent_to(ningbo, person.phone)


def test_who_belongs_to_another_tenant_is_nobody(page, other, browser_at_home):
    stranger = make_person(other)
    sign_in_as_member(browser_at_home, stranger)
    assert not is_signed_in(browser_at_home)
    elsewhere = Client(headers={"host": "elsewhere.localhost"})
    sign_in(elsewhere, stranger.phone)
    assert is_signed_in(elsewhere)
