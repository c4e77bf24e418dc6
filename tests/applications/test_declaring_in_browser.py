"""What a unit sees while it declares a person: steps that open, the blank, and as many files as it says."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.calendar import set_clock
from portal.calendar.services import fill_calendar
from portal.tenants.scope import tenant_scope
from tests.applications.conftest import MORNING
from tests.applications.test_form_in_browser import address, sign_in
from tests.builders import make_tenant
from tests.e2e.stage import slot, snap
from tests.yearly import make_yearly

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("CY-50", "CY-54", "CY-56", "CY-60")
def test_slots_tell_what_belongs_into_them(live_server: LiveServer, page: Page) -> None:
    tenant = make_tenant(region_code="330200")
    with set_clock(MORNING), tenant_scope(tenant):
        fill_calendar()
        world = make_yearly(tenant)
        case = world.declare()
        world.put(case, "insurance", "扫描件.jpg")
    url = address(live_server, case, "grounds")
    sign_in(page.context, world.keeper, url)
    page.goto(url)

    steps = slot(page, "insurance").get_by_text("“缴费起始年月”选择2021年1月")
    expect(steps).to_be_hidden()
    slot(page, "insurance").get_by_text("如何取得这份材料").click()
    expect(steps).to_be_visible()

    pledge = slot(page, "pledge").get_by_role("link", name="下载空白表：诚信声明")
    fetched = "async url => { const file = await fetch(url); return [file.status, file.headers.get('content-type')]; }"
    assert page.evaluate(fetched, pledge.get_attribute("href")) == [200, "application/pdf"]

    # Several grounds call for the evidence of each; the words follow what is typed.
    expect(slot(page, "patent_proofs")).to_be_hidden()
    page.get_by_label("发明专利", exact=True).check()
    page.get_by_label("融资").check()
    expect(slot(page, "financing_proofs")).to_contain_text("至少 2 份")
    expect(slot(page, "patent_proofs")).to_be_visible()
    expect(slot(page, "patent_proofs").locator("[data-at-least]")).to_be_hidden()
    page.get_by_label("发明专利数量").fill("3")
    page.get_by_label("发明专利数量").blur()
    expect(slot(page, "patent_proofs")).to_contain_text("至少 3 份")
    page.get_by_label("融资").uncheck()
    expect(slot(page, "financing_proofs")).to_be_hidden()
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    snap(page, "declaration-slots")
    page.goto(address(live_server, case, "basics"))
    snap(page, "declaration-basics")
