"""The network's pages as the demonstration shows them, with accounts to pick, in Chromium."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from portal.network.local import LocalNetwork
from tests.e2e.stage import snap
from tests.network.asking import Asking
from tests.network.people import client_of, individual, legal_person

PEOPLE = [
    individual("ready", 1, name="周之远", note="可以备案"),
    individual("basic", 2, name="周之远", level="basic"),
    legal_person("unit", 3, unit_name="一家名字很长的智能装备与新材料技术股份有限公司"),
]


@pytest.fixture
def listing() -> Iterator[LocalNetwork]:
    with LocalNetwork(PEOPLE, [], list_people=True, name="某省账号网络（演示）") as network:
        yield network


def test_a_visitor_picks_accounts_of_both_kinds_raises_one_and_leaves(listing: LocalNetwork, page: Page) -> None:
    home = f"http://portal.localhost:{listing.port}"  # where something answers, no matter what
    person, unit = Asking(listing.issuer, "person", home), Asking(listing.issuer, "unit", home)
    listing.know([person.client, client_of("unit", home)])

    page.goto(person.url())
    expect(page.get_by_text("不是真实的账号网络")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(2)  # individuals only
    snap(page, "network-sign-in")
    page.get_by_role("textbox", name="账号").fill("unit")
    page.get_by_role("textbox", name="密码").fill(PEOPLE[2]["password"])
    page.get_by_role("button", name="个人登录").click()
    expect(page.get_by_role("alert")).to_contain_text("选择“法人账号登录”")
    expect(page.get_by_role("textbox", name="账号")).to_have_value("unit")
    snap(page, "network-other-kind")
    page.get_by_role("button", name="用此账号登录：周之远（ready）").click()
    page.wait_for_url(f"{home}/callback/person/?code=*")

    page.goto(unit.url())
    page.get_by_role("button", name="用此账号登录：一家").click()
    page.wait_for_url(f"{home}/callback/unit/?code=*")

    page.goto(f"{listing.issuer}/upgrade?return_to={quote(home + '/again/')}")
    expect(page.get_by_role("listitem")).to_have_count(1)  # who can be raised
    snap(page, "network-upgrade")
    page.get_by_role("button", name="升级此账号：周之远（basic）").click()
    page.wait_for_url(f"{home}/again/")

    page.goto(f"{listing.issuer}/register")
    expect(page.get_by_role("listitem")).to_have_count(3)
    expect(page.get_by_text("未通过高级实名")).to_have_count(0)
    snap(page, "network-register")
    page.goto(f"{listing.issuer}/session/end")
    expect(page.get_by_text(PEOPLE[2]["unit_name"])).to_be_visible()
    snap(page, "network-sign-out")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="已退出登录")).to_be_visible()
    snap(page, "network-signed-out")
