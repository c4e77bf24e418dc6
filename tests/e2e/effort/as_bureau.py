"""What the bureau's leader and its administrators do most."""

from __future__ import annotations

from playwright.sync_api import expect

from review.models import PublicityEntry
from review.services.objecting import file_objection
from tests.builders import make_person
from tests.e2e.effort.counting import Hand, saved
from tests.e2e.effort.tasks import Place, task
from tests.e2e.effort.world import LAST_MONTH, LONG_AGO, World, name_of

READY, PUBLIC, PASSED, LATE = 301, (302, 303), 304, 305
REASON = "经查实，申报材料不实。"


def prepare(world: World) -> None:
    world.case(READY, until="bureau_approval")
    published = [world.case(number, until="publicity") for number in PUBLIC]
    entry = PublicityEntry.objects.get(application=published[0])
    file_objection(entry_id=entry.pk, name="李明察", contact="15400009999", words="引进时间与我了解的不符。")
    world.case(PASSED, until="approved", at=LAST_MONTH)
    world.case(LATE, at=LONG_AGO)
    world.security()
    make_person(world.portal.tenant, name="新审核", login_name="newcomer")


@task("bureau", "How many cases were received this month", who="bureau")
def received(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.link("概览")
    expect(hand.page.get_by_role("link", name="收件：3")).to_be_visible()


@task("bureau", "How many are overdue, by office", who="bureau")
def overdue(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.link("概览")
    line = hand.page.get_by_role("row", name="市服务总窗口")
    expect(line.first).to_contain_text("1")


@task("bureau", "How many working days each stage took, against its limit", who="bureau")
def days(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.link("概览")
    expect(hand.page.get_by_role("table", name="各环节用时（工作日）")).to_contain_text("待部门审核")


@task("bureau", "How much each reviewer has in hand and has done", who="bureau")
def workload(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.link("概览")
    hand.link("审核人工作量")
    expect(hand.page.locator("main table").first).to_contain_text("陈窗口")


@task("bureau", "Take last month's figures away as an Excel file", who="bureau")
def figures_file(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.link("概览")
    hand.choose(hand.page.get_by_label("期间", exact=True), "上月")
    hand.button("查看", exact=True)
    with hand.download() as taken:
        hand.link("全部下载 Excel")
    assert saved(taken.value, place.folder).startswith(b"PK")


@task("bureau", "The publicity list as a PDF file for the notice board", who="bureau")
def publicity_list(hand: Hand, place: Place) -> None:
    hand.link("公示名单")
    hand.opens_pdf("PDF")


@task("bureau", "Approve a case and put it on the publicity list", who="bureau")
def approve(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.press("j")
    expect(hand.page.locator("[data-case-title]")).to_contain_text(name_of(READY))
    hand.page.wait_for_load_state()
    hand.press("a", "Enter")
    expect(hand.page.locator("main")).to_contain_text("已记录")


@task("bureau", "Settle an objection", who="bureau")
def settle(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("异议处理")
    hand.link(name_of(PUBLIC[0]), within="main", called="申报人")
    hand.click(page.get_by_label("异议不成立，公示继续"))
    hand.type(page.get_by_label("结论说明"), "经核实，引进时间属实。")
    hand.button("提交")
    expect(page.locator("main")).to_contain_text("结论已记录")


@task("bureau", "Revoke a recognition", who="bureau")
def revoke(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("审核工作台")
    hand.link("已办")
    hand.link(name_of(PASSED), called="申报人")
    hand.link("撤销认定")
    hand.type(page.get_by_label("原因"), REASON)
    hand.button("撤销认定")
    expect(page.locator("main")).to_contain_text("已撤销")


@task("bureau", "Give a new reviewer a seat", who="security")
def add_reviewer(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.click(page.locator(".site-tools summary"))
    hand.link("管理后台")
    hand.click(page.locator("#content-main").get_by_role("row", name="审核席位").get_by_role("link", name="增加"))
    hand.click(page.locator(".select2-selection"))
    hand.type(page.locator(".select2-search__field"), "新审核")
    hand.click(page.locator(".select2-results__option").filter(has_text="新审核"))
    hand.choose(page.get_by_label("机构"), "市服务总窗口")
    hand.button("保存", exact=True)
    expect(page.locator("#result_list")).to_contain_text("新审核")
