"""Signing in where a portal asks for a document and a picture (会员登录)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from portal.people.captcha import KEY as CAPTCHA
from portal.people.models import User
from portal.people.strong import needs_second_factor
from portal.sealing.sessions import SessionStore
from tests.builders import PASSWORD
from tests.e2e.stage import give_code


def read_picture(page: Page) -> str:
    """Return what the picture says, from where the server keeps it: a test has no eyes."""
    key = page.locator("input[name=captcha_key]").input_value()
    text: str = SessionStore(str(session_cookie(page)["value"]))[CAPTCHA][key][0]
    return text


def session_cookie(page: Page) -> dict[str, object]:
    return next(dict(one) for one in page.context.cookies() if one["name"] == "juxian_session")


def fill_in_member(page: Page, person: User, mode: str) -> None:
    page.get_by_role("radio", name=mode).check()
    page.get_by_label("证件号码").fill(person.id_number)
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)


def sign_in_member(page: Page, person: User, mode: str) -> None:
    fill_in_member(page, person, mode)
    page.get_by_label("验证码").fill(read_picture(page).lower())
    page.get_by_label("验证码").press("Enter")


def come_in(page: Page, person: User, mode: str = "个人") -> Page:
    """Return the page on which somebody is at home after signing in."""
    page.goto("/account/login/")
    sign_in_member(page, person, mode)
    if needs_second_factor(person):
        give_code(page, person)
    expect(page.locator("header .menu summary")).to_contain_text(person.name)
    return page
