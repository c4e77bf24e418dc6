"""Where people are at home after signing in as a unit or as themselves, and how they go from one to the other."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.queries import current_versions
from portal.calendar import now
from portal.people.models import User
from portal.people.sign_in_models import SignInPage
from portal.people.totp import enrol_totp
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, Seat
from review.services.setting_up import load_tenant
from tests.applications.scheme.small import NINGBO
from tests.builders import make_person, make_unit, publish, sign_in
from tests.e2e.stage import SECRET, next_code
from tests.portal.people.acting import code_sent_to, make_sign_in_page, sign_in_as_member
from units.models import SchemeOpening, UnitAdministrator

pytestmark = pytest.mark.django_db
DESK, OWN, QUEUE = "/my-units/cases/", "/cases/", "/desk/"


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    with tenant_scope(load_tenant(NINGBO.parent)) as tenant:
        make_sign_in_page(tenant)
        yield tenant


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "ningbo.localhost"})


@pytest.fixture
def keeper(tenant: Tenant) -> User:
    keeper = make_person(tenant)
    make_unit(tenant, administrator=keeper)
    return keeper


def seated(tenant: Tenant, office: str, **fields: object) -> User:
    person = make_person(tenant, **fields)
    Seat.objects.create(office=Office.objects.get(code=office), user=person)
    enrol_totp(person=person, secret=SECRET)
    return person


def menu(browser: Client) -> str:
    text = browser.get("/me/").content.decode()
    return text[text.index('class="menu-panel"') : text.index("</details>")]


@pytest.mark.requirement("NX-11", "NX-12")
def test_oneself_finds_the_schemes_in_the_menu_at_the_name(tenant, browser):
    answer = sign_in_as_member(browser, make_person(tenant))
    assert answer["Location"] == OWN
    shown = menu(browser)
    assert f'<a href="/apply/recognition/">{title(tenant)}</a>' in shown
    assert "当前身份：个人" in shown
    assert "切换到" not in shown


def title(tenant: Tenant) -> str:
    return str(current_versions()[0].scheme.title.of("zh-hans"))


@pytest.mark.requirement("NX-15", "NX-17", "NX-118")
def test_a_units_administrator_finds_the_desk_under_the_schemes_name(tenant, keeper, browser):
    assert sign_in_as_member(browser, keeper, "unit")["Location"] == DESK
    shown = menu(browser)
    assert f'<a href="{DESK}">{title(tenant)}</a>' in shown
    assert "当前身份：单位" in shown
    assert "切换到个人" in shown


@pytest.mark.requirement("NX-17")
def test_a_scheme_that_offices_open_is_offered_to_units_it_is_opened_for(tenant, keeper, browser):
    publish(tenant, opened_for_units=True)
    sign_in_as_member(browser, keeper, "unit")
    assert title(tenant) not in menu(browser)
    unit = UnitAdministrator.objects.get(user=keeper).unit
    SchemeOpening.objects.create(unit=unit, scheme_key="recognition", opened_by=keeper, opened_at=now())
    assert title(tenant) in menu(browser)


@pytest.mark.requirement("NX-12")
def test_what_only_units_fill_in_is_not_offered_to_oneself(tenant, browser):
    publish(tenant, fills_in=("unit",))
    sign_in_as_member(browser, make_person(tenant))
    assert title(tenant) not in menu(browser)


@pytest.mark.requirement("NX-18", "NX-19", "NX-118")
@pytest.mark.parametrize("office", ["alliance-haishu", "municipal-window", "bureau"])
def test_who_handles_cases_signs_in_as_a_unit_and_lands_at_the_offices_desk(tenant, browser, office):
    reviewer = seated(tenant, office)
    assert sign_in_as_member(browser, reviewer, "unit")["Location"] == "/account/2fa/authenticate/"
    answer = browser.post("/account/2fa/authenticate/", {"code": next_code(reviewer)})
    assert answer["Location"] == QUEUE
    assert browser.get(QUEUE).status_code == 200


@pytest.mark.requirement("NX-19")
def test_an_offices_desk_comes_before_a_units(tenant, keeper, browser):
    Seat.objects.create(office=Office.objects.get(code="bureau"), user=keeper)
    assert sign_in_as_member(browser, keeper, "unit")["Location"] == QUEUE


@pytest.mark.requirement("NX-118")
def test_who_lost_the_seat_is_no_handling_user_any_more(tenant, browser):
    reviewer = seated(tenant, "bureau")
    Seat.objects.update(is_active=False)
    assert "mode" in sign_in_as_member(browser, reviewer, "unit").context["form"].errors


@pytest.mark.requirement("NX-12", "NX-17")
def test_one_goes_from_one_mode_to_the_other_and_back(tenant, keeper, browser):
    sign_in_as_member(browser, keeper)
    assert "切换到单位" in menu(browser)
    assert browser.post("/me/mode/", {"mode": "unit"})["Location"] == DESK
    assert "当前身份：单位" in menu(browser)
    assert browser.post("/me/mode/", {"mode": "person"})["Location"] == OWN
    assert "当前身份：个人" in menu(browser)


@pytest.mark.requirement("NX-14")
@pytest.mark.parametrize("mode", ["unit", "office", ""])
def test_nobody_switches_to_what_is_not_theirs(tenant, browser, mode):
    sign_in_as_member(browser, make_person(tenant))
    assert browser.post("/me/mode/", {"mode": mode})["Location"] == OWN
    assert "当前身份：个人" in menu(browser)
    words = "尚无单位权限" if mode == "unit" else "请选择"
    assert words in browser.post("/me/mode/", {"mode": mode}, follow=True).content.decode()


def test_a_code_by_sms_begins_with_oneself(tenant, keeper, browser):
    answer = browser.post("/account/login/code/", {"phone": keeper.phone})
    done = browser.post(answer["Location"], {"code": code_sent_to(tenant, keeper.phone)})
    assert done["Location"] == OWN
    assert "当前身份：个人" in menu(browser)


def test_a_tenant_without_modes_has_none_in_its_menu_and_asks_nothing_more(tenant, keeper, browser):
    SignInPage.objects.all().delete()
    sign_in(browser, keeper)
    assert "当前身份" not in menu(browser)
    assert browser.post("/me/mode/", {"mode": "unit"}).status_code == 404
    with CaptureQueriesContext(connection) as asked:
        browser.get("/me/")
    assert "signinpage" not in str(asked.captured_queries)


def test_the_menu_costs_the_same_for_many_schemes(tenant, browser):
    sign_in_as_member(browser, make_person(tenant))
    browser.get("/me/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/me/")
    for number in range(3):
        publish(tenant, scheme=f"other_{number}")
    with CaptureQueriesContext(connection) as many:
        browser.get("/me/")
    assert len(many) == len(one)
