"""What reviewers do most. They know the keys of the workbench: the page says them."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from applications.services.drafts import save_answers
from portal.calendar import set_clock
from review.demo.cases import submit_again
from review.models import Seat
from tests.e2e.effort.counting import Hand
from tests.e2e.effort.tasks import Place, task
from tests.e2e.effort.world import LONG_AGO, NOW, World, head_of, name_of

CLEAN = range(200, 209)
OVERDUE = (240, 241)
HELD, BACK, READY = 242, 250, range(260, 267)
"""One that a colleague has, one that has come back corrected, and seven that are ready to be handed on."""


def prepare(world: World) -> None:
    _come_back(world)
    for number in CLEAN:
        world.case(number)
    for number in (*OVERDUE, HELD):
        world.case(number, at=LONG_AGO)
    for number in READY:
        world.case(number, until="bureau_submission")
    world.taken(HELD, "window2")
    head_of(Seat.objects.get(user=world.portal.people["window"]))


def _come_back(world: World) -> None:
    """A case that was returned, and corrected where it was returned for."""
    case = world.returned(BACK)
    with set_clock(NOW - dt.timedelta(minutes=10)):
        save_answers(application_id=case.pk, user=case.applicant, answers={"graduate_school": "浙江大学"})
        world.seal_again(case)
        submit_again(case, by=case.applicant, until="pre_review")


@task("reviewer", "Open the most urgent case", who="window")
def open_the_next(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    _open_first(hand)
    expect(hand.page.locator("[data-case-title]")).to_contain_text(name_of(OVERDUE[0]))


def _open_first(hand: Hand) -> None:
    hand.press("j")
    expect(hand.page.locator("[data-case-title]")).to_be_visible()
    hand.page.wait_for_load_state()  # its keys are there then


@task("reviewer", "See only the cases that are overdue", who="window")
def only_overdue(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.choose(hand.page.get_by_label("期限"), "已超期")
    hand.button("筛选")
    expect(hand.page.get_by_role("table").first.locator("tbody tr")).to_have_count(3)


@task("reviewer", "Look at the certificate that proves the university, enlarged, and go back to the case", who="window")
def look_at_a_file(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    _open_first(hand)
    hand.link("查看证明材料： 最高学历学位证书")
    viewer = hand.page.locator("dialog.viewer")
    expect(viewer.locator("[data-picture]")).to_be_visible()
    hand.press("+", "Escape")
    expect(viewer).to_be_hidden()


@task("reviewer", "See what a corrected case changed since it was returned", who="window")
def compare(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.link(name_of(BACK), called="申报人")
    changed = hand.page.get_by_role("row").filter(has_text="毕业院校")
    expect(changed.locator("ins")).to_have_text("浙江大学")
    expect(changed.locator("ins")).to_be_in_viewport()


@task("reviewer", "Return a case with a remark on a field", who="window")
def return_one(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("进入审核工作台")
    _open_first(hand)
    hand.click(page.locator("summary").filter(has_text="批注 毕业院校"))
    hand.type(page.get_by_label("对“毕业院校”的批注"), "与学位证书不一致。")
    hand.press("Escape", "r")
    hand.type(page.locator(".decision-panel").get_by_label("意见"), "请按批注更正。")
    hand.button("提交决定")
    expect(page.locator(".decided")).to_contain_text("已记录")


@task("reviewer", "Take back a case that a colleague has held for too long", who="window")
def take_back(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.link(name_of(HELD), called="申报人")
    hand.button("收回")
    expect(hand.page.get_by_role("button", name="领取")).to_be_visible()


@task("reviewer", "Pass a clean case, and have the next before you", who="window")
def pass_one(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    _open_first(hand)
    _pass(hand)


@task("reviewer", "Pass ten clean cases of one stage", who="window")
def pass_ten(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.choose(hand.page.get_by_label("环节"), "待预审")
    hand.button("筛选")
    _open_first(hand)
    for _case in range(10):
        _pass(hand)


def _pass(hand: Hand) -> None:
    title = hand.page.locator("[data-case-title]")
    name = title.inner_text().split()[0]
    hand.press("a", "Enter")
    expect(hand.page.locator(".decided")).to_contain_text(f"已记录对 {name} 的决定")
    expect(title).not_to_contain_text(name)


@task("reviewer", "Hand a case over to a colleague", who="window")
def hand_over(hand: Hand, place: Place) -> None:
    page = hand.page
    hand.link("进入审核工作台")
    hand.link(name_of(CLEAN[-1]), called="申报人")
    hand.click(page.locator("summary").filter(has_text="转交给同事"))
    hand.choose(page.locator("details[open] select"), "林窗口")
    hand.button("转交", exact=True)
    expect(page.locator("main")).to_contain_text("林窗口")


@task("reviewer", "Pass the seven cases of a stage where nothing is left to examine", who="window")
def pass_many(hand: Hand, place: Place) -> None:
    hand.link("进入审核工作台")
    hand.choose(hand.page.get_by_label("环节"), "待上报")
    hand.button("筛选")
    hand.click(hand.page.get_by_label("全选本页"))
    hand.button("批量通过所选")
    hand.button("通过所选")
    expect(hand.page.locator("main")).to_contain_text("7 件")
