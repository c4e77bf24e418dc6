"""Nothing typed is lost: not when the browser is killed, not when the session ends on the server."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from portal.people.models import User
from portal.sealing.sessions import SessionStore
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.e2e.long_form import make_record
from tests.e2e.members import come_in, session_cookie, sign_in_member
from tests.e2e.stage import Portal, Visitors, snap


def test_a_killed_browser_loses_nothing_that_was_typed(ningxia: Portal, browser: Browser, tmp_path: Path) -> None:
    """Killed a moment after the last key, before anything of it was sent, and opened again with the same profile."""
    case, record = make_record(ningxia, "projects")
    address = f"/cases/{case.public_id}/form/projects/{record}/"
    with own_browser(browser, ningxia, tmp_path) as page:
        come_in(page, ningxia.people["talent"]).goto(address)
        page.wait_for_load_state()
        page.keyboard.type("示例水厂改造")
        page.get_by_label("项目描述").focus()
        page.keyboard.type("改造示例水厂的处理工艺，降低能耗。")
        page.wait_for_timeout(100)
        kill(tmp_path)
    with own_browser(browser, ningxia, tmp_path) as page:
        come_in(page, ningxia.people["talent"]).goto(address)
        expect(page.get_by_label("项目名称")).to_have_value("示例水厂改造")
        expect(page.get_by_label("项目描述")).to_have_value("改造示例水厂的处理工艺，降低能耗。")
        expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    case.refresh_from_db()
    kept = case.answers["projects"][0]
    assert (kept["name"], kept["description"]) == ("示例水厂改造", "改造示例水厂的处理工艺，降低能耗。")


@contextmanager
def own_browser(browser: Browser, portal: Portal, profile: Path) -> Iterator[Page]:
    """A browser of one person, which keeps its profile on the disk, as theirs at home does."""
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=CHROMIUM_FLAGS, base_url=portal.url, locale="zh-CN"
    )
    context.set_default_timeout(20_000)
    yield context.pages[0]
    with suppress(Error):  # of one that was killed
        context.close()


def kill(profile: Path) -> None:
    """End the browser of this profile as a power cut would: it is asked nothing."""
    _host, _dash, process = str((profile / "SingletonLock").readlink()).rpartition("-")
    os.kill(int(process), signal.SIGKILL)


def test_a_session_ended_on_the_server_loses_nothing_that_was_typed(ningxia: Portal, guests: Visitors) -> None:
    case, record = make_record(ningxia, "projects")
    person = ningxia.people["talent"]
    page = come_in(guests.come(), person)
    page.goto(f"/cases/{case.public_id}/form/projects/{record}/")
    page.wait_for_load_state()
    page.keyboard.type("示例水厂")
    SessionStore(str(session_cookie(page)["value"])).delete()
    page.keyboard.type("改造", delay=50)
    page.get_by_label("项目描述").focus()
    page.keyboard.type("改造示例水厂的处理工艺。", delay=20)

    expect(page.locator("[data-sign-in]")).to_be_visible()
    snap(page, "long-form-session-ended")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in_member(popup.value, person, "个人")
    expect(popup.value.locator("header")).to_contain_text("马思远")
    popup.value.close()
    page.evaluate(
        "window.dispatchEvent(new Event('focus'))"
    )  # a headless window never had it, and so never gets it back

    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("项目名称")).to_have_value("示例水厂改造")
    case.refresh_from_db()
    kept = case.answers["projects"][0]
    assert (kept["name"], kept["description"]) == ("示例水厂改造", "改造示例水厂的处理工艺。")


def sign_in_beside(page: Page, person: User) -> None:
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in_member(popup.value, person, "个人")
    expect(popup.value.locator("header")).to_contain_text(person.name)
    popup.value.close()


@pytest.mark.requirement("NX-88")
def test_an_explanation_is_not_sent_into_an_ended_session(ningxia: Portal, guests: Visitors) -> None:
    """It is no part of what is saved while typing, so that its words would be gone with the page."""
    case, _record = make_record(ningxia, "honours")
    page = come_in(guests.come(), ningxia.people["talent"])
    page.goto(f"/cases/{case.public_id}/form/attachments/")
    page.wait_for_load_state()
    page.get_by_text("没有证书？填写情况说明").click()
    page.get_by_label("情况说明").fill("证书已遗失。")
    SessionStore(str(session_cookie(page)["value"])).delete()
    page.get_by_role("button", name="作为附件提交说明").click()

    sign_in_beside(page, ningxia.people["talent"])
    expect(page.get_by_label("情况说明")).to_have_value("证书已遗失。")
    page.get_by_role("button", name="作为附件提交说明").click()
    expect(page.locator(".file-card")).to_have_count(1)
