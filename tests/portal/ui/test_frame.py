"""The frame of the pages in a browser: narrow screens, keyboard, and what axe finds."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from portal.tenants.services import save_page
from tests.builders import make_tenant

AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def address(transactional_db: None, live_server: LiveServer) -> str:
    tenant: Tenant = make_tenant(bureau_zh="人力资源和社会保障局", hotline="12333")
    with tenant_scope(tenant):
        save_page(key="about", title_zh="关于", body_zh="在这里申报。")
        save_page(
            key="help", title_zh="帮助", body_zh="- https://example.cn/a/very/long/address/that/does/not/break.exe"
        )
    return f"http://ningbo.localhost:{live_server.thread.port}"


def violations(page: Page) -> list[tuple[str, Any]]:
    # The page's own policy forbids scripts that are added, and rightly: this goes in beside it.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    return [(item["id"], [node["html"] for node in item["nodes"]]) for item in found]


@pytest.mark.parametrize("path", ["/", "/guide/", "/no/such/page"])
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", ["/", "/guide/", "/no/such/page"])
def test_axe_finds_nothing(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    assert violations(page) == []


def test_the_first_tab_offers_to_skip_the_menus(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_the_menu_of_a_phone_opens_by_its_button(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    entry = page.locator("#site-nav-items a").first
    assert not entry.is_visible()
    page.get_by_role("button", name="菜单").click()
    assert entry.is_visible()


def test_a_page_breaks_its_own_content_policy_nowhere(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.goto(f"{address}/guide/")
    assert complaints == []
