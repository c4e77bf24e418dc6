"""One whole way through the portal, as people go it: registration, form, unit, offices, publicity, certificate."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.people.choices import Sex
from portal.people.invented import invented_id_number, invented_phone
from tests.builders import PASSWORD
from tests.e2e.deciding import (
    approve,
    assert_verifies,
    confirm_for_the_unit,
    determine,
    examine,
    publicise,
    take_the_certificate,
)
from tests.e2e.filling import (
    PERSONAL,
    PUBLICITY,
    choose_unit,
    fill_in,
    give,
    large_picture,
    photo,
    scan,
    sealed,
)
from tests.e2e.stage import Portal, Visitors, slot, snap
from tests.e2e.whole_way import NAME, UNIT, assert_pictures_are_whole, code_from_sms, printed_form

pytestmark = pytest.mark.requirement(
    *("NB-02", "NB-03", "NB-04", "NB-10", "NB-11", "NB-12", "NB-13", "NB-21", "NB-22", "NB-23", "NB-24", "NB-25"),
    *("NB-26", "NB-27", "NB-28", "NB-29", "NB-30", "NB-44", "NB-46", "NB-47", "NB-48", "NB-50", "NB-51", "NB-52"),
    *("NB-53", "NB-55", "NB-56", "NB-69", "NB-70", "NB-71", "NB-72", "NB-73", "NB-75", "NB-77", "NB-79", "NB-80"),
    *("NB-81", "NB-82", "NB-83", "NB-86", "NB-93", "NB-94", "NB-95", "NB-96", "NB-98", "NB-99", "NB-101"),
    *("NB-106", "NB-108"),
)


def test_from_registration_to_a_revoked_certificate(ningbo: Portal, visitors: Visitors, tmp_path: Path) -> None:
    applicant = visitors.come()
    register(applicant)
    agree(applicant)
    fill_in_the_first_page(applicant)
    fill_in_the_second_page(applicant)
    bring_the_papers(applicant, tmp_path)
    submit(applicant)

    confirm_for_the_unit(visitors)
    examine(ningbo, visitors)
    determine(visitors)
    approve(ningbo, visitors)
    publicise(ningbo, visitors, applicant)

    address = take_the_certificate(ningbo, applicant, tmp_path)
    stranger = visitors.come()
    assert_verifies(stranger, address, "有效")
    withdraw_recognition(visitors)
    assert_verifies(stranger, address, "已撤销")


def register(page: Page) -> None:
    page.goto("/")
    snap(page, "home")
    page.locator("header").get_by_role("link", name="注册").click()
    snap(page, "register")
    page.get_by_label("姓名").fill(NAME)
    page.get_by_role("textbox", name="证件号码").fill(invented_id_number(5_000_001, sex=Sex.MALE))
    page.get_by_label("男", exact=True).check()
    page.get_by_label("手机号码").fill(invented_phone(70_000_001))
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_label("我已阅读").check()
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="注册并登录").click()
    expect(page.locator("header")).to_contain_text(NAME)
    snap(page, "register-code")
    page.get_by_label("验证码").fill(code_from_sms(page))
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("宁波市人才服务申报系统")


def agree(page: Page) -> None:
    page.get_by_role("link", name="高层次人才分类认定申请").click()
    expect(page.locator(".statement section")).to_have_count(6)
    snap(page, "statement")
    box = page.get_by_label("我已阅读以上声明并同意")
    # A browser that does not ask for the tick itself must be refused as well.
    box.evaluate("box => box.required = false")
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".notice.tone-bad")).to_contain_text("勾选“我已阅读以上声明并同意”")
    snap(page, "statement-refused")
    page.get_by_label("我已阅读以上声明并同意").check()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("基本信息")


def fill_in_the_first_page(page: Page) -> None:
    fill_in(page, {"国籍": "中国", "民族": "汉族"})
    choose_unit(page, "甬江", UNIT)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("[data-error-summary], .error-summary").first).to_contain_text("二寸照片")
    slot(page, "nb_photo").locator("input[type=file]").set_input_files(photo())  # type: ignore[arg-type]
    expect(page.locator("dialog.crop .cropper-crop-box")).to_be_visible()
    snap(page, "form-1-crop")
    page.get_by_role("button", name="使用这张照片").click()
    expect(slot(page, "nb_photo").locator(".file-card")).to_have_count(1)
    snap(page, "form-1")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("个人信息")


def fill_in_the_second_page(page: Page) -> None:
    fill_in(page, PERSONAL)
    snap(page, "form-2")
    page.get_by_role("button", name="保存到草稿").click()
    snap(page, "mine-draft")
    page.get_by_role("link", name="修改提交").click()  # it goes on where something is missing
    expect(page.get_by_role("heading", level=1)).to_have_text("附件材料")


def bring_the_papers(page: Page, folder: Path) -> None:
    expect(page.locator(".form-side .note")).to_have_count(4)
    expect(page.locator(".form-side .note").last).to_contain_text("请控制在1MB以内")
    expect(slot(page, "nb_identity")).to_contain_text("大于 1 MB 的会自动缩小")
    expect(page.get_by_role("button", name="保存到草稿")).to_be_visible()
    fill_in(page, PUBLICITY)
    give(page, "nb_identity", scan("居民身份证", "身份证 正面 (1) [副本].jpg"), scan("身份证背面", "身份证 背面.jpg"))
    give(page, "nb_contract", large_picture("劳动合同 & 证明.jpg"))
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".checklist li.is-missing")).to_have_count(3)
    for name in ("宁波市人才分类认定申请表", "最高学历学位证书", "学信网在线验证证明"):
        expect(page.get_by_role("link", name=f"{name}未上传")).to_be_visible()
    snap(page, "form-3-missing")
    give(page, "nb_highest_degree", scan("博士学位证书"))
    give(page, "nb_chsi_proof", scan("学信网在线验证报告"))
    pictures = printed_form(page, folder)
    give(page, "nb_form_sealed", *sealed([picture.read_bytes() for picture in pictures]))
    expect(page.locator(".checklist li.is-missing")).to_have_count(0)
    assert_pictures_are_whole(page)
    snap(page, "form-3")


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator("main")).to_contain_text("结果将以短信通知，请耐心等待")
    snap(page, "receipt")
    page.get_by_role("link", name="查看办理进度").click()
    expect(page.locator(".page-head .status")).to_have_text("待单位确认")
    expect(page.get_by_role("link", name="修改提交")).to_have_count(0)
    snap(page, "case-submitted")
    page.locator("nav").get_by_role("link", name="申报查询").first.click()
    expect(page.locator(".case-list > li")).to_have_count(1)
    snap(page, "mine")


def withdraw_recognition(visitors: Visitors) -> None:
    bureau = visitors.sign_in("bureau")
    bureau.goto("/desk/done/")
    snap(bureau, "done")
    bureau.get_by_role("link", name=NAME).first.click()
    bureau.get_by_role("link", name="撤销认定").click()
    bureau.get_by_label("原因").fill("经查实，申报材料不实。")
    snap(bureau, "revoke")
    bureau.get_by_role("button", name="撤销认定").click()
    expect(bureau.locator("main")).to_contain_text("已撤销")
