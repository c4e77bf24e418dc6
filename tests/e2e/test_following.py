"""After approval, in a browser: the list is handed on, results are recorded, the unit reads them beside what it declared before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from applications.services.legacy import import_legacy
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests.applications.tables.legacy import csv_file, row
from tests.builders import make_person, make_tenant, make_unit, sign_in
from tests.e2e.stage import Portal, Visitors, snap
from tests.following import approved, officer_of, publish_following

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def portal(transactional_db: None, live_server: Any) -> Iterator[Portal]:
    """Three approved cases of a unit that declared two people on a former site."""
    tenant = make_tenant("following", region_code="110100")
    portal = Portal(f"http://following.localhost:{urlsplit(live_server.url).port}", tenant)
    with portal.scope():
        version = publish_following(tenant)
        keeper = make_person(tenant, name="经办人")
        portal.people = {"keeper": keeper, "officer": officer_of(tenant, name="丁人才")}
        unit = make_unit(tenant, "某某科技（集团）股份有限公司研究院", administrator=keeper)
        for name in ("欧阳引进", "甲引进", "乙引进"):
            approved(version, unit, name, round="2026")
        old = (row(7_400_000 + number, 统一社会信用代码=unit.uscc) for number in (1, 2))
        import_legacy(scheme_key="introduction", file=csv_file(*old), columns={})
        yield portal


@pytest.fixture
def visitors(browser: Browser, portal: Portal) -> Iterator[Visitors]:
    visitors = Visitors(browser, portal)
    yield visitors
    visitors.leave()
    assert not visitors.complaints


def _come(visitors: Visitors, who: str) -> Page:
    """Let somebody come who has signed in already."""
    page = visitors.come()
    cookie = _session_of(visitors.portal, visitors.portal.people[who])
    page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": cookie, "url": visitors.portal.url}])
    return page


def _session_of(portal: Portal, user: User) -> str:
    client = Client(headers={"host": urlsplit(portal.url).netloc})
    with tenant_scope(portal.tenant):
        sign_in(client, user)
    return str(client.cookies[configured.SESSION_COOKIE_NAME].value)


@pytest.mark.requirement("CY-42", "CY-74", "CY-75", "CY-76")
def test_list_is_handed_on_results_are_recorded_and_the_unit_reads_them(visitors: Visitors) -> None:
    office = _come(visitors, "officer")
    office.goto("/")
    office.get_by_role("link", name="上报与结果").first.click()
    office.get_by_label("上报", exact=True).select_option("未上报的")
    office.get_by_role("button", name="筛选").click()
    office.get_by_role("button", name="导出名单并记为已上报").click()
    expect(office.get_by_text("已生成第 1 批名单（3 人）")).to_be_visible()
    snap(office, "handed-on-lists")
    with office.expect_download() as download:
        office.get_by_role("link", name="下载").click()
    assert download.value.suggested_filename.startswith("上报与结果-1-")
    office.get_by_role("link", name="名单", exact=True).click()
    office.get_by_label("选择 甲引进").check()
    office.get_by_label("选择 乙引进").check()
    office.get_by_role("radio", name="已列入拟引进名单").check()
    office.get_by_label("说明").fill("市人才〔2026〕1 号")
    snap(office, "follow-up")
    office.get_by_role("button", name="记录所选人员的结果").click()
    expect(office.get_by_text("已记录 2 人的结果")).to_be_visible()
    _the_unit_reads(_come(visitors, "keeper"))


def _the_unit_reads(unit: Page) -> None:
    unit.goto("/my-units/cases/?list=all")
    expect(unit.get_by_role("row", name="甲引进")).to_contain_text("已列入拟引进名单")
    snap(unit, "unit-desk-with-results")
    unit.get_by_role("link", name="甲引进", exact=True).click()
    expect(unit.locator(".page-head").first).to_contain_text("已列入拟引进名单")
    snap(unit, "case-with-result")
    unit.goto("/my-units/cases/?list=all")
    unit.get_by_role("link", name="旧系统记录（2）").click()
    unit.get_by_text("查看 旧1").click()
    expect(unit.locator("details[open] dd")).to_have_text("机械")
    snap(unit, "unit-legacy")
    unit.get_by_role("button", name="据此申报 旧1").click()
    expect(unit.get_by_label("姓名")).to_have_value("旧1")
    snap(unit, "unit-legacy-begun")
