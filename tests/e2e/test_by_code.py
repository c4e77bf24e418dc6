"""A portal where one form serves: registering by a number, a picture and a code, then name, document and password."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.people.invented import invented_id_number, invented_phone
from tests.builders import PASSWORD
from tests.e2e.members import read_picture
from tests.e2e.stage import Portal, Visitors, snap
from tests.portal.people.acting import code_sent_to, make_one_form

PHONE = invented_phone(980)
STORED = f"+86{PHONE}"


@pytest.fixture
def one_form(ningbo: Portal) -> Portal:
    """The portal, as its security administrator would have set it."""
    make_one_form(ningbo.tenant)
    return ningbo


@pytest.mark.requirement("CY-03", "CY-04", "CY-05", "CY-06", "CY-07", "CY-09", "CY-10", "CY-11")
def test_a_number_registers_sets_a_password_and_becomes_a_person(one_form: Portal, visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/")
    page.locator("header").get_by_role("link", name="登录/注册").click()
    _ask_for_code(page)
    expect(page.get_by_text(f"短信已发往 {PHONE}")).to_be_visible()
    expect(page.get_by_label("验证码图片")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("秒后可重新获取"))).to_be_disabled()
    expect(page.get_by_label("我已阅读")).to_be_checked()
    snap(page, "by-code-sent")
    page.get_by_label("短信验证码").fill(code_sent_to(one_form.tenant, STORED))
    page.get_by_label("短信验证码").press("Enter")

    name = page.locator("header").get_by_role("link", name="154****0980")
    expect(name).to_be_visible()
    _set_password(page)
    name.click()
    _state_identity(page)
    expect(page.locator("header").get_by_role("link", name="欧阳娜")).to_be_visible()
    snap(page, "profile-by-code")
    _sign_in_by_password(page)


def _ask_for_code(page: Page) -> None:
    expect(page.get_by_role("link", name="密码登录")).to_be_visible()
    page.get_by_label("手机号码").fill("1540000")
    page.get_by_label("我已阅读").check()
    page.locator("#id_captcha").fill("wrong")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.locator(".error-summary")).to_contain_text("请输入 11 位手机号码")
    expect(page.get_by_label("我已阅读")).to_be_checked()
    page.get_by_label("手机号码").fill(PHONE)
    snap(page, "by-code")
    page.locator("#id_captcha").fill(read_picture(page).lower())
    page.locator("#id_captcha").press("Enter")


def _set_password(page: Page) -> None:
    page.get_by_role("link", name="设置密码").click()
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    snap(page, "password-set")
    page.locator("main").get_by_role("button", name="设置密码").click()
    expect(page.locator("main")).to_contain_text("密码")


def _state_identity(page: Page) -> None:
    expect(page.get_by_role("navigation", name="用户中心").get_by_role("link")).to_have_text(["人才认证", "个人资料"])
    page.get_by_label("姓名").fill("欧阳娜")
    page.get_by_label("证件号码").fill(invented_id_number(980))
    page.get_by_role("radio", name="女").check()
    snap(page, "identity")
    page.locator("main").get_by_role("button", name="提交").click()
    page.get_by_role("navigation", name="用户中心").get_by_role("link", name="人才认证").click()
    expect(page.locator("main")).to_contain_text("已通过")
    snap(page, "identity-stated")
    page.get_by_role("navigation", name="用户中心").get_by_role("link", name="个人资料").click()


def _sign_in_by_password(page: Page) -> None:
    page.locator("header .menu summary").click()
    page.get_by_role("button", name="退出", exact=True).click()
    page.goto("/account/by-code/")
    page.get_by_role("link", name="密码登录").click()
    expect(page.get_by_role("link", name="短信验证码登录/注册")).to_be_visible()
    snap(page, "by-password")
    page.get_by_label("手机号码或登录名").fill(PHONE)
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator("header").get_by_role("link", name="欧阳娜")).to_be_visible()
