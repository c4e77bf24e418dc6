"""Name and document of an account that was opened by a number alone: 人才认证 (CY-11, CY-21)."""

import pytest
from django.test import Client

from portal.audit.models import Event
from portal.people import services
from portal.people.choices import IdType
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.people.policies import may_submit_reason
from portal.policy import Refused
from portal.tenants.scope import tenant_scope
from tests import builders
from tests.builders import make_person, make_user
from tests.portal.people.acting import come_in, make_one_form

PAGE, NAME = "/me/identity/", "/me/name/"
PHONE = invented_phone(950)
NUMBER = invented_id_number(950)
ANSWERS = {"name": "欧阳娜", "id_type": "CN_ID", "id_number": NUMBER, "sex": "2"}


@pytest.fixture
def newcomer(ningbo, browser_at_home) -> Client:
    """The browser of somebody who has just registered by their number."""
    make_one_form(ningbo)
    come_in(browser_at_home, ningbo, PHONE)
    return browser_at_home


def person_here(tenant):
    return User.objects.get(tenant=tenant, phone__isnull=False, login_name=None)


@pytest.mark.requirement("CY-11", "CY-21")
def test_name_and_document_are_stated_once_and_shown_masked(newcomer, ningbo):
    newcomer.get("/")
    shown = newcomer.get(PAGE).content.decode()
    assert "不能进入单位申报的后续环节" in shown
    assert "154****0950" not in shown.partition("<main")[2]
    assert newcomer.post(PAGE, ANSWERS | {"id_number": f" {NUMBER.lower()} "})["Location"] == "/me/"
    person = person_here(ningbo)
    assert (person.name, person.id_type, person.id_number, person.sex) == ("欧阳娜", "CN_ID", NUMBER, "2")
    assert person.birth_date is not None
    text = newcomer.get(PAGE).content.decode()
    for words in ("已通过", "*阳娜", f"{NUMBER[0]}{'*' * 16}{NUMBER[-1]}", "不能自行修改"):
        assert words in text
    assert NUMBER not in text
    event = Event.objects.get(action="person.identified")
    assert (event.actor, event.detail) == (person, {"id_type": "CN_ID"})


@pytest.mark.requirement("CY-11")
def test_what_is_stated_cannot_be_changed_by_oneself(newcomer, ningbo):
    newcomer.post(PAGE, ANSWERS)
    answer = newcomer.post(PAGE, ANSWERS | {"name": "欧阳丽"})
    assert answer.status_code == 409
    assert "不能自行修改" in answer.content.decode()
    assert person_here(ningbo).name == "欧阳娜"
    with pytest.raises(Refused, match="不能自行修改"):
        services.state_identity(person=person_here(ningbo), **ANSWERS)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"id_number": NUMBER[:16]}, "id_number", "应为 18 位"),
        ({"id_number": f"{NUMBER[:17]}{'0' if NUMBER[17] != '0' else '1'}"}, "id_number", "校验位不符"),
        ({"sex": "1"}, "id_number", "性别与证件号码不一致"),
        ({"id_type": "CN_PASSPORT"}, "id_number", "护照号码应为"),
        ({"name": "12345"}, "name", "请填写姓名"),
        ({"name": ""}, "name", ""),
    ],
)
def test_what_is_wrong_is_told_beside_what_was_typed(newcomer, ningbo, changes, field, words):
    answer = newcomer.post(PAGE, ANSWERS | changes)
    assert words in str(answer.context["form"].errors[field])
    assert f'value="{(ANSWERS | changes)["id_number"]}"' in answer.content.decode()
    assert person_here(ningbo).id_number == ""


@pytest.mark.parametrize("entered", [True, False])
def test_a_document_that_somebody_has_is_refused_and_the_refusal_is_on_record(newcomer, ningbo, entered):
    if entered:
        with tenant_scope(ningbo):
            by = make_user(ningbo, login_name="office")
            services.enter_person(name="欧阳娜", id_type=IdType.CN_ID, id_number=NUMBER, by=by)
    else:
        make_person(ningbo, id_number=NUMBER, login_name="first")
    answer = newcomer.post(PAGE, ANSWERS)
    assert "不能登记到此账号" in str(answer.context["form"].non_field_errors())
    assert f'value="{NUMBER}"' in answer.content.decode()
    assert Event.objects.filter(action="access.refused").exists()


def test_the_same_document_at_another_portal_is_no_matter(newcomer, ningbo, other):
    make_person(other, id_number=NUMBER)
    assert newcomer.post(PAGE, ANSWERS).status_code == 302


def test_nobody_tries_one_document_after_the_other(newcomer, ningbo):
    make_person(ningbo, id_number=NUMBER, login_name="first")
    answers = [newcomer.post(PAGE, ANSWERS) for _number in range(11)]
    assert "一小时后再试" in str(answers[10].context["form"].non_field_errors())


@pytest.mark.requirement("CY-21")
def test_without_a_document_nothing_of_ones_own_is_submitted_and_the_reason_says_where(newcomer, ningbo):
    assert "人才认证" in may_submit_reason(person_here(ningbo))
    newcomer.post(PAGE, ANSWERS)
    assert may_submit_reason(person_here(ningbo)) is None


# --- a name alone


@pytest.mark.requirement("CY-10")
def test_a_name_takes_the_place_of_the_masked_number(newcomer, ningbo):
    assert 'href="/me/name/"' in newcomer.get("/me/").content.decode()
    assert "姓名" in str(newcomer.post(NAME, {"name": "138"}).context["form"].errors["name"])
    assert newcomer.post(NAME, {"name": " 张 三丰 "})["Location"] == "/me/"
    assert person_here(ningbo).name == "张 三丰"
    home = newcomer.get("/me/").content.decode()
    assert "张 三丰" in home
    assert 'href="/me/name/"' not in home
    assert newcomer.get(NAME)["Location"] == "/me/"
    assert newcomer.post(NAME, {"name": "李四"}).status_code == 409
    assert newcomer.get(PAGE).context["form"]["name"].value() == "张 三丰"


def test_the_masked_number_follows_the_number(newcomer, ningbo):
    services.change_phone(person=person_here(ningbo), phone=invented_phone(951), verified=True)
    assert person_here(ningbo).name == "154****0951"


@pytest.mark.parametrize("facts", [{"login_name": "window-a"}, {"role": "system", "login_name": None}])
def test_whom_the_bureau_has_set_up_does_not_name_themselves(ningbo, browser_at_home, facts):
    official = make_user(ningbo, **facts)
    builders.sign_in(browser_at_home, official)
    assert "由安全管理员维护" in browser_at_home.get(PAGE).content.decode()
    assert browser_at_home.post(PAGE, ANSWERS).status_code == 409
    assert 'href="/me/identity/"' not in browser_at_home.get("/me/").content.decode()


def test_elsewhere_who_has_a_document_is_not_asked(ningbo, person, browser_at_home):
    builders.sign_in(browser_at_home, person)
    text = browser_at_home.get("/me/").content.decode()
    assert 'href="/me/identity/"' not in text
    assert "centre-nav" not in text
    assert "已通过" in browser_at_home.get(PAGE).content.decode()
