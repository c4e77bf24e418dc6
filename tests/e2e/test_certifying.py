"""A unit opens itself: from the licence in somebody's hand to 已通过, in a browser."""

import pytest
from playwright.sync_api import expect

from portal.people.invented import invented_uscc
from tests.builders import make_person
from tests.e2e.stage import Visitors, snap
from tests.units.licence.drawing import Licence, landscape
from units.services import publish_unit_rules

NAME, USCC = "示例市云帆软件有限公司", invented_uscc(5101)


@pytest.fixture
def licence(tmp_path):
    """A licence whose QR code says what the register has, as a phone's picture."""
    said = f"http://example.invalid/?uniscid={USCC}&entName={NAME}"
    path = tmp_path / "licence.jpg"
    landscape(Licence(NAME, USCC, "市云帆", code_says=said)).convert("RGB").save(path, quality=85)
    return path


@pytest.fixture
def by_licence(ningbo):
    """Nobody opens units here but they themselves."""
    publish_unit_rules(content={"certified_by_licence": True}, content_hash="by licence")
    ningbo.people["handler"] = make_person(ningbo.tenant, name="何经办")
    return ningbo


@pytest.mark.requirement("CY-11", "CY-12", "CY-13", "CY-15", "CY-16", "CY-18", "CY-21")
def test_unit_is_certified_by_a_picture_of_its_licence(by_licence, visitors: Visitors, licence):
    page = visitors.sign_in("handler")
    page.get_by_role("link", name="单位认证").click()
    expect(page.get_by_role("navigation", name="用户中心").get_by_text("单位认证")).to_be_visible()
    snap(page, "certification-upload")
    page.locator("input[type=file]").set_input_files(licence)
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_label("单位名称")).to_have_value(NAME)
    expect(page.get_by_label("统一社会信用代码")).to_have_value(USCC)
    page.get_by_label("邮箱").fill("hr@")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_label("单位名称")).to_have_value(NAME)
    snap(page, "certification-form")
    page.get_by_label("邮箱").fill("hr@example.com")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("单位认证已通过")).to_be_visible()
    expect(page.get_by_role("link", name="重新认证")).to_be_visible()
    snap(page, "certification-passed")
