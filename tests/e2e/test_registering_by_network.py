"""From a unit's first sign-in to the person who finds it: it registers, the bureau gives it its old accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from applications.models import SchemeVersion
from applications.services.drafts import start_application
from portal.calendar.models import ClockSetting
from portal.people.totp import enrol_totp
from review.services.setting_up import load_tenant
from tests.answering import answered
from tests.builders import make_person
from tests.departments import FOLDER, HOST, come, make_legal_person, make_officer, old_account
from tests.e2e.stage import IN_WINDOW, SECRET, Portal, Visitors, snap
from units.models import Unit


@pytest.fixture
def lakeside(transactional_db: None, live_server: Any, settings: Any) -> Iterator[Portal]:
    port = urlsplit(live_server.url).port
    settings.CLOCK_CAN_MOVE = True
    settings.PORTAL_ADDRESS = f"http://{{host}}:{port}"
    portal = Portal(f"http://{HOST}:{port}", load_tenant(FOLDER))
    portal.at(IN_WINDOW)
    with answered(), portal.scope():
        portal.people["account"] = make_legal_person(portal.tenant)
        portal.people["person"] = make_person(portal.tenant, name="市云帆")
        portal.people["bureau"] = make_officer(portal.tenant, "bureau")
        enrol_totp(person=portal.people["bureau"], secret=SECRET)
        old_account(unit_kind="university"), old_account("old2", name="湖滨大学附属医院")
        come(portal.people["account"])
        yield portal
    ClockSetting.objects.all().delete()


@pytest.fixture
def visitors(browser: Browser, lakeside: Portal) -> Iterator[Visitors]:
    visitors = Visitors(browser, lakeside)
    yield visitors
    visitors.leave()
    assert not visitors.complaints


@pytest.mark.requirement("HZ-14", "HZ-15", "HZ-18", "HZ-31", "HZ-32", "HZ-33")
def test_unit_registers_is_found_and_gets_its_old_account(lakeside: Portal, visitors: Visitors) -> None:
    person = _form_of(lakeside, visitors)
    _seek(person)
    expect(person.locator("li", has_text="没有找到。列表中没有您的单位")).to_be_visible()
    snap(person, "network-unit-not-found")
    _register(visitors.sign_in("account"))
    _seek(person)
    person.get_by_role("option", name="湖滨大学").click()
    expect(person.locator("[data-unit-name]")).to_have_text("湖滨大学")
    _decide(visitors.sign_in("bureau"))
    account = visitors.sign_in("account")
    account.goto("/units/")
    account.get_by_role("link", name="湖滨大学").click()
    snap(account, "network-unit")
    account.get_by_role("link", name="信息维护").click()
    expect(account.get_by_text("原系统的单位账号“old1”")).to_be_visible()
    snap(account, "network-unit-information")


def _form_of(lakeside: Portal, visitors: Visitors) -> Page:
    version, user = SchemeVersion.objects.get(key="recognition"), lakeside.people["person"]
    case = start_application(version=version, user=user, agreed=True, language="zh-hans")
    page = visitors.sign_in("person")
    page.goto(f"/cases/{case.public_id}/form/basics/")
    return page


def _seek(page: Page) -> None:
    page.get_by_label("工作单位").fill("")
    page.get_by_label("工作单位").fill("湖滨")


def _register(page: Page) -> None:
    snap(page, "network-home")
    page.goto("/units/")
    snap(page, "network-my-units")
    page.locator("header").get_by_role("link", name="单位工作台").click()
    expect(page.get_by_text("原系统中有 2 个单位账号")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    snap(page, "network-register")
    page.get_by_label("市教育局").check()
    page.get_by_label("高等院校").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("单位已开通")).to_be_visible()


def _decide(page: Page) -> None:
    page.locator("header").get_by_role("link", name="旧系统账号归属").click()
    snap(page, "old-accounts")
    page.locator("main").get_by_role("link", name="湖滨大学", exact=True).click()
    snap(page, "old-account")
    page.get_by_label("核实依据").first.fill("营业执照、公函〔2026〕1号")
    page.locator("#sure summary, summary:has-text('归入该单位')").first.click()
    snap(page, "give-old-account")
    page.get_by_role("dialog").get_by_role("button", name="归入该单位").click()
    expect(page.get_by_text("账号“old1”已归入湖滨大学")).to_be_visible()
    assert Unit.objects.get().legacy_accounts.get().account == "old1"
