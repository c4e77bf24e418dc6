"""The way of a case after its person: the unit's desk, then county, city and region."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
from applications.queries import current_version
from portal.calendar import now, set_clock
from review.demo.filling import Applicant, Builder
from review.demo.plan import read_plan
from tests.e2e.filling import answer, field_of
from tests.e2e.members import come_in
from tests.e2e.stage import ROOT, Portal, Visitors, decide, open_case, snap
from units.queries import unit_of_person

NAME = "马思远"
UNIT = "兴庆区示例中心"
INFORMATION = {
    "单位地址": "银川市兴庆区示例路1号",
    "负责人": "白管理",
    "负责人手机号": "15480000001",
    "单位类型": "事业单位",
    "隶属关系": "县",
    "经济类型": "国有全资",
    "所属行业": "工程和技术研究和试验发展",
    "行政主管": UNIT,
    "行业主管": UNIT,
}
WRONG = "题名与期刊上的不一致。"


@pytest.mark.requirement(
    *("NX-15", "NX-16", "NX-32", "NX-33", "NX-35", "NX-36", "NX-37", "NX-38", "NX-41", "NX-98"),
    *("NX-100", "NX-101", "NX-109", "NX-110", "NX-111", "NX-115", "NX-116", "NX-117"),
)
def test_unit_county_city_and_region_and_once_back(ningxia: Portal, guests: Visitors) -> None:
    case = make_reported_case(ningxia)
    keeper = come_in(guests.come(), ningxia.people["keeper"], "单位")
    complete_information(keeper)
    confirm(keeper, first=True)

    county = come_in(guests.come(), ningxia.people["county"], "单位")
    return_with_a_remark(county)
    mend_the_record(come_in(guests.come(), ningxia.people["talent"]), case)
    expect_figures(keeper, "0人待审核")
    confirm(keeper)

    review(county, "待县（区）审核", "审核通过并提交市级", picture="tier-county-again")
    review(come_in(guests.come(), ningxia.people["city"], "单位"), "待市级审核", "审核通过并提交区人社厅")
    region = come_in(guests.come(), ningxia.people["region"], "单位")
    review(region, "待区人社厅审核", "审核通过", picture="tier-region")
    see_that_it_passed(come_in(guests.come(), ningxia.people["talent"]), case)
    expect_figures(keeper, "1人审核通过")


def make_reported_case(portal: Portal) -> Application:
    """What a physician has filled in and reported, proofs and all."""
    version, person = current_version("collection"), portal.people["talent"]
    unit = unit_of_person(person)
    assert version is not None
    assert unit is not None
    answers = dict(read_plan(ROOT / "schemes" / "ningxia" / "demo.yaml").profile("physician").answers)
    moment = now()
    with set_clock(moment):
        return Builder(version).submit(Applicant(person, unit, answers, number=5), moment)


def complete_information(page: Page) -> None:
    """Nothing can be done before the unit has said what it is (NX-32)."""
    expect(page).to_have_url(re.compile(r"/my-units/[\w-]+/information/"))
    page.wait_for_load_state()
    snap(page, "unit-information-first")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("单位地址")
    for label, value in INFORMATION.items():
        answer(field_of(page, label), value)
    expect(field_of(page, "单位名称").locator("input, select, textarea")).to_have_count(0)
    snap(page, "unit-information")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".unit-bar")).to_contain_text(UNIT)
    expect(page).to_have_url(re.compile("/my-units/cases/"))


def confirm(page: Page, *, first: bool = False) -> None:
    """The unit's check and its submission are one step (NX-101)."""
    page.goto("/my-units/cases/")
    if first:
        snap(page, "unit-desk-to-confirm")
    page.get_by_role("link", name=NAME, exact=True).click()
    if first:
        snap(page, "unit-desk-case")
    page.get_by_role("button", name="确认无误上报").click()
    expect(page.locator("main [role=status]").first).to_contain_text("已确认马思远的申报")
    expect(page.locator(".desk-figures")).to_contain_text("1人待审核")


def expect_figures(page: Page, words: str) -> None:
    page.goto("/my-units/cases/")
    expect(page.locator(".desk-figures")).to_contain_text(words)


def return_with_a_remark(page: Page) -> None:
    page.goto("/desk/")
    expect(page.locator("main")).to_contain_text("待县（区）审核")
    snap(page, "tier-queue")
    open_case(page, NAME)
    snap(page, "tier-county")
    page.locator("summary").filter(has_text="批注 论文专著第 1 条").first.click()
    page.get_by_label("对“论文专著第 1 条”的批注").fill(WRONG)
    decide(page, "退回修改", words="请按批注更正。")
    expect(page.locator("main")).to_contain_text("已记录")


def mend_the_record(page: Page, case: Application) -> None:
    """What was remarked on is open and nothing else; the reason and the remark stand beside it."""
    page.goto(f"/cases/{case.public_id}/")
    expect(page.locator(".page-head .status")).to_have_text("审核不通过")
    expect(page.locator("main")).to_contain_text("请按批注更正。")
    snap(page, "tier-returned")
    page.get_by_role("link", name="修改提交").click()
    expect(page.locator("tr:focus")).to_contain_text(WRONG)
    snap(page, "tier-returned-list")
    expect(page.get_by_role("link", name=re.compile("^查看 2"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^修改 1")).click()
    answer(field_of(page, "论文（专著）名称"), "急性心肌梗死早期救治研究")
    snap(page, "tier-returned-record")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="上报", exact=True).click()
    page.get_by_role("button", name="确认无误上报").click()
    page.goto(f"/cases/{case.public_id}/")
    expect(page.locator(".page-head .status")).to_have_text("待单位确认")


def review(page: Page, level: str, decision: str, *, picture: str = "") -> None:
    """Pass the case on; who reviews sees which tier has it."""
    page.goto("/desk/")
    expect(page.locator("main")).to_contain_text(level)
    open_case(page, NAME)
    if picture:
        expect(page.locator("main")).to_contain_text("急性心肌梗死早期救治研究")
        snap(page, picture)
    decide(page, decision, words="已审核备案。")
    expect(page.locator("main")).to_contain_text("已记录")


def see_that_it_passed(page: Page, case: Application) -> None:
    page.goto(f"/cases/{case.public_id}/")
    expect(page.locator(".page-head .status")).to_have_text("审核通过")
    snap(page, "tier-passed")
