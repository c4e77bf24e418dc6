"""What happens between people at the desks, the public and the bureau's clerk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from applications.models import CatalogueCategory
from portal.notices.models import NoticeText
from review.models import Opinion
from tests.e2e.cases import make_case
from tests.e2e.stage import Portal, Visitors, decide, open_case, snap, take_picture


@pytest.mark.requirement("NB-104")
def test_of_two_who_decide_one_wins_and_the_other_is_told(ningbo: Portal, visitors: Visitors) -> None:
    make_case(ningbo)
    first, second = visitors.sign_in("window"), visitors.sign_in("window2")
    open_case(first, "钱江潮")
    open_case(second, "钱江潮")
    decide(first, "预审通过", words="材料齐全。")
    expect(first.locator("main")).to_contain_text("已记录")

    decide(second, "不予通过", words="材料不全。")

    expect(second.locator(".notice.tone-bad")).to_contain_text("陈窗口 已于 2026-04-01 09:3")
    expect(second.locator("main")).to_contain_text("材料不全。")
    snap(second, "task-decided-by-another")
    assert Opinion.objects.filter(stage="pre_review").get().reviewer == ningbo.people["window"]


@pytest.mark.requirement("NB-84", "NB-85")
def test_an_objection_holds_the_case(ningbo: Portal, visitors: Visitors) -> None:
    case = make_case(ningbo, until="publicity")
    stranger = visitors.come()
    stranger.goto("/publicity/")
    stranger.get_by_role("link", name="提出异议").click()
    stranger.get_by_label("您的姓名").fill("李明察")
    stranger.get_by_label("联系方式").fill("15400009999")
    stranger.get_by_label("异议事由").fill("该同志的全职引进时间与我了解的情况不符。")
    snap(stranger, "objection")
    stranger.get_by_role("button", name="提交异议").click()
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    snap(stranger, "objection-receipt")

    ningbo.forward(days=14)
    case.refresh_from_db()
    assert case.label_zh == "公示中"

    bureau = visitors.sign_in("bureau")
    bureau.goto("/bureau/objections/")
    snap(bureau, "objections")
    bureau.locator("main").get_by_role("link").filter(has_text="钱江潮").first.click()
    bureau.get_by_label("异议不成立，公示继续").check()
    bureau.get_by_label("结论说明").fill("经核实，全职引进时间属实。")
    snap(bureau, "objection-resolve")
    bureau.get_by_role("button", name="提交").click()
    ningbo.forward(days=14)
    case.refresh_from_db()
    assert case.label_zh == "已认定"


@pytest.mark.requirement("NB-76")
def test_the_clerk_edits_a_notice_and_the_catalogue(ningbo: Portal, visitors: Visitors) -> None:
    clerk = visitors.sign_in("clerk")
    clerk.goto("/manage/notices/noticetext/add/")
    clerk.locator("#id_key").select_option("recognition.submitted")
    clerk.get_by_label("中文内容").fill("您的{scheme}已收到，请留意短信。")
    take_picture(clerk, "manage-notice-1280")
    clerk.get_by_role("button", name="保存", exact=True).click()
    assert NoticeText.objects.get().text_zh == "您的{scheme}已收到，请留意短信。"

    clerk.goto("/manage/applications/cataloguecategory/")
    clerk.get_by_role("link", name="拔尖人才").click()
    clerk.locator("#id_name_zh").fill("拔尖创新人才")
    take_picture(clerk, "manage-catalogue-1280")
    clerk.get_by_role("button", name="保存", exact=True).click()
    assert CatalogueCategory.objects.get(code="D").name_zh == "拔尖创新人才"
    department = visitors.sign_in("department")
    make_case(ningbo, until="departmental_review")
    open_case(department, "钱江潮")
    expect(department.get_by_label("认定类别")).to_contain_text("拔尖创新人才")
