"""A reviewer proves oneself twice: at first with an authenticator app, later with a passkey alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from portal.people.totp import code_at, current_counter
from review.models import Office, Seat
from tests.builders import PASSWORD, make_person
from tests.e2e.stage import Portal, Visitors, snap

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_new_reviewer_sets_up_an_app_and_a_passkey(ningbo: Portal, visitors: Visitors) -> None:
    newcomer = make_person(ningbo.tenant, name="新审核", login_name="newcomer")
    with ningbo.scope():
        Seat.objects.create(office=Office.objects.get(code="municipal-window"), user=newcomer)
    page = visitors.come()
    _give_a_device(page)

    page.goto("/desk/")
    _sign_in_by_password(page)
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    snap(page, "second-factor-choice")
    _set_up_app(page)
    snap(page, "recovery-codes")
    page.get_by_role("link", name="已保存，继续").click()
    expect(page).to_have_url(re.compile("/desk/"))

    _add_passkey(page)
    _sign_out(page)
    page.goto("/account/login/?next=/desk/")
    snap(page, "login-with-passkey")
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page).to_have_url(re.compile("/desk/"))


def _give_a_device(page: Page) -> None:
    """Let the browser believe that it has a fingerprint reader, with the right finger on it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def _sign_in_by_password(page: Page) -> None:
    page.get_by_label("手机号码或登录名").fill("newcomer")
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()


def _set_up_app(page: Page) -> None:
    page.get_by_role("link", name="用应用设置").click()
    snap(page, "authenticator-app")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("应用显示的 6 位数字").fill(code_at(secret, current_counter()))
    page.get_by_role("button", name="确认").click()


def _add_passkey(page: Page) -> None:
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("名称").fill("窗口电脑")
    snap(page, "add-passkey")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("已设置，下次登录时使用。")).to_be_visible()
    page.goto("/account/2fa/")
    expect(page.get_by_text("窗口电脑")).to_be_visible()
    snap(page, "second-factors")


def _sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button").first.click()
