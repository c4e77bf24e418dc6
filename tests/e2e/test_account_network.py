"""Both sign-ins by an account network in a browser: to the upgrade and back, and out of both places at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from playwright.sync_api import Browser, Page, expect

from portal.network.local import LocalNetwork
from portal.tenants.scope import tenant_scope
from tests.answering import answered
from tests.e2e.stage import Portal, Visitors, snap
from tests.network.people import PASSWORD, individual, legal_person
from tests.network.portal import make_place


@pytest.fixture
def portal(transactional_db: None, live_server: Any, network: LocalNetwork) -> Iterator[Portal]:
    place = make_place(network, port=f":{urlsplit(live_server.url).port}")
    network.know(place.clients)
    network.let_in(
        [
            individual("basic", 42, name="何小满", level="basic"),
            legal_person("works", 43, unit_name="望江精密机械厂"),
        ]
    )
    with answered(), tenant_scope(place.tenant):
        yield Portal(place.address, place.tenant)


@pytest.fixture
def comers(browser: Browser, portal: Portal) -> Iterator[Visitors]:
    visitors = Visitors(browser, portal)
    yield visitors
    visitors.leave()
    assert not visitors.complaints


@pytest.mark.requirement("HZ-04", "HZ-05", "HZ-06", "HZ-09", "HZ-10", "HZ-11", "HZ-21", "HZ-22", "HZ-23")
def test_person_and_unit_sign_in_by_the_network(portal: Portal, comers: Visitors, network: LocalNetwork) -> None:
    page = comers.come()
    page.goto("/")
    page.locator("header").get_by_role("link", name="登录").click()
    snap(page, "network-sign-in")
    page.get_by_role("link", name="个人账号登录").first.click()
    _give_password(page, "basic")
    expect(page).to_have_url(re.compile(r"/upgrade\?return_to="))
    _give_password(page, "basic")
    _is_greeted(page, "你好, *小满", "[个人账号]")
    snap(page, "network-home")
    page.goto("/me/")
    snap(page, "network-profile")

    other = comers.come()
    other.goto("/account/login/")
    other.get_by_role("link", name="个人账号登录").first.click()
    _give_password(other, "basic")
    _is_greeted(other, "你好, *小满", "[个人账号]")

    _sign_out(page)
    expect(page).to_have_url(re.compile(f"^{portal.url}/$"))
    expect(page.locator("header").get_by_role("link", name="登录")).to_be_visible()
    other.goto("/me/")  # the network has told the portal that the account has left
    expect(other).to_have_url(re.compile("/account/login/"))

    page.goto("/account/login/")
    page.get_by_role("link", name="法人账号登录").first.click()
    _give_password(page, "works")
    _is_greeted(page, "你好, 望江精密机械厂", "[法人账号]")
    page.goto("/me/")
    snap(page, "network-profile-unit")
    page.goto("/account/network/person/callback/?code=x&state=y")
    snap(page, "network-failed")
    network.stop()
    caches["process"].clear()
    _sign_out(page)
    expect(page.get_by_role("heading", name="已退出本门户")).to_be_visible()
    snap(page, "network-left-here")


def test_without_scripts_faults_are_said_plainly(portal: Portal, comers: Visitors, network: LocalNetwork) -> None:
    page = comers.come(scripts=False)
    page.goto("/account/network/person/callback/?code=x&state=y")
    expect(page.get_by_role("heading", name="登录没有完成")).to_be_visible()
    page.get_by_role("link", name="重新登录").click()
    page.get_by_role("link", name="法人账号登录").first.click()
    _give_password(page, "works")
    _is_greeted(page, "你好, 望江精密机械厂", "[法人账号]")
    _sign_out(page)
    expect(page).to_have_url(re.compile(f"^{portal.url}/$"))


def _give_password(page: Page, account: str) -> None:
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main button").first.click()


def _is_greeted(page: Page, name: str, kind: str) -> None:
    expect(page.locator("header .greeting")).to_contain_text(name)
    expect(page.locator("header .account-kind")).to_have_text(kind)


def _sign_out(page: Page) -> None:
    page.locator("header .menu summary").click()
    page.get_by_role("button", name="退出", exact=True).click()
