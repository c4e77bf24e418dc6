"""What applicants do most."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from portal.people.choices import Sex
from portal.people.invented import invented_id_number, invented_phone
from tests.builders import PASSWORD
from tests.e2e.effort.counting import Hand, saved
from tests.e2e.effort.tasks import Place, task
from tests.e2e.effort.world import LAST_MONTH, World
from tests.e2e.filling import PERSONAL, field_of, scan
from tests.e2e.stage import slot

PAPERS = ("nb_identity", "nb_contract", "nb_highest_degree")


def prepare(world: World) -> None:
    world.person(1)
    world.draft(2, unanswered="personal_information")
    world.draft(3, without=PAPERS)
    world.draft(4, without=PAPERS[1:], unanswered="personal_information")
    world.draft(5)
    world.draft(6)
    world.case(7)
    world.returned(8)
    world.case(9, until="approved", at=LAST_MONTH)


@task("applicant", "Register, confirm the phone")
def register(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("注册", within="header")
    hand.type(page.get_by_label("姓名"), "欧阳思远")
    hand.type(page.get_by_role("textbox", name="证件号码"), invented_id_number(5_000_001, sex=Sex.MALE))
    hand.click(page.get_by_label("男", exact=True))
    hand.type(page.get_by_label("手机号码"), invented_phone(70_000_001))
    hand.type(page.get_by_label("设置密码"), PASSWORD)
    hand.click(page.get_by_label("我已阅读"))
    hand.click(page.get_by_label("我同意"))
    hand.button("注册并登录")
    hand.type(page.get_by_label("验证码"), _code(page), called="短信验证码")
    hand.button("确认", exact=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("宁波市人才服务申报系统")


def _code(page: Page) -> str:
    """Read the code off the telephone."""
    telephone = page.context.new_page()
    telephone.goto("/notices/sms/")
    found = re.search(
        r"\d{6}", telephone.locator("tbody tr").filter(has_text="验证码").first.locator("td").nth(2).inner_text()
    )
    telephone.close()
    assert found
    return found[0]


@task("applicant", "Begin an application, up to the first page of the form", who="person1")
def begin(hand: Hand, place: Place) -> None:
    hand.link("高层次人才分类认定申请")
    hand.click(hand.page.get_by_label("我已阅读以上声明并同意"))
    hand.button("确定")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("基本信息")


@task("applicant", "Go on with a draft: fill in a page of eleven answers", who="person2")
def fill_in_a_page(hand: Hand, place: Place) -> None:
    hand.link("修改提交")
    for label, value in PERSONAL.items():
        _answer(hand, label, value)
    hand.button("下一步")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("附件材料")


def _answer(hand: Hand, label: str, value: str) -> None:
    field = field_of(hand.page, label)
    if field.locator("input[type=radio]").count():
        hand.click(field.locator("label").filter(has_text=re.compile(rf"^(\w · )?{re.escape(value)}$")))
    elif field.locator("input[role=combobox]").count():
        hand.type(field.locator("input[role=combobox]"), value)
        hand.click(field.get_by_role("option", name=value).first)
    elif field.locator("select").count():
        hand.choose(field.locator("select"), value)
    elif field.locator("input[type=date]").count():
        hand.date(field.locator("input"), value)
    else:
        hand.type(field.locator("input, textarea").first, value)


@task("applicant", "Upload four scans for three papers", who="person3")
def upload_papers(hand: Hand, place: Place) -> None:
    hand.link("修改提交")
    for key, names in zip(PAPERS, (("正面", "背面"), ("合同",), ("证书",)), strict=True):
        there = slot(hand.page, key)
        hand.give(there.locator("label, button").filter(has_text="选择文件").first, *[scan(one) for one in names])
        expect(there.locator(".file-card")).to_have_count(len(names))
    expect(hand.page.locator(".checklist li.is-missing")).to_have_count(0)


@task("applicant", "See everything that a draft lacks", who="person4")
def see_what_is_missing(hand: Hand, place: Place) -> None:
    hand.link("修改提交")
    hand.link("看看还缺什么")
    missing = hand.page.locator(".error-summary")
    for what in ("毕业院校", "最高学历学位证书"):
        expect(missing).to_contain_text(what)


@task("applicant", "Print the form that the unit seals", who="person5")
def print_the_form(hand: Hand, place: Place) -> None:
    hand.link("核对并提交")
    hand.opens_pdf("宁波市人才分类认定申请表")


@task("applicant", "Submit a complete draft", who="person6")
def submit(hand: Hand, place: Place) -> None:
    hand.link("核对并提交")
    hand.button("确认无误，提交")
    expect(hand.page.locator("main")).to_contain_text("结果将以短信通知，请耐心等待")


@task("applicant", "See where the case is, who holds it, and by when at the latest", who="person7")
def see_where_it_is(hand: Hand, place: Place) -> None:
    expect(hand.page.locator("main")).to_contain_text("待预审：由市服务总窗口办理，最迟")


@task("applicant", "Correct what a returned case was returned for, and submit", who="person8")
def correct(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("修改提交")
    hand.type(page.get_by_label("毕业院校"), "浙江大学")
    hand.button("下一步")
    there = slot(page, "nb_form_sealed")
    hand.give(there.locator("label, button").filter(has_text="选择文件").first, scan("申请表 盖章"))
    expect(page.locator(".checklist")).not_to_contain_text("须重新上传")
    hand.button("提交", exact=True)
    expect(page.locator("main")).to_contain_text("结果将以短信通知，请耐心等待")


@task("applicant", "Download the certificate", who="person9")
def download_certificate(hand: Hand, place: Place) -> None:
    hand.link("查看证书")
    with hand.download() as taken:
        hand.link("下载电子证书")
    assert saved(taken.value, place.folder).startswith(b"%PDF-")
