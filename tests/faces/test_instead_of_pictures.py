"""In the browser: the picture need not be read, and a script's work does not keep the page from answering."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.tenants.scope import tenant_scope
from tests.faces.serving import undone
from tests.faces.visiting import Visitor
from tests.policy.world import HERE
from tests.portal.people.acting import ENTER, make_one_form

pytestmark = pytest.mark.django_db


def test_the_machine_works_instead_of_the_person(visitor: Visitor) -> None:
    tenant = visitor.caller.world.tenants[HERE]
    with undone(), tenant_scope(tenant):
        make_one_form(tenant)
        page = visitor.open(ENTER)
        box = page.locator("[data-captcha]")
        box.get_by_role("button", name="看不清？由本机代为验证").click()
        expect(box.get_by_role("status")).to_contain_text("已由本机验证", timeout=60_000)
        assert page.locator("input[name=captcha_work]").input_value().isdigit()
        assert page.locator("#id_captcha").get_attribute("required") is None
        box.get_by_role("button", name="换一张图片").click()
        expect(page.locator("input[name=captcha_work]")).to_have_value("")
        assert page.locator("#id_captcha").get_attribute("required") is not None
