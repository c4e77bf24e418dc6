"""自动获取 in a browser as small as a telephone: the page waits by itself, says why nothing came, and takes what comes."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from applications.fetching.standin import LocalDocuments
from portal.calendar.services import fill_calendar
from portal.tenants.scope import tenant_scope
from tests.applications.test_form_in_browser import address, sign_in
from tests.builders import NEARBY, make_tenant
from tests.e2e.stage import PHONE, slot, snap
from tests.fetching import HINT, Insured, make_insured

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beside(settings: Any) -> Iterator[None]:
    """Slow work is done beside the requests, as where nobody tests."""
    settings.IN_TESTS = False
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("beside-"):
            thread.join(20)


@pytest.fixture
def clock() -> None:
    """That of everybody: threads beside the test know no other."""


@pytest.fixture
def insured(live_server: LiveServer, documents: LocalDocuments) -> Insured:
    tenant = make_tenant(region_code="330200")
    with tenant_scope(tenant):
        fill_calendar(years=NEARBY)
        return make_insured(tenant, documents, seconds=2)


@pytest.mark.requirement("HZ-72", "HZ-73")
def test_the_button_fetches_and_a_failure_leaves_the_way_by_hand(
    live_server: LiveServer, insured: Insured, page: Page, beside: None
) -> None:
    url = address(live_server, insured.case, "attachments")
    sign_in(page.context, insured.person, url)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(url)
    place = slot(page, "insurance")
    button = place.get_by_role("button", name="自动获取")
    expect(place).to_contain_text(HINT)

    insured.documents.faults = {insured.number: "slow"}
    button.click()
    state = place.get_by_role("status")
    expect(state).to_contain_text("正在从“社保服务”获取")
    expect(state.get_by_role("button", name="刷新")).to_be_hidden()
    button.dispatch_event("click")  # asks nobody a second time
    expect(state).to_contain_text("自动获取失败：2 秒内没有得到答复。您可以自行上传，也可以稍后再试。")
    expect(place.locator("input[type=file]")).to_be_visible()
    assert len(insured.documents.asked) == 1
    snap(page, "fetch-failed")

    insured.documents.faults = {}
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    button.click()
    expect(state).to_contain_text("已自动获取")
    expect(place.locator("[data-file]")).to_contain_text("来源：社保服务，获取时间：")
    expect(place.get_by_role("link", name="参保证明.pdf")).to_be_visible()
    snap(page, "fetch-done")

    page.get_by_role("button", name="提交", exact=True).click()
    page.goto(url.split("/form/")[0])
    expect(page.locator(".submitted-slot")).to_contain_text("来源：社保服务，获取时间：")
    snap(page, "fetch-submitted")
