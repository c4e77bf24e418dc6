"""A unit applies for its permission, declares somebody by it, fails and applies again, as its administrator's browser shows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
from portal.people.invented import invented_id_number
from portal.people.models import User
from tests.applications.filling import picture
from tests.e2e.filling import file, give
from tests.e2e.stage import Portal, Visitors, snap
from tests.permitting import Permitting, make_permitting

DESK = "/my-units/cases/?scheme=declaration"


@pytest.fixture
def permitting(ningbo: Portal) -> Permitting:
    made = make_permitting(ningbo.tenant)
    ningbo.people["handler"] = User.objects.get(pk=made.keeper.pk)
    return made


@pytest.mark.requirement("CY-26", "CY-33", "CY-36", "CY-38", "CY-39", "CY-44", "CY-66", "CY-67")
def test_unit_goes_from_no_permission_to_a_declaration_that_is_corrected(
    visitors: Visitors, ningbo: Portal, permitting: Permitting
) -> None:
    page = visitors.sign_in("handler")
    page.goto(DESK)
    snap(page, "permission-none")
    page.get_by_role("button", name="申请开通").click()
    _fill_in_permission(page)
    _panel_says(page, "审核中")
    snap(page, "permission-review")
    page.get_by_role("link", name="查看详情").click()
    expect(page.get_by_role("heading", name="办理记录")).to_be_visible()
    snap(page, "permission-details")
    with ningbo.scope():
        permitting.decided(_case("unit"), "return", "请补充近三年的资质证书。")
    _panel_says(page, "业务权限审核不通过")
    expect(page.locator(".permission")).to_contain_text("请补充近三年的资质证书。")
    snap(page, "permission-failed")
    page.get_by_role("link", name="重新申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("单位资料")
    snap(page, "permission-form")
    page.get_by_role("link", name="提交", exact=True).or_(page.get_by_role("button", name="提交", exact=True)).click()
    page.get_by_role("button", name="确认无误，提交").click()
    with ningbo.scope():
        permitting.decided(_case("unit"))
    _panel_says(page, "已开通")
    snap(page, "permission-held")
    _declare(page)
    with ningbo.scope():
        permitting.decided(permitting.decided(_case("person")), "return", "所附证明与引进依据不符。")
    page.goto(f"{DESK}&list=all")
    expect(page.get_by_role("row", name="上官申报")).to_contain_text("复审：所附证明与引进依据不符。")
    snap(page, "declarations-failed")
    page.get_by_role("link", name="重新申请 上官申报").click()
    expect(page.get_by_text("未通过的环节：复审")).to_be_visible()
    page.get_by_label("职称").fill("高级工程师")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交回执")
    snap(page, "declaration-receipt")
    page.goto(f"{DESK}&list=all")
    expect(page.get_by_role("row", name="上官申报")).to_contain_text("待审核")
    _change(page)


def _fill_in_permission(page: Page) -> None:
    expect(page.get_by_text("朝晖科技有限公司").first).to_be_visible()
    page.get_by_label("联系方式").fill("15400000031")
    page.get_by_label("企业简介").fill("从事智能装备研发。")
    page.get_by_role("button", name="保存").last.click()
    expect(page.get_by_text("“单位资料”已保存").first).to_be_visible()
    public_id = page.url.partition("/cases/")[2].partition("/")[0]
    page.goto(f"/cases/{public_id}/form/attachments/")
    give(page, "proof", file("资质.jpg", picture()))
    page.goto(f"/cases/{public_id}/preview/")
    page.get_by_role("button", name="确认无误，提交").click()
    expect(page.get_by_text("提交成功").first).to_be_visible()
    snap(page, "permission-receipt")


def _panel_says(page: Page, label: str) -> None:
    page.goto(DESK)
    expect(page.locator(".permission .status")).to_have_text(label)


def _declare(page: Page) -> None:
    page.get_by_role("link", name="新增申报").click()
    page.get_by_label("证件号码").fill(invented_id_number(6_900_001))
    page.get_by_role("button", name="确认").click()
    page.get_by_label("姓名").fill("上官申报")
    page.get_by_label("已告知本人").check()
    page.get_by_role("button", name="开始填报").click()
    page.get_by_label("职称").fill("工程师")
    page.get_by_label("博士").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("提交成功").first).to_be_visible()


def _change(page: Page) -> None:
    page.get_by_role("button", name="修改资料").click()
    page.get_by_label("企业简介").fill("从事智能装备研发和检测。")
    page.get_by_role("link", name="提交", exact=True).or_(page.get_by_role("button", name="提交", exact=True)).click()
    page.get_by_role("button", name="确认无误，提交").click()
    _panel_says(page, "变更审核中")
    snap(page, "permission-change")
    page.goto("/my-units/cases/?scheme=permission&list=all")
    snap(page, "permission-own-desk")


def _case(subject: str) -> Application:
    found: Application = Application.objects.filter(subject=subject).latest("id")
    return found
