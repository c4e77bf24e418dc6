import datetime as dt

import pytest
from django.test import Client
from stdnum.cn import ric

from portal.audit.models import Event
from portal.people.choices import IdType, Sex
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.people.policies import may_submit_reason
from portal.people.queries import person_by_phone
from portal.tenants.scope import tenant_scope
from tests.portal.people.acting import code_sent_to, is_signed_in, register, registration, sms_to

PHONE = f"+86{invented_phone(900)}"


def with_check_digit(body):
    return body + ric.calc_check_digit(body + "0")


def errors_of(response):
    assert response.status_code == 200, response
    return response.context["form"].errors


@pytest.mark.requirement("NB-02", "NB-03", "NB-05")
def test_registration_signs_in_at_once(ningbo, browser_at_home):
    response = register(browser_at_home)

    assert response.status_code == 302
    assert response["Location"].startswith("/account/phone/verify/")
    assert is_signed_in(browser_at_home)
    person = User.objects.get(tenant=ningbo)
    assert (person.name, person.phone, person.phone_verified_at) == ("欧阳娜", PHONE, None)
    assert person.birth_date is not None
    with tenant_scope(ningbo):
        assert Event.objects.filter(action="person.registered", actor=person).exists()


def test_registration_goes_on_where_it_was_asked_for(ningbo, browser_at_home):
    browser_at_home.post("/account/signup/", registration(next="/units/request/"))
    page = browser_at_home.get("/account/phone/verify/?next=/units/request/")
    assert page.context["later_url"] == "/units/request/"


def test_code_page_leads_nowhere_else(ningbo, browser_at_home):
    register(browser_at_home)
    page = browser_at_home.get("/account/phone/verify/?next=https://evil.example/")
    assert page.context["later_url"] == "/"


def test_phone_code_verifies_the_phone_and_allows_to_submit(ningbo, browser_at_home):
    register(browser_at_home)
    person = User.objects.get(tenant=ningbo)
    assert may_submit_reason(person)

    browser_at_home.post("/account/phone/verify/", {"code": code_sent_to(ningbo, PHONE)})

    person.refresh_from_db()
    assert person.phone_verified_at is not None
    assert may_submit_reason(person) is None


def test_phone_code_wrong_three_times_is_dead(ningbo, browser_at_home):
    register(browser_at_home)
    code = code_sent_to(ningbo, PHONE)
    wrong = "000000" if code != "000000" else "111111"
    for _attempt in range(3):
        browser_at_home.post("/account/phone/verify/", {"code": wrong})
    browser_at_home.post("/account/phone/verify/", {"code": code})
    assert User.objects.get(tenant=ningbo).phone_verified_at is None


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (invented_id_number(900)[:17] + ("0" if invented_id_number(900)[17] != "0" else "1"), "校验位"),
        (with_check_digit("33999919900230002"), "不是真实的日期"),
        (with_check_digit("33999920900101002"), "晚于今天"),
        ("33999919900101", "18 位"),
    ],
)
def test_registration_with_an_impossible_number_is_refused_in_words(ningbo, browser_at_home, number, reason):
    response = register(browser_at_home, id_number=number)
    assert reason in errors_of(response)["id_number"][0]
    assert not User.objects.filter(tenant=ningbo).exists()
    assert response.context["form"]["name"].value() == "欧阳娜"  # the rest is still there


def test_registration_with_the_other_sex_is_refused(ningbo, browser_at_home):
    assert "id_number" in errors_of(register(browser_at_home, sex=Sex.MALE))


@pytest.mark.parametrize(
    "document",
    [
        {"id_type": IdType.HKMO_PERMIT, "id_number": "H12345678"},
        {"id_type": IdType.TW_PERMIT, "id_number": "12345678"},
        {"id_type": IdType.FOREIGN_PASSPORT, "id_number": "AB1234567"},
        {"id_type": IdType.CN_PASSPORT, "id_number": "EA1234567"},
        {"id_type": IdType.FPR_CARD, "id_number": "USA123456789012"},
    ],
)
def test_registration_with_another_document(ningbo, browser_at_home, document):
    register(browser_at_home, birth_date="1980-05-06", **document)
    person = User.objects.get(tenant=ningbo)
    assert (person.id_number, person.birth_date) == (document["id_number"], dt.date(1980, 5, 6))


@pytest.mark.parametrize("written", ["154 0000 0900", "+86 154-0000-0900", "１５４０００００９００", "008615400000900"])
def test_phone_is_stored_in_one_form(ningbo, browser_at_home, written):
    register(browser_at_home, phone=written)
    assert User.objects.get(tenant=ningbo).phone == PHONE


@pytest.mark.parametrize("number", ["12345", "abc", "10000000000"])
def test_registration_with_a_bad_phone_is_refused(ningbo, browser_at_home, number):
    assert "phone" in errors_of(register(browser_at_home, phone=number))


@pytest.mark.parametrize("password", ["short1!", "12345678", "password", "15400000900"])
def test_registration_with_a_weak_password_is_refused(ningbo, browser_at_home, password):
    assert "password1" in errors_of(register(browser_at_home, password1=password))


@pytest.mark.parametrize("taken", [{"phone": invented_phone(900)}, {"id_number": invented_id_number(900)}])
def test_taken_phone_or_document_is_told_by_sms_only(ningbo, browser_at_home, visitor, taken):
    register(visitor)

    response = register(browser_at_home, 902, password1="Another-Horse-7", **taken)

    assert response.status_code == 302
    assert response["Location"].startswith("/account/phone/verify/")
    assert not is_signed_in(browser_at_home)
    assert User.objects.filter(tenant=ningbo).count() == 1


def test_taken_document_sms_says_so(ningbo, browser_at_home, visitor):
    register(visitor)
    register(browser_at_home, phone=invented_phone(950), password1="Another-Horse-7")
    assert "已经注册" in sms_to(ningbo, f"+86{invented_phone(950)}")[0]


def test_registering_twice_with_the_same_password_signs_in(ningbo, browser_at_home, visitor):
    register(visitor)
    register(browser_at_home)
    assert is_signed_in(browser_at_home)
    assert User.objects.filter(tenant=ningbo).count() == 1


def test_same_person_registers_in_two_tenants(ningbo, other, browser_at_home):
    register(browser_at_home)
    register(Client(headers={"host": "elsewhere.localhost"}))
    for tenant in (ningbo, other):
        with tenant_scope(tenant):
            assert person_by_phone(PHONE)


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "𠮷䶮", "㛃㼆", "Anne-Marie O’Neill", "Ş̌erif"])
def test_names_of_any_script_are_accepted(ningbo, browser_at_home, name):
    register(browser_at_home, name=name)
    assert User.objects.get(tenant=ningbo).name == name


def test_script_in_a_name_comes_out_harmless(ningbo, browser_at_home):
    register(browser_at_home, name="<script>alert(1)</script>")
    page = browser_at_home.get("/me/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["张\x07三", "张\u202e三", "张\ue863三", "   ", "。。"])
def test_name_that_cannot_be_printed_is_refused(ningbo, browser_at_home, name):
    assert "name" in errors_of(register(browser_at_home, name=name))


def test_too_many_registrations_from_one_address_are_stopped(ningbo, browser_at_home):
    answers = [register(browser_at_home, phone="bad").status_code for _attempt in range(21)]
    assert answers[-1] == 429


@pytest.mark.requirement("NB-02", "NB-04")
def test_sign_in_pages_are_in_both_languages(ningbo, browser_at_home):
    assert "注册个人账号" in browser_at_home.get("/account/signup/").content.decode()
    english = browser_at_home.get("/account/login/", headers={"accept-language": "en"})
    assert english["Content-Language"] == "en"
