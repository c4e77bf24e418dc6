"""The way of tests/e2e/test_journey.py once more in browsers that run no scripts: whatever a page adds, none is needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
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
from tests.e2e.filling import PERSONAL, PUBLICITY, answer, field_of, file, large_picture, photo, scan, sealed
from tests.e2e.stage import Portal, Visitors, decide, look, open_case, slot
from tests.e2e.whole_way import MEGABYTE, NAME, UNIT, code_from_sms, printed_form

PHONE = invented_phone(70_000_001)
DATE, SCHOOL, CONDITION = "全职引进时间", "毕业院校", "对应目录条件"


@pytest.mark.requirement("NB-02", "NB-08", "NB-24", "NB-28", "NB-54", "NB-87", "NB-96")
def test_the_whole_way_without_a_script(ningbo: Portal, plain_visitors: Visitors, tmp_path: Path) -> None:
    applicant = plain_visitors.come()
    register(applicant)
    agree(applicant)
    fill_in_the_first_page(applicant)
    fill_in_the_second_page(applicant)
    bring_the_papers(applicant, tmp_path)
    submit(applicant, "待单位确认")

    confirm_for_the_unit(plain_visitors)
    give_back(plain_visitors)
    correct(applicant)

    examine(ningbo, plain_visitors)
    determine(plain_visitors)
    approve(ningbo, plain_visitors)
    publicise(ningbo, plain_visitors, applicant)

    address = take_the_certificate(ningbo, applicant, tmp_path)
    stranger = plain_visitors.come()
    assert_verifies(stranger, address, "有效")
    verify_by_hand(stranger)


def register(page: Page) -> None:
    """A refused page keeps all that was typed but the password."""
    page.goto("/")
    look(page, "home")
    page.locator("header").get_by_role("link", name="注册").click()
    number = invented_id_number(5_000_001, sex=Sex.MALE)
    page.get_by_label("姓名").fill(NAME)
    page.get_by_role("textbox", name="证件号码").fill(number)
    page.get_by_label("男", exact=True).check()
    page.get_by_label("手机号码").fill(PHONE[:-1])
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_label("我已阅读").check()
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="注册并登录").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "register-refused")
    follow(page, "手机号码")
    expect(page.get_by_label("姓名")).to_have_value(NAME)
    expect(page.get_by_role("textbox", name="证件号码")).to_have_value(number)
    expect(page.get_by_label("男", exact=True)).to_be_checked()
    expect(page.get_by_label("我同意")).to_be_checked()
    page.get_by_label("手机号码").fill(PHONE)
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_role("button", name="注册并登录").click()
    look(page, "register-code")
    page.get_by_label("验证码").fill(code_from_sms(page))
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.locator("header")).to_contain_text(NAME)


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """A link of the list of what is wrong leads to the place on the page."""
    link = page.locator(".error-summary").get_by_role("link", name=name).first
    anchor = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


def agree(page: Page) -> None:
    page.get_by_role("link", name="高层次人才分类认定申请").click()
    look(page, "statement")
    page.get_by_label("我已阅读以上声明并同意").check()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("基本信息")


def fill_in_the_first_page(page: Page) -> None:
    find(page, "国籍", "中国", "中国")
    answer(field_of(page, "民族"), "汉族")
    find(page, "工作单位", "甬江", UNIT)
    press(page, "下一步")
    expect(page.locator(".error-summary")).to_contain_text("二寸照片")
    look(page, "form-1-refused")
    follow(page, re.compile("二寸照片"))
    expect(page.locator(".unit-picker")).to_contain_text(UNIT)
    bring(page, "nb_photo", file("证件照.txt", b"no picture", "text/plain"))
    press(page, "下一步")
    expect(slot(page, "nb_photo").locator(".errorlist")).to_be_visible()
    look(page, "form-1-photo-refused")
    bring(page, "nb_photo", photo())
    slot(page, "nb_photo").get_by_role("button", name="上传所选文件").click()
    expect(slot(page, "nb_photo").locator(".file-card")).to_be_in_viewport()
    press(page, "下一步")
    expect(page.get_by_role("heading", level=1)).to_have_text("个人信息")


def find(page: Page, label: str, sought: str, name: str) -> None:
    """Choose among more than a page carries: the button shows what was found."""
    field_of(page, label).get_by_role("textbox").fill(sought)
    field_of(page, label).get_by_role("button", name="查找").click()
    field_of(page, label).get_by_role("radio", name=name, exact=True).check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def bring(page: Page, key: str, *files: dict[str, Any]) -> None:
    """Put files into a slot; they go with the page."""
    slot(page, key).locator("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]


def fill_in_the_second_page(page: Page) -> None:
    """What is missing is said when all is to be handed in: also a question that only another answer brings up."""
    given = PERSONAL | {"是否按高级职称条件认定": "是"}
    fill_in(page, {label: value for label, value in given.items() if label not in (DATE, CONDITION)})
    choice = field_of(page, CONDITION).locator("option", has_text=PERSONAL[CONDITION])
    field_of(page, CONDITION).locator("select").select_option(value=choice.get_attribute("value"))
    press(page, "下一步")
    press(page, "提交")
    expect(page.locator(".error-summary")).to_contain_text(DATE)
    page.locator(".error-summary").get_by_role("link", name="职称评审地").click()
    expect(field_of(page, "职称评审地")).to_be_in_viewport()
    look(page, "form-2-asked")
    page.get_by_role("link", name="看看还缺什么").click()
    look(page, "form-2-refused")
    follow(page, re.compile(DATE))
    expect(field_of(page, SCHOOL).get_by_role("textbox")).to_have_value(PERSONAL[SCHOOL])
    fill_in(page, {"是否按高级职称条件认定": "否", DATE: PERSONAL[DATE]})
    press(page, "保存到草稿")
    look(page, "mine-draft")
    page.get_by_role("link", name="修改提交").click()  # it goes on where something is missing
    expect(page.get_by_role("heading", level=1)).to_have_text("附件材料")


def fill_in(page: Page, answers: Mapping[str, str]) -> None:
    for label, value in answers.items():
        answer(field_of(page, label), value)


def bring_the_papers(page: Page, folder: Path) -> None:
    """Everything goes with the page's own buttons; a file that is refused costs no other and nothing typed."""
    fill_in(page, PUBLICITY)
    bring(page, "nb_identity", scan("居民身份证", "身份证 正面 (1).jpg"), scan("身份证背面", "身份证 背面.jpg"))
    refused = [file(name, b"PK", "application/octet-stream") for name in ("劳动合同.docx", "工作证明.docx")]
    bring(page, "nb_contract", *refused)
    press(page, "提交")
    for one in refused:
        expect(slot(page, "nb_contract").locator(".errorlist")).to_contain_text(one["name"])
    expect(slot(page, "nb_identity").locator(".file-card")).to_have_count(2)
    expect(page.get_by_role("textbox", name="单位公示开始日期")).to_have_value(PUBLICITY["单位公示开始日期"])
    look(page, "form-3-refused")
    slot(page, "nb_identity").get_by_role("button", name="删除 身份证 背面.jpg").click()
    expect(slot(page, "nb_identity").locator(".file-card")).to_have_count(1)
    bring(page, "nb_contract", large_picture("劳动合同 & 证明.jpg"))
    bring(page, "nb_highest_degree", scan("博士学位证书"))
    bring(page, "nb_chsi_proof", scan("学信网在线验证报告"))
    press(page, "提交")
    expect(page.locator(".checklist li.is-missing")).to_have_count(1)
    follow(page, re.compile("宁波市人才分类认定申请表"))
    seal(page, folder / "form")
    look(page, "form-3")
    sizes = [one.size for one in Application.objects.get(applicant_name=NAME).attachments.filter(removed_at=None)]
    assert max(sizes) <= MEGABYTE


def seal(page: Page, folder: Path) -> None:
    """Print the form as it stands now, have it sealed, put it into its slot."""
    folder.mkdir()
    bring(page, "nb_form_sealed", *sealed([one.read_bytes() for one in printed_form(page, folder)]))


def submit(page: Page, standing: str) -> None:
    press(page, "提交")
    expect(page.locator("main")).to_contain_text("结果将以短信通知，请耐心等待")
    look(page, "receipt")
    page.get_by_role("link", name="查看办理进度").click()
    expect(page.locator(".page-head .status")).to_have_text(standing)
    look(page, "case-submitted")


def give_back(visitors: Visitors) -> None:
    """Who decides without words is told so and keeps the remark."""
    window = visitors.sign_in("window")
    open_case(window, NAME)
    window.locator("summary").filter(has_text=f"批注 {SCHOOL}").click()
    window.get_by_label(f"对“{SCHOOL}”的批注").fill("与学位证书上的校名不一致。")
    decide(window, "退回修改")
    look(window, "task-return-refused")
    expect(window.get_by_label(f"对“{SCHOOL}”的批注")).to_have_value("与学位证书上的校名不一致。")
    decide(window, "退回修改", words="请按批注更正。")
    expect(window.locator("main")).to_contain_text("已记录")
    look(window, "task-returned")


def correct(page: Page) -> None:
    """The remark stands at its field; what was sealed before the change has to be sealed again."""
    page.reload()
    look(page, "case-returned")
    page.get_by_role("link", name="修改提交").click()
    page.get_by_role("link", name=re.compile("2. 个人信息")).click()
    expect(field_of(page, SCHOOL)).to_contain_text("与学位证书上的校名不一致。")
    look(page, "form-returned")
    page.get_by_label(SCHOOL).fill("浙江工业大学")
    press(page, "下一步")
    expect(page.locator(".checklist")).to_contain_text("须重新上传")
    bring(page, "nb_form_sealed", scan("宁波市人才分类认定申请表 盖章"))
    submit(page, "待预审")
    page.locator("nav").get_by_role("link", name="申报查询").first.click()


def verify_by_hand(page: Page) -> None:
    page.goto("/verify/")
    page.get_by_label("证书编号").fill("NBRC2026000001")
    page.get_by_label("姓名").fill("欧阳思运")
    press(page, "查验")
    expect(page.locator(".finding")).to_contain_text("没有找到")
    expect(page.get_by_label("证书编号")).to_have_value("NBRC2026000001")
    page.get_by_label("姓名").fill(NAME)
    press(page, "查验")
    expect(page.locator(".finding h2")).to_contain_text("有效")
    look(page, "verify-by-hand")
