"""Turning to the other language in the middle of a form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders import make_tenant

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_switch_keeps_what_is_typed_and_forgets_it_afterwards(live_server: LiveServer, page: Page) -> None:
    make_tenant(region_code="330200")
    address = f"http://ningbo.localhost:{live_server.url.rsplit(':', 1)[1]}/verify/"
    page.goto(address)
    page.locator("[name=number]").fill("NBRC2026000001")
    page.locator("[name=name]").fill("陈秀强")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=number]")).to_have_value("NBRC2026000001")
    expect(page.locator("[name=name]")).to_have_value("陈秀强")
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=number]")).to_have_value("")
