"""A portal whose sign-in asks for a document and a picture: as oneself, as a unit, for two weeks, without scripts."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.members import fill_in_member, read_picture, session_cookie, sign_in_member
from tests.e2e.stage import Portal, Visitors, snap
from tests.portal.people.acting import code_sent_to, make_sign_in_page

TWO_WEEKS = 14 * 24 * 60 * 60


@pytest.fixture
def members(ningbo: Portal) -> Portal:
    """The portal, as its security administrator would have set it."""
    make_sign_in_page(ningbo.tenant)
    return ningbo


@pytest.mark.requirement("NX-05", "NX-06", "NX-07", "NX-09", "NX-11", "NX-12")
def test_a_person_signs_in_with_a_picture_and_stays_for_two_weeks(members: Portal, visitors: Visitors) -> None:
    person = members.people["applicant"]
    page = visitors.come()
    page.goto("/account/login/")
    expect(page.get_by_role("radio", name="个人")).to_be_checked()
    snap(page, "member-login")
    _change_picture(page)
    page.get_by_label("两周内免登录").check()
    sign_in_member(page, person, "个人")

    expect(page).to_have_url(re.compile("/cases/$"))
    assert abs(float(str(session_cookie(page)["expires"])) - time.time() - TWO_WEEKS) < 60
    page.locator("header .menu summary").click()
    expect(page.get_by_text("当前身份：个人")).to_be_visible()
    snap(page, "member-menu")
    page.locator(".menu-panel").get_by_role("link", name="高层次人才分类认定").click()
    expect(page).to_have_url(re.compile("/apply/recognition/"))
    page.goto("/me/")
    expect(page.get_by_text("免登录至")).to_be_visible()


def _change_picture(page: Page) -> None:
    page.get_by_label("证件号码").fill("330000")
    before = page.locator("input[name=captcha_key]").input_value()
    page.get_by_role("button", name="换一张图片").click()
    expect(page.locator("input[name=captcha_key]")).not_to_have_value(before)
    expect(page.get_by_label("验证码")).to_be_focused()
    expect(page.get_by_label("证件号码")).to_have_value("330000")


@pytest.mark.requirement("NX-13", "NX-14")
def test_as_a_unit_without_one_a_person_is_told_what_to_do(members: Portal, visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/account/login/")
    sign_in_member(page, members.people["applicant"], "单位")
    expect(page.locator(".error-summary")).to_contain_text("请联系当地主管部门")
    snap(page, "member-login-refused")


@pytest.mark.requirement("NX-15", "NX-16", "NX-17")
def test_as_a_unit_its_administrator_comes_to_the_desk_and_may_change_over(members: Portal, visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/account/login/")
    sign_in_member(page, members.people["keeper"], "单位")
    expect(page).to_have_url(re.compile("/my-units/cases/"))
    assert session_cookie(page)["expires"] == -1
    page.locator("header .menu summary").click()
    snap(page, "member-menu-unit")
    page.get_by_role("button", name="切换到个人").click()
    expect(page).to_have_url(re.compile("/cases/$"))


@pytest.mark.requirement("NX-06", "NX-08")
def test_without_scripts_and_without_reading_the_picture(members: Portal, visitors: Visitors) -> None:
    """By the code to one's own phone; a forgotten password goes by the document or the phone."""
    person = members.people["applicant"]
    page = visitors.come(scripts=False)
    page.goto("/account/login/")
    fill_in_member(page, person, "个人")
    page.get_by_role("button", name="换一张图片").click()
    expect(page.get_by_label("证件号码")).to_have_value(person.id_number)
    fill_in_member(page, person, "个人")
    page.get_by_role("button", name="改用短信验证码").click()
    page.get_by_label("短信验证码").fill(code_sent_to(members.tenant, str(person.phone)))
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("/cases/$"))


@pytest.mark.requirement("NX-08")
def test_a_forgotten_password(members: Portal, visitors: Visitors) -> None:
    person = members.people["keeper"]
    page = visitors.come()
    page.goto("/account/login/")
    page.get_by_role("link", name="忘记密码?").click()
    snap(page, "member-password-reset")
    page.get_by_label("证件号码").fill(person.id_number)
    page.get_by_label("验证码").fill(read_picture(page))
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_role("link", name="重新获取验证码")).to_be_visible()
    snap(page, "member-password-code")
    page.get_by_label("短信验证码").fill(code_sent_to(members.tenant, str(person.phone)))
    page.get_by_label("新密码").fill("Another-Horse-7")
    page.locator("main").get_by_role("button", name="重设密码").click()
    expect(page).to_have_url(re.compile("/account/login/"))


def test_the_code_page(members: Portal, visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/account/login/")
    fill_in_member(page, members.people["applicant"], "个人")
    page.get_by_role("button", name="改用短信验证码").click()
    expect(page.get_by_label("短信验证码")).to_be_visible()
    snap(page, "member-code")
