"""The bureau's desk for accounts of the former site (HZ-18, HZ-19)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from portal.audit.models import Event
from portal.people.invented import invented_uscc
from portal.tenants.models import Tenant
from tests.builders import make_application, publish
from tests.departments import OTHER_USCC, USCC, browser_of, come, make_legal_person, make_officer, old_account
from tests.departments.fixtures import lakeside  # noqa: F401
from units.models import LegacyUnit, Unit

LIST = "/openings/old-accounts/"


@pytest.fixture
def desk(lakeside: Tenant) -> Client:  # noqa: F811
    return browser_of(make_officer(lakeside, "bureau"))


@pytest.fixture
def unit(lakeside: Tenant) -> Unit:  # noqa: F811
    return come(make_legal_person(lakeside))


@pytest.fixture
def pair(unit: Unit) -> tuple[LegacyUnit, LegacyUnit]:
    known = {"competent_department": "health", "unit_kind": "enterprise", "handler_mobile": "15400000041"}
    return old_account(**known), old_account("old2", name="湖滨大学附院")


def given(account: LegacyUnit, unit: str, reason: str = "营业执照、公函1号", seen: str = "") -> dict[str, str]:
    return {"decision": "give", "seen": seen, "give-unit": unit, "give-reason": reason}


@pytest.mark.requirement("HZ-18")
def test_bureau_sees_accounts_of_one_code_and_decides_on_each(lakeside, desk, unit, pair):  # noqa: F811
    first, second = pair
    case = make_application(lakeside, publish(lakeside), legacy_unit=first, state="approved")
    page = strip_tags(desk.get(LIST).content.decode())
    for words in ("湖滨大学附院", "old1", "old2", USCC, "旧系统账号归属"):
        assert words in page
    account = strip_tags(desk.get(f"{LIST}{first.public_id}/").content.decode())
    assert "市卫健委" in account
    assert "1 件" in account
    assert "15400000041" not in account  # a person's number by halves
    answer = desk.post(f"{LIST}{first.public_id}/", given(first, unit.uscc), follow=True)
    assert "账号“old1”已归入湖滨大学" in strip_tags(answer.content.decode())
    case.refresh_from_db()
    unit.refresh_from_db()
    assert (case.unit, unit.state) == (unit, "OPEN")
    assert Event.objects.get(action="legacy_unit.claimed").words == "营业执照、公函1号"
    aside = {"decision": "set_aside", "seen": "", "aside-reason": "系另一法人"}
    answer = desk.post(f"{LIST}{second.public_id}/", aside, follow=True)
    assert "不归入任何单位" in answer.content.decode()
    assert "没有等待决定的账号" in answer.content.decode()
    assert Event.objects.get(action="legacy_unit.set_aside").words == "系另一法人"


@pytest.mark.requirement("HZ-19")
def test_account_with_a_wrong_code_or_none_is_found_and_given_on_evidence(desk, unit):
    wrong, missing = old_account(uscc=OTHER_USCC), old_account("old2", uscc="")
    assert "没有等待决定的账号" in desk.get(LIST).content.decode()
    for sought, found in (("湖滨", 2), ("old2", 1), (OTHER_USCC, 1), ("别的", 0)):
        page = desk.get(LIST, {"q": sought}).content.decode()
        assert page.count(f'class="case-link" href="{LIST}') == found
    assert "没有找到未归入的账号" in desk.get(LIST, {"q": "别的"}).content.decode()
    for account in (wrong, missing):
        assert desk.post(f"{LIST}{account.public_id}/", given(account, "湖滨大学")).status_code == 302
        account.refresh_from_db()
        assert account.unit == unit


def test_what_is_missing_or_not_found_is_said_and_nothing_typed_is_lost(desk, unit, pair):
    account = pair[0]
    answer = desk.post(f"{LIST}{account.public_id}/", given(account, "湖滨学院", reason="公函甲"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "没有找到已用法人账号登录的这个单位" in page
    assert "湖滨学院" in page
    assert "公函甲" in page
    assert desk.post(f"{LIST}{account.public_id}/", given(account, unit.uscc, reason="")).status_code == 422
    aside = {"decision": "set_aside", "seen": "", "aside-reason": ""}
    assert desk.post(f"{LIST}{account.public_id}/", aside).status_code == 422
    account.refresh_from_db()
    assert account.unit is None


def test_stale_page_is_answered_with_who_and_when(lakeside, desk, unit, pair):  # noqa: F811
    address = f"{LIST}{pair[0].public_id}/"
    desk.post(address, given(pair[0], unit.uscc))
    colleague = browser_of(make_officer(lakeside, "bureau"))
    for posted in (given(pair[0], unit.uscc), {"decision": "set_aside", "seen": "", "aside-reason": "x"}):
        answer = colleague.post(address, posted)
        assert answer.status_code == 409
        assert "bureau审核 已于" in strip_tags(answer.content.decode())
    assert "归入“湖滨大学”" in strip_tags(colleague.get(address).content.decode())


@pytest.mark.parametrize("code", ["window", "education"])
def test_desk_is_the_bureaus_alone(lakeside, pair, code):  # noqa: F811
    client = browser_of(make_officer(lakeside, code))
    assert client.get(LIST).status_code == 404
    assert client.get(f"{LIST}{pair[0].public_id}/").status_code == 404
    assert "旧系统账号归属" not in client.get("/").content.decode()


def test_list_asks_the_same_number_of_queries_for_one_and_for_more(lakeside, desk, pair):  # noqa: F811
    desk.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        desk.get(LIST)
    for number in range(3):
        uscc = invented_uscc(8200 + number)
        come(make_legal_person(lakeside), uscc, f"单位{number}")
        old_account(f"a{number}", uscc), old_account(f"b{number}", uscc)
    with CaptureQueriesContext(connection) as many:
        page = desk.get(LIST).content.decode()
    assert "b2" in page
    assert len(many) == len(few)
