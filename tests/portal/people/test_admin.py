import pytest
from django.test import Client

from portal.audit.models import Event
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests import builders
from tests.builders import PASSWORD, make_person
from tests.portal.people.acting import is_signed_in, sign_in

LIST = "/manage/people/user/"


@pytest.fixture
def desk(ningbo) -> Client:
    """The browser of a tenant administrator."""
    client = Client(headers={"host": "ningbo.localhost"})
    builders.sign_in(client, make_person(ningbo, name="门户管理员", is_staff=True))
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
    assert person.is_staff
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
