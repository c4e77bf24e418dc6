import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user
from django.test import Client

from portal.people import services
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD, make_person, make_user
from tests.portal.people.acting import code_sent_to, is_signed_in, sign_in, sms_to

NEW_PASSWORD = "Another-Horse-7"


def digits(person: User) -> str:
    return person.phone.removeprefix("+86")


@pytest.mark.requirement("NB-04")
@pytest.mark.parametrize("written", ["{}", "+86{}", "86 {}", " {} "])
def test_sign_in_by_phone(person, browser_at_home, written):
    sign_in(browser_at_home, written.format(digits(person)))
    assert is_signed_in(browser_at_home)


def test_sign_in_by_login_name(ningbo, browser_at_home):
    make_person(ningbo, login_name="window-01", phone=None, phone_verified_at=None)
    sign_in(browser_at_home, "window-01")
    assert is_signed_in(browser_at_home)


def test_sign_in_goes_where_it_was_asked_for(person, browser_at_home):
    response = browser_at_home.post(
        "/account/login/", {"login": digits(person), "password": PASSWORD, "next": "/units/"}
    )
    assert response["Location"] == "/units/"


def test_wrong_password_and_unknown_phone_get_the_same_answer(person, browser_at_home):
    wrong = sign_in(browser_at_home, digits(person), "Wrong-Horse-42")
    unknown = sign_in(browser_at_home, "15499999999")
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert not is_signed_in(browser_at_home)


def test_person_of_another_tenant_is_refused(other, ningbo, browser_at_home):
    stranger = make_person(other, login_name="stranger")
    for login in (digits(stranger), "stranger", stranger.username):
        sign_in(browser_at_home, login)
        assert not is_signed_in(browser_at_home)


def test_session_of_another_tenant_is_nobodys(other, person, browser_at_home):
    sign_in(browser_at_home, digits(person))
    elsewhere = Client(headers={"host": "elsewhere.localhost"})
    elsewhere.cookies = browser_at_home.cookies

    assert elsewhere.get("/me/").status_code == 302
    assert is_signed_in(browser_at_home)


def test_platform_operator_signs_in_at_every_tenant(ningbo, browser_at_home):
    make_user(None, username="operator", phone=None, password=PASSWORD, is_superuser=True, is_staff=True)
    sign_in(browser_at_home, "operator")
    assert browser_at_home.get("/me/")["Location"] == "/me/second-factor/?next=%2Fme%2F"


def test_disabled_account_is_told_why(ningbo, browser_at_home):
    person = make_person(ningbo, is_active=False)
    response = sign_in(browser_at_home, digits(person))
    assert response["Location"] == "/account/inactive/"
    assert not is_signed_in(browser_at_home)


def test_ten_wrong_passwords_lock_the_number_for_a_while(person, browser_at_home):
    for _attempt in range(10):
        sign_in(browser_at_home, digits(person), "Wrong-Horse-42")
    answer = sign_in(browser_at_home, f"+86 {digits(person)}")  # the right one, written in another way
    assert "次数过多" in str(answer.context["form"].non_field_errors())
    assert not is_signed_in(browser_at_home)


def test_wrong_passwords_in_one_tenant_lock_nobody_in_another(person, other, browser_at_home):
    namesake = make_person(other, phone=person.phone)
    for _attempt in range(11):
        sign_in(browser_at_home, digits(person), "Wrong-Horse-42")
    elsewhere = Client(headers={"host": "elsewhere.localhost"})
    sign_in(elsewhere, digits(namesake))
    assert is_signed_in(elsewhere)


def test_sign_in_by_code(ningbo, person, browser_at_home):
    response = browser_at_home.post("/account/login/code/", {"phone": digits(person)})
    assert response["Location"] == "/account/login/code/confirm/"
    browser_at_home.post(response["Location"], {"code": code_sent_to(ningbo, person.phone)})
    assert is_signed_in(browser_at_home)


def test_code_for_an_unknown_number_looks_the_same_and_tells_its_owner(ningbo, browser_at_home):
    response = browser_at_home.post("/account/login/code/", {"phone": "15499999999"})
    assert response["Location"] == "/account/login/code/confirm/"
    assert "尚未注册" in sms_to(ningbo, "+8615499999999")[0]


def test_codes_are_few(ningbo, person):
    answers = [
        Client(headers={"host": "ningbo.localhost"}).post("/account/login/code/", {"phone": digits(person)})
        for _attempt in range(4)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert answers[-1].context["form"].errors["phone"]
    assert len(sms_to(ningbo, person.phone)) == 3


def test_forgotten_password_is_reset_by_sms(ningbo, person, browser_at_home, visitor):
    sign_in(visitor, digits(person))

    response = browser_at_home.post("/account/password/reset/", {"phone": digits(person)})
    code = code_sent_to(ningbo, person.phone)
    done = browser_at_home.post(response["Location"], {"code": code, "password1": NEW_PASSWORD})

    assert done["Location"] == "/account/login/"
    assert not is_signed_in(visitor)  # whoever else was signed in
    sign_in(browser_at_home, digits(person))
    assert not is_signed_in(browser_at_home)
    sign_in(browser_at_home, digits(person), NEW_PASSWORD)
    assert is_signed_in(browser_at_home)


def test_reset_with_a_weak_password_keeps_the_code(ningbo, person, browser_at_home):
    browser_at_home.post("/account/password/reset/", {"phone": digits(person)})
    code = code_sent_to(ningbo, person.phone)
    weak = browser_at_home.post("/account/password/reset/code/", {"code": code, "password1": "12345678"})
    assert "password1" in weak.context["form"].errors
    done = browser_at_home.post("/account/password/reset/code/", {"code": code, "password1": NEW_PASSWORD})
    assert done.status_code == 302


def test_reset_code_wrong_three_times_is_dead(ningbo, person, browser_at_home):
    browser_at_home.post("/account/password/reset/", {"phone": digits(person)})
    code = code_sent_to(ningbo, person.phone)
    for _attempt in range(3):
        browser_at_home.post("/account/password/reset/code/", {"code": "x", "password1": NEW_PASSWORD})
    browser_at_home.post("/account/password/reset/code/", {"code": code, "password1": NEW_PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_reset_for_an_unknown_number_looks_the_same(ningbo, browser_at_home):
    response = browser_at_home.post("/account/password/reset/", {"phone": "15499999999"})
    assert response["Location"] == "/account/password/reset/code/"
    refused = browser_at_home.post(response["Location"], {"code": "", "password1": NEW_PASSWORD})
    assert refused.status_code == 200


def test_reset_does_not_reach_another_tenant(ningbo, other, browser_at_home):
    stranger = make_person(other)
    browser_at_home.post("/account/password/reset/", {"phone": digits(stranger)})
    assert "尚未注册" in sms_to(ningbo, stranger.phone)[0]


def test_changing_the_password_ends_the_other_sessions(person, browser_at_home, visitor):
    sign_in(browser_at_home, digits(person))
    sign_in(visitor, digits(person))
    answers = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert browser_at_home.post("/account/password/change/", answers).status_code == 302
    assert is_signed_in(browser_at_home)
    assert not is_signed_in(visitor)


def test_signing_out_everywhere_keeps_this_device(person, browser_at_home, visitor):
    sign_in(browser_at_home, digits(person))
    sign_in(visitor, digits(person))
    browser_at_home.post("/me/sign-out-everywhere/")
    assert is_signed_in(browser_at_home)
    assert not is_signed_in(visitor)


def test_signing_out_everywhere_ends_this_device_too_if_wanted(person, browser_at_home):
    sign_in(browser_at_home, digits(person))
    browser_at_home.post("/me/sign-out-everywhere/", {"this": "yes"})
    assert not is_signed_in(browser_at_home)


def test_disabling_ends_every_session(ningbo, person, browser_at_home):
    sign_in(browser_at_home, digits(person))
    with tenant_scope(ningbo):
        services.disable_person(person=person, by=make_user(ningbo, role="security"), reason="离职")
    assert not is_signed_in(browser_at_home)


def test_language_is_kept_with_the_person(person, browser_at_home, visitor):
    sign_in(browser_at_home, digits(person))
    browser_at_home.post("/account/language/", {"language": "en", "next": "/me/"})
    sign_in(visitor, digits(person))
    assert visitor.get("/me/")["Content-Language"] == "en"


def test_language_of_a_stranger_is_kept_in_the_browser(ningbo, visitor):
    response = visitor.post("/account/language/", {"language": "en", "next": "https://evil.example/"})
    assert response["Location"] == "/"
    assert visitor.get("/account/login/")["Content-Language"] == "en"


def test_who_has_never_chosen_keeps_what_they_chose_as_a_visitor(person, browser_at_home, visitor):
    browser_at_home.post("/account/language/", {"language": "en"})
    sign_in(browser_at_home, digits(person))
    person.refresh_from_db()
    assert person.language == "en"
    visitor.post("/account/language/", {"language": "zh-hans"})
    sign_in(visitor, digits(person))
    assert visitor.get("/me/")["Content-Language"] == "en"  # the person's own choice goes before a browser's


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en-GB,en;q=0.9", "en"), ("zh-TW,zh;q=0.9", "zh-hans"), ("de,en;q=0.8", "en"), ("", "zh-hans")],
)
def test_the_first_visit_is_in_the_browsers_language(ningbo, visitor, accepted, language):
    answer = visitor.get("/account/login/", headers={"accept-language": accepted})
    assert answer["Content-Language"] == language


def test_profile_shows_the_number_masked(person, browser_at_home):
    sign_in(browser_at_home, digits(person))
    page = browser_at_home.get("/me/").content.decode()
    assert person.id_number not in page
    assert "*" * 16 in page


def test_new_phone_counts_once_its_code_is_back(ningbo, person, browser_at_home):
    sign_in(browser_at_home, digits(person))
    browser_at_home.post("/account/phone/change/", {"phone": "15488888888"})
    person.refresh_from_db()
    assert person.phone != "+8615488888888"
    browser_at_home.post("/account/phone/verify/", {"code": code_sent_to(ningbo, "+8615488888888")})
    person.refresh_from_db()
    assert person.phone == "+8615488888888"
    assert person.phone_verified_at is not None


def test_phone_of_somebody_else_cannot_be_taken(ningbo, person, browser_at_home):
    neighbour = make_person(ningbo)
    sign_in(browser_at_home, digits(person))
    browser_at_home.post("/account/phone/change/", {"phone": digits(neighbour)})
    answer = browser_at_home.post("/account/phone/verify/", {"code": code_sent_to(ningbo, neighbour.phone)})
    assert answer.context["form"].errors["code"]


def test_second_factor_is_asked_for_and_its_secret_is_not_readable(person, browser_at_home):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    assert secret not in str(Authenticator.objects.get(user=person).data)

    response = sign_in(browser_at_home, digits(person))

    assert response["Location"] == "/account/2fa/authenticate/"
    assert browser_at_home.get(response["Location"]).status_code == 200
    assert not get_user(browser_at_home).is_authenticated


@pytest.mark.parametrize(
    "address",
    [
        "/account/logout/",
        "/account/password/change/",
        "/account/phone/change/",
        "/account/reauthenticate/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
    ],
)
def test_pages_of_ones_account_open(person, browser_at_home, address):
    sign_in(browser_at_home, digits(person))
    response = browser_at_home.get(address)
    while response.status_code == 302:
        response = browser_at_home.get(response["Location"])
    assert response.status_code == 200
    assert "style=" not in response.content.decode()
