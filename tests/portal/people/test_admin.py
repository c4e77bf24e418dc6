import pytest
from django.test import Client

from portal.audit.models import Event
from portal.people import services
from portal.people.invented import invented_phone
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests import builders
from tests.builders import PASSWORD, make_person
from tests.portal.people.acting import is_signed_in, sign_in

LIST = "/manage/people/user/"


@pytest.fixture
def desk(ningbo) -> Client:
    """The browser of a tenant's security administrator."""
    client = Client(headers={"host": "ningbo.localhost"})
    builders.sign_in(client, make_person(ningbo, name="安全管理员", role="security"))
    return client


def test_administration_asks_for_the_portals_own_sign_in(ningbo, browser_at_home):
    response = browser_at_home.get(LIST, follow=True)
    assert response.redirect_chain[-1][0].startswith("/account/login/")


def test_administration_is_closed_to_people_without_the_flag(person, browser_at_home):
    builders.sign_in(browser_at_home, person)
    assert browser_at_home.get(LIST, follow=True).status_code == 403


def test_administrator_sees_the_people_of_the_own_tenant_only(other, person, desk):
    stranger = make_person(other, name="外地人")
    page = desk.get(LIST).content.decode()
    assert person.name in page
    assert stranger.name not in page
    assert desk.get(f"{LIST}{stranger.pk}/change/").status_code == 302  # as for one who does not exist


def test_administrator_of_one_tenant_is_nobody_in_another(other, ningbo):
    elsewhere = Client(headers={"host": "elsewhere.localhost"})
    builders.sign_in(elsewhere, make_person(ningbo, is_staff=True))
    assert elsewhere.get(LIST).status_code == 302


def test_administrator_disables_an_account_at_once(ningbo, person, desk, browser_at_home):
    sign_in(browser_at_home, person.phone)
    desk.post(LIST, {"action": "disable", "_selected_action": [person.pk]})
    assert not is_signed_in(browser_at_home)
    with tenant_scope(ningbo):
        assert Event.objects.filter(action="person.disabled").count() == 1
    desk.post(LIST, {"action": "enable", "_selected_action": [person.pk]})
    sign_in(browser_at_home, person.phone)
    assert is_signed_in(browser_at_home)


def test_administrator_cannot_make_an_operator(person, desk):
    desk.post(
        f"{LIST}{person.pk}/change/",
        {"name": person.name, "phone": person.phone, "is_superuser": "on", "tenant": "", "is_staff": "on"},
    )
    person.refresh_from_db()
    assert not person.is_staff
    assert not person.is_superuser
    assert person.tenant is not None


def test_administrator_makes_an_account_for_an_official(ningbo, desk, browser_at_home):
    desk.post(f"{LIST}add/", {"name": "窗口甲", "login_name": "window-a", "phone": "", "password1": PASSWORD})
    assert User.objects.get(login_name="window-a").tenant == ningbo
    sign_in(browser_at_home, "window-a")
    assert is_signed_in(browser_at_home)


def test_administrator_changing_a_phone_makes_it_unverified(person, desk):
    desk.post(f"{LIST}{person.pk}/change/", {"name": person.name, "phone": "15477777777"})
    person.refresh_from_db()
    assert (person.phone, person.phone_verified_at) == ("+8615477777777", None)


def test_taken_phone_is_an_error_in_the_form(ningbo, person, desk):
    neighbour = make_person(ningbo)
    response = desk.post(f"{LIST}{person.pk}/change/", {"name": person.name, "phone": neighbour.phone})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


def test_nobody_is_deleted(person, desk):
    assert desk.post(f"{LIST}{person.pk}/delete/", {"post": "yes"}).status_code == 403


def test_administrator_sees_numbers_masked(person, desk):
    for address in (LIST, f"{LIST}{person.pk}/change/"):
        page = desk.get(address).content.decode()
        assert person.name in page
        assert person.phone.removeprefix("+86") not in page
        assert person.id_number not in page


def test_administrator_finds_a_person_by_the_whole_phone_which_stands_in_no_address(ningbo, person, desk):
    make_person(ningbo, name="另一人")
    found = desk.post(LIST, {"sought": person.phone.removeprefix("+86")})
    assert found["Location"] == f"{LIST}{person.pk}/change/"
    unknown = desk.post(LIST, {"sought": "15499999999"}, follow=True)
    assert "没有使用该手机号码的账号" in unknown.content.decode()
    page = desk.post(LIST, {"sought": "另一人"}, follow=True).content.decode()
    assert "另一人" in page
    assert f"{LIST}{person.pk}/" not in page


def test_administrator_changes_keeps_and_clears_a_phone(person, desk):
    address = f"{LIST}{person.pk}/change/"
    old = person.phone
    for sent, expected in (("", old), ("15400000777", "+8615400000777")):
        desk.post(address, {"name": person.name, "phone": sent})
        person.refresh_from_db()
        assert person.phone == expected
    desk.post(address, {"name": person.name, "phone": "", "forget_phone": "on"})
    person.refresh_from_db()
    assert person.phone is None
    assert User.objects.filter(pk=person.pk, phone_key=None).exists()


def test_administrator_is_told_of_a_phone_that_is_taken(ningbo, person, desk):
    holder = make_person(ningbo)
    answer = desk.post(f"{LIST}{person.pk}/change/", {"name": person.name, "phone": holder.phone})
    assert "该手机号码已被其他账号使用" in answer.content.decode()


@pytest.mark.requirement("CY-08")
def test_administrator_gives_another_number_to_whom_the_old_one_is_lost_and_it_is_on_record(ningbo, desk):
    """Who came in by a number alone has no name yet, and need not get one for that."""
    person, _is_new = services.find_or_register(phone=invented_phone(970))
    address = f"{LIST}{person.pk}/change/"
    assert "现以 154****0970 代替" in desk.get(address).content.decode()
    desk.post(address, {"name": "", "phone": invented_phone(971)})
    person.refresh_from_db()
    assert (person.phone, person.name) == ("+8615400000971", "154****0971")
    assert person.phone_verified_at is None
    event = Event.objects.get(action="person.managed")
    assert event.detail == {"fields": ["phone"]}
