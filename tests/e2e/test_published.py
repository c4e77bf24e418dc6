"""What a bureau publishes, and a complaint from its filing to its reply, as a browser without scripts shows them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from portal.files.documents import Document
from portal.tenants.models import AreaPart, Article, Download, ServiceArea
from portal.tenants.publishing import handbook, save_area, save_article, save_download
from review.models import ComplaintDesk, Office
from review.services.complaining import set_complaint_desk
from tests.builders import make_picture
from tests.e2e.stage import IN_WINDOW, Portal, Visitors, snap

DAY = IN_WINDOW.date() - dt.timedelta(days=9)
TITLES = {
    "notice": ["关于开展2026年度信息采集工作的通知", "关于启用新版信息采集表和附件清单的公告", "咨询服务安排"],
    "policy": ["信息采集与使用管理办法（示例）", "关于服务事项办理时限的规定（示例）"],
}
BODY = "各有关单位：\n\n## 一、采集对象\n\n- 个人自行填报\n- 单位代为填报\n\n操作方法见[文件下载](/downloads/)。"
MANUAL = "最新版请登录系统下载。\n\n## 一、登录\n\n- 登录类型选择“单位”\n- 输入证件号码和密码"
SUPPORT = "- 微信交流群：信息采集问题交流群（请拨打热线入群）"


@pytest.fixture
def published(ningbo: Portal) -> Portal:
    """The portal with something of everything."""
    for kind, titles in TITLES.items():
        for number, title in enumerate(titles):
            day = DAY - dt.timedelta(days=number)
            article = Article(kind=kind, title_zh=title, body_zh=BODY, source_zh="人社局（示例）", published_on=day)
            save_article(article=article, by=None)
    _file("操作手册（单位版）", handbook(title="操作手册（单位版）", text=MANUAL, day=DAY), manual_of="unit", order=1)
    _file("填报前准备材料清单", Document(make_picture(), "image/jpeg"), order=2)
    set_complaint_desk(desk=ComplaintDesk(office=Office.objects.get(code="bureau"), working_days=15), by=None)
    ningbo.tenant.support_zh = SUPPORT
    ningbo.tenant.save()
    return ningbo


def _file(title: str, document: Document, **fields: object) -> None:
    download = Download(title_zh=title, description_zh="供单位管理员使用", published_on=DAY, **fields)
    save_download(download=download, by=None, document=document)


@pytest.mark.requirement("NX-01", "NX-02", "NX-03", "NX-04", "NX-22")
def test_a_visitor_reads_news_and_finds_files_and_help(published: Portal, visitors: Visitors) -> None:
    page = visitors.come(scripts=False)
    page.goto("/")
    page.get_by_role("link", name="更多 通知公告").click()
    page.get_by_role("link", name=TITLES["notice"][0]).click()
    expect(page.get_by_role("heading", name="一、采集对象")).to_be_visible()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="文件下载").click()
    expect(page.get_by_role("link", name="填报前准备材料清单")).to_be_visible()
    expect(page.locator("footer")).to_contain_text("信息采集问题交流群")
    page = visitors.come()
    for name, address in {"home": "/", "list": "/articles/notice/", "downloads": "/downloads/"}.items():
        page.goto(address)
        snap(page, f"published-{name}")
    page.goto("/articles/policy/")
    page.locator(".dated-list a").first.click()
    snap(page, "published-article")


@pytest.mark.requirement("CY-24", "CY-25")
def test_a_visitor_comes_from_home_through_the_area_to_its_schemes(published: Portal, visitors: Visitors) -> None:
    area = ServiceArea(key="introduction", title_zh="人才引进", summary_zh="面向用人单位", schemes="recognition")
    save_area(area=area, by=None)
    for order, title in enumerate(["政策依据", "办理条件", "办理流程"]):
        AreaPart.objects.create(area=area, title_zh=title, body_zh=BODY, order=order)
    page = visitors.come(scripts=False)
    page.goto("/")
    page.get_by_role("heading", name="人才服务").get_by_role("link").click()
    page.get_by_role("link", name="进入人才引进").click()
    page.get_by_role("navigation", name="人才引进").get_by_role("link", name="办理流程").click()
    expect(page.get_by_role("heading", name="办理流程")).to_be_in_viewport()
    expect(page.get_by_role("link", name="高层次人才分类认定申请")).to_have_attribute("href", "/apply/recognition/")
    page = visitors.come()
    for name, address in {"home": "/", "services": "/services/", "area": "/services/introduction/"}.items():
        page.goto(address)
        snap(page, f"areas-{name}")


@pytest.mark.requirement("NX-21")
def test_a_unit_saves_its_manual_from_the_head_of_the_page(published: Portal, visitors: Visitors) -> None:
    page = visitors.sign_in("keeper")
    with page.expect_download() as saved:
        page.locator("header").get_by_role("link", name="手册").click()
    assert saved.value.suggested_filename == "操作手册（单位版）.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF-")


@pytest.mark.requirement("NX-04", "NX-119")
def test_a_complaint_is_filed_answered_and_its_reply_read_without_scripts(
    published: Portal, visitors: Visitors
) -> None:
    page = visitors.come(scripts=False)
    page.goto("/")
    page.get_by_role("link", name="网上投诉").click()
    number, code = _file_complaint(page)
    desk = visitors.sign_in("bureau")
    desk.get_by_role("link", name="投诉办理").click()
    snap(desk, "complaint-desk")
    desk.get_by_role("link", name="市服务总窗口").click()
    desk.get_by_role("button", name="领取").click()
    desk.get_by_label("答复").fill("经核实，窗口当日系统故障，已道歉并整改。")
    snap(desk, "complaint-at-desk")
    desk.get_by_role("button", name="提交答复").click()
    expect(desk.get_by_text("已答复；留有联系方式的")).to_be_visible()
    page.get_by_role("link", name="返回投诉举报").click()
    page.get_by_label("回执编号").fill(number)
    page.get_by_label("查询码").fill(code.replace("-", "").lower())
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("已道歉并整改")).to_be_visible()


@pytest.mark.requirement("NX-119")
def test_the_pages_of_complaints_fit_a_phone_and_keep_nobody_out(published: Portal, visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/complaints/")
    snap(page, "complaints")
    page.get_by_role("link", name="网上举报").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请先勾选")
    snap(page, "report-incomplete")
    _file_complaint(page)
    snap(page, "complaint-receipt")
    person = visitors.sign_in("applicant")
    person.goto("/complaints/new/complaint/")
    _file_complaint(person)
    person.goto("/complaints/mine/")
    snap(person, "my-complaints")


def _file_complaint(page: Page) -> tuple[str, str]:
    page.get_by_label("对象").fill("市服务总窗口")
    page.get_by_label("事实和理由").fill("四月一日上午递交材料，等候两个小时后被告知系统故障，要求改日再来。")
    photo = {"name": "取号单.png", "mimeType": "image/png", "buffer": make_picture(size=(300, 400))}
    page.get_by_label("附件").set_input_files([photo])
    page.get_by_label("您的姓名").fill("戴先生")
    page.get_by_label("联系方式").fill("15400000007")
    page.get_by_label("我保证所述属实").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("查询码只在本页显示")).to_be_visible()
    number, code = page.locator("dd strong").all_inner_texts()
    assert re.fullmatch(r"\d{8}-\w{6}", number)
    return number, code
