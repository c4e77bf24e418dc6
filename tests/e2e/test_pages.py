"""The pages that no journey passes by: each fits a phone, and keeps nobody out (axe)."""

from __future__ import annotations

import pytest

from tests.builders import make_unit
from tests.e2e.cases import make_case
from tests.e2e.stage import Portal, Visitors, snap

PAGES = {
    "": {
        "login": "/account/login/",
        "password-forgotten": "/account/password/reset/",
        "guide": "/guide/",
        "verify": "/verify/",
        "verify-unknown": "/verify/AAAAAAAAAAAAAAAAAAAAAA/",
        "publicity-empty": "/publicity/",
        "not-found": "/no-such-page/",
    },
    "applicant": {
        "profile": "/me/",
        "password-change": "/account/password/change/",
        "second-factor": "/account/2fa/",
        "unit-request": "/units/request/",
        "inbox-first": "/notices/",
    },
    "keeper": {"units": "/units/"},
    "window": {
        "waiting": "/desk/waiting/",
        "overview": "/desk/overview/",
        "openings": "/openings/",
        "opening-new": "/openings/new/",
    },
    "bureau": {"blacklist": "/bureau/blacklist/", "queue-empty": "/desk/"},
}


@pytest.mark.parametrize("who", PAGES)
def test_a_page_fits_a_phone_and_keeps_nobody_out(ningbo: Portal, visitors: Visitors, who: str) -> None:
    make_case(ningbo, until="originals_check")
    make_unit(ningbo.tenant, "宁波市奉化区松岙镇中心卫生院", administrator=ningbo.people["applicant"])
    page = visitors.sign_in(who) if who else visitors.come()
    for name, address in PAGES[who].items():
        page.goto(address)
        snap(page, name)


def test_the_menu_of_a_phone_opens(ningbo: Portal, visitors: Visitors) -> None:
    page = visitors.sign_in("window")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="菜单").click()
    page.get_by_role("link", name="审核工作台").click()
    page.locator("header .menu summary").click()
    snap(page, "menu-open")
