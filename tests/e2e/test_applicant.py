"""What the form promises to applicants, in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
from tests.e2e.cases import make_case, make_draft
from tests.e2e.filling import field_of, fill_in, scan
from tests.e2e.stage import Portal, Visitors, decide, fill_in_sign_in, open_case, slot, snap


@pytest.mark.requirement("NB-45")
def test_what_was_typed_is_kept_when_the_session_ends(ningbo: Portal, visitors: Visitors) -> None:
    case = make_draft(ningbo)
    page = visitors.sign_in("applicant")
    page.goto(f"/cases/{case.public_id}/form/personal_information/")
    fill_in(page, {"毕业院校": "浙江大学"})
    page.context.clear_cookies()

    page.get_by_label("专业", exact=False).first.fill("船舶与海洋工程")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    snap(page, "form-session-ended")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在新窗口登录").click()
    fill_in_sign_in(popup.value, ningbo.people["applicant"])
    expect(popup.value.locator("header")).to_contain_text("钱江潮")
    popup.value.close()
    page.evaluate(
        "window.dispatchEvent(new Event('focus'))"
    )  # a headless window never had it, and so never gets it back

    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("毕业院校")).to_have_value("浙江大学")
    expect(page.get_by_label("专业", exact=False).first).to_have_value("船舶与海洋工程")


@pytest.mark.requirement("NB-08", "NB-45")
def test_the_form_works_without_scripts(ningbo: Portal, visitors: Visitors) -> None:
    page = visitors.sign_in_by_hand("applicant", scripts=False)
    page.goto("/apply/recognition/")
    page.get_by_label("我已阅读以上声明并同意").check()
    page.get_by_role("button", name="确定").click()
    _find(page, "国籍", "中国", "中国")
    _find(page, "工作单位", "甬江", "宁波市甬江港航设备有限公司")
    page.get_by_label("选择照片").set_input_files(scan("二寸照片", "证件照.jpg"))  # type: ignore[arg-type]
    page.get_by_role("button", name="下一步").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("个人信息")
    page.get_by_label("毕业院校").fill("宁波大学")
    page.get_by_role("button", name="保存到草稿").click()
    case = Application.objects.get(applicant=ningbo.people["applicant"])
    assert (case.answers["nationality"], case.answers["graduate_school"]) == ("CHN", "宁波大学")
    assert case.unit is not None
    assert [one.slot for one in case.attachments.all()] == ["nb_photo"]


def _find(page: Page, label: str, sought: str, name: str) -> None:
    """Choose among more than a page carries: the button shows what was found."""
    field_of(page, label).get_by_role("textbox").fill(sought)
    field_of(page, label).get_by_role("button", name="查找").click()
    field_of(page, label).get_by_role("radio", name=name, exact=True).check()


@pytest.mark.requirement("NB-54", "NB-87")
def test_a_return_opens_only_what_was_remarked_on(ningbo: Portal, visitors: Visitors) -> None:
    case = make_case(ningbo)
    window = visitors.sign_in("window")
    open_case(window, "钱江潮")
    window.locator("summary").filter(has_text="批注 毕业院校").click()
    window.get_by_label("对“毕业院校”的批注").fill("与学位证书上的校名不一致。")
    decide(window, "退回修改", words="请按批注更正。")

    page = visitors.sign_in("applicant")
    page.goto(f"/cases/{case.public_id}/")
    expect(page.locator("main")).to_contain_text("与学位证书上的校名不一致。")
    snap(page, "case-returned")
    page.get_by_role("link", name="修改提交").click()
    page.get_by_role("link", name=re.compile("2. 个人信息")).click()
    snap(page, "form-returned")
    expect(page.locator(".form-page input:not([type=hidden]):visible")).to_have_count(1)
    page.get_by_label("毕业院校").fill("浙江大学")
    _seal_again_and_submit(page)

    open_case(window, "钱江潮")
    changed = window.get_by_role("row").filter(has_text="毕业院校")
    expect(changed.locator("del")).to_have_text("示例大学")
    expect(changed.locator("ins")).to_have_text("浙江大学")
    snap(window, "task-resubmitted")


def _seal_again_and_submit(page: Page) -> None:
    """What was sealed before the change does not count any more, so that slot is open too."""
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".checklist")).to_contain_text("须重新上传")
    slot(page, "nb_form_sealed").locator("input[type=file]").set_input_files(
        scan("宁波市人才分类认定申请表 盖章")  # type: ignore[arg-type]
    )
    expect(page.locator(".checklist")).not_to_contain_text("须重新上传")
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("link", name="查看办理进度").click()
    expect(page.locator(".page-head .status")).to_have_text("待预审")


def test_the_language_keeps_to_the_person(ningbo: Portal, visitors: Visitors) -> None:
    page = visitors.sign_in("applicant")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Apply for high-level talent classification")).to_be_visible()
    snap(page, "home-english")
    page.goto("/apply/recognition/")
    snap(page, "statement-english")

    elsewhere = visitors.sign_in_by_hand("applicant")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
