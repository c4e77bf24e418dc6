"""The whole way of the fourth portal: who comes by the network, whose old accounts are found, and a recognition that is renewed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portal.network.local import LocalNetwork
from portal.people.invented import invented_id_number, invented_phone
from tests.e2e.filling import give, scan
from tests.e2e.hangzhou import (
    NEWCOMER,
    OLD_NUMBER,
    PERSON,
    PERSON_SEED,
    UNIT,
    come_by_network,
    come_to_desk,
    give_password,
    is_greeted,
    menu,
    opened,
    press,
    sign_out,
    verify,
)
from tests.e2e.papers import fetched, text_of
from tests.e2e.stage import Portal, Visitors, decide, open_case, slot, snap

MASKED = "*秀强"
NUMBER = invented_id_number(PERSON_SEED)
LIST = "/cases/of/refiling/"


@pytest.fixture
def hangzhou(
    transactional_db: None, live_server: Any, settings: Any, network: LocalNetwork, tmp_path: Path
) -> Iterator[Portal]:
    with opened(live_server, settings, network, tmp_path) as portal:
        yield portal


@pytest.fixture
def comers(browser: Browser, hangzhou: Portal) -> Iterator[Visitors]:
    visitors = Visitors(browser, hangzhou)
    yield visitors
    visitors.leave()
    assert not visitors.complaints


@pytest.mark.requirement(
    *("HZ-02", "HZ-04", "HZ-05", "HZ-06", "HZ-07", "HZ-08", "HZ-09", "HZ-10", "HZ-11", "HZ-13", "HZ-14", "HZ-15"),
    *("HZ-16", "HZ-18", "HZ-20", "HZ-21", "HZ-22", "HZ-23", "HZ-24", "HZ-25", "HZ-26", "HZ-27", "HZ-28", "HZ-29"),
    *("HZ-30", "HZ-35", "HZ-36", "HZ-39", "HZ-40", "HZ-42", "HZ-43", "HZ-44", "HZ-45", "HZ-46", "HZ-47", "HZ-48"),
    *("HZ-49", "HZ-50", "HZ-51", "HZ-54", "HZ-57", "HZ-58", "HZ-59", "HZ-60", "HZ-62", "HZ-63", "HZ-64", "HZ-65"),
    *("HZ-66", "HZ-67", "HZ-68", "HZ-69", "HZ-71", "HZ-72", "HZ-76", "HZ-80", "HZ-81", "HZ-82", "HZ-83", "HZ-84"),
    *("HZ-85", "HZ-86", "HZ-88", "HZ-90", "HZ-91", "HZ-92", "HZ-96", "HZ-99"),
)
def test_from_the_old_site_to_a_new_certificate(hangzhou: Portal, comers: Visitors) -> None:
    unit = comers.come()
    take_over(unit)
    register(comers.come())

    person = comers.come()
    come_after_upgrade(person)
    begin(person)
    fill_in(person)
    add_files(person)
    change_afterwards(person)
    wait_for_unit(person)
    report(unit)
    only_look(person)

    pre_review(comers.come(), hangzhou)
    approve(comers.come(), hangzhou)
    see_new_certificate(person)
    sign_out_everywhere(person)


def take_over(page: Page) -> None:
    """The old account is the unit's at once, with its declarations; nothing is to be chosen again."""
    page.goto("/")
    snap(page, "renewing-front")
    page.locator("header").get_by_role("link", name="登录").click()
    snap(page, "renewing-sign-in")
    page.get_by_role("link", name="法人账号登录").first.click()
    snap(page, "renewing-network")
    give_password(page, "university")
    is_greeted(page, UNIT, "[法人账号]")
    expect(page.get_by_role("heading", level=1)).to_have_text("人才认定申请")  # and not 单位信息维护
    expect(page.get_by_role("row", name=PERSON)).to_contain_text("已认定")
    expect(page.locator("header")).not_to_contain_text("申报查询")
    snap(page, "renewing-desk")
    page.get_by_role("row", name=PERSON).get_by_role("link", name=PERSON, exact=True).click()
    expect(page.locator("main")).to_contain_text("旧系统导入")
    snap(page, "renewing-old-case-of-unit")


def register(page: Page) -> None:
    """A unit without an old account states its competent department, and is open."""
    come_by_network(page, "newcomer", "法人")
    is_greeted(page, NEWCOMER, "[法人账号]")
    expect(page.get_by_role("heading", level=1)).to_have_text("单位信息维护")
    page.locator("main").get_by_role("button", name="保存").click()
    expect(page.locator(".error-summary")).to_contain_text("单位所属主管部门")
    snap(page, "renewing-register")
    page.get_by_label("单位所属主管部门").select_option(label="杭州市科学技术局（示例）")
    page.get_by_role("radio", name="企业").check()
    page.get_by_role("radio", name="否").check()
    page.get_by_label("经办人", exact=False).first.fill("沈知行")
    page.get_by_label("经办人手机").fill(invented_phone(6_102))
    page.locator("main").get_by_role("button", name="保存").click()
    expect(page.get_by_text("单位已开通")).to_be_visible()


def come_after_upgrade(page: Page) -> None:
    come_by_network(page, "person")
    expect(page).to_have_url(re.compile(r"/upgrade\?return_to="))
    snap(page, "renewing-upgrade")
    give_password(page, "person")
    is_greeted(page, f"你好, {MASKED}", "[个人账号]")
    expect(page.locator("main")).to_contain_text(re.compile("确认个人信息保护告知.*现在就可以开始", re.DOTALL))
    snap(page, "renewing-home")
    page.get_by_role("link", name="阅读并确认").click()
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="确认").click()
    page.locator("header").get_by_role("link", name="申报查询").click()
    expect(page.get_by_role("listitem").filter(has_text="人才认定申请")).to_contain_text("旧系统导入")
    snap(page, "renewing-mine")
    page.get_by_role("link", name="人才认定申请").last.click()
    expect(page.locator("main")).to_contain_text("已认定")
    expect(page.locator("main")).not_to_contain_text("佐证材料上传")  # no empty page of the form
    expect(page.locator("main")).not_to_contain_text("打印公示信息")


def begin(page: Page) -> None:
    """From the menu to the form, which holds what was answered before."""
    menu(page).get_by_role("link", name="人才认定备案申请").click()
    expect(page.get_by_text("还没有申报")).to_be_visible()
    page.get_by_role("link", name="增加备案申请").first.click()
    expect(page.locator("main")).to_contain_text(OLD_NUMBER)
    snap(page, "renewing-statement")
    page.get_by_label("我已阅读以上声明并同意").check()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("人才认定备案申请表")
    expect(page.get_by_label("出生地")).to_have_value("浙江磐安")
    expect(page.locator("[data-unit-name]")).to_have_text(UNIT)
    snap(page, "renewing-form")


def fill_in(page: Page) -> None:
    """Another category is refused with what to do; another degree calls for its certificate."""
    page.get_by_role("radio", name="C", exact=False).check()
    page.get_by_label("申报条件").select_option(value="C1")
    press(page, "保存信息")
    expect(page.locator("[data-error-summary]")).to_contain_text("如申请人的认定类别有变更，请重新进行人才认定申请")
    page.get_by_role("radio", name="D", exact=False).check()
    page.get_by_label("申报条件").select_option(value="D1")
    page.get_by_role("radio", name="博士", exact=True).check()
    snap(page, "renewing-other-degree")
    page.get_by_label("来杭工作时间", exact=True).fill("2015-07-01")
    press(page, "保存信息")
    step = page.locator("#next-step")
    expect(step).to_contain_text("按照规定交所在学院(部门)进行公示")
    public = text_of(fetched(step.get_by_role("link", name="打印公示信息")))
    assert PERSON in public
    assert NUMBER not in public
    form = text_of(fetched(step.get_by_role("link", name="打印申请表")))
    assert NUMBER in form
    step.get_by_role("link", name="佐证材料上传").click()


def add_files(page: Page) -> None:
    """The certificate of insurance is fetched, the form and the new degree are uploaded."""
    expect(page.get_by_role("heading", level=1)).to_have_text("人才认定备案申请佐证材料上传")
    for key in ("hz_form_sealed", "hz_social_insurance", "hz_degree"):
        expect(slot(page, key).locator("[data-required-mark]")).to_be_visible()
    for key in ("hz_contract", "hz_education", "hz_title", "hz_vocational", "hz_licence_tax"):
        expect(slot(page, key).locator("[data-required-mark]")).to_be_hidden()
    press(page, "保存材料")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("最高学位证书")
    expect(summary.locator("h2")).to_contain_text("还有 3 处")
    snap(page, "renewing-files-missing")
    insurance = slot(page, "hz_social_insurance")
    insurance.get_by_role("button", name="自动获取").click()
    expect(insurance.get_by_role("status")).to_contain_text("已自动获取")
    expect(summary.locator("h2")).to_contain_text("还有 2 处")
    give(page, "hz_form_sealed", scan("人才认定备案申请表 盖章"))
    give(page, "hz_degree", scan("博士学位证书"))


def change_afterwards(page: Page) -> None:
    """What was sealed no longer holds when the form is changed: it is printed, sealed and uploaded again."""
    page.get_by_role("button", name="上一步").click()
    page.get_by_label("行政职务").fill("教研室主任")
    press(page, "保存信息")
    step = page.locator("#next-step")
    expect(step).to_contain_text("按照规定交所在学院(部门)进行公示")
    assert "教研室主任" in text_of(fetched(step.get_by_role("link", name="打印申请表")))
    step.get_by_role("link", name="佐证材料上传").click()
    sealed = slot(page, "hz_form_sealed")
    expect(sealed).to_contain_text("上传后申报信息有改动")
    press(page, "保存材料")
    expect(page.locator("[data-error-summary]")).to_contain_text("《认定备案申请表》")
    snap(page, "renewing-stale")
    sealed.locator("input[type=file]").set_input_files([scan("人才认定备案申请表 重新盖章", "again.jpg")])  # type: ignore[arg-type]
    expect(sealed).to_contain_text("again.jpg")
    expect(sealed).not_to_contain_text("上传后申报信息有改动")
    press(page, "保存材料")
    expect(page.locator("#next-step")).to_contain_text("请联系所属学校进行提交")
    expect(page.locator("#next-step")).to_contain_text("请钉钉联系学校经办人进行预审")
    snap(page, "renewing-files-saved")


def wait_for_unit(page: Page) -> None:
    """All five actions, and none of them reports."""
    page.goto(LIST)
    assert _actions(page) == ["编辑", "删除", "打印公示信息", "打印申请表", "进度查询"]
    expect(_row(page)).to_contain_text(MASKED)
    expect(_row(page).locator(".status")).to_have_text("请联系所属学校进行提交")
    snap(page, "renewing-list")
    assert NUMBER not in text_of(fetched(_row(page).get_by_role("link", name="打印公示信息")))
    assert NUMBER in text_of(fetched(_row(page).get_by_role("link", name="打印申请表")))
    _row(page).get_by_role("link", name="删除").click()
    snap(page, "renewing-delete")
    page.goto(LIST)
    _row(page).get_by_role("link", name="进度查询").click()
    expect(page.get_by_role("button", name="上报")).to_have_count(0)
    snap(page, "renewing-progress")


def report(page: Page) -> None:
    """The desk opens where something waits; the unit reads, ticks and reports."""
    page.goto("/")
    page.locator("header").get_by_role("link", name="单位工作台").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("人才认定备案申请")
    snap(page, "renewing-desk-waiting")
    page.get_by_role("row", name=PERSON).get_by_role("link", name=PERSON, exact=True).click()
    expect(page.locator("main")).to_contain_text(
        "上报之前请仔细核对该申报人是否为本单位员工，审核申报材料是否真实正确。"
    )
    snap(page, "renewing-case-of-unit")
    page.get_by_role("button", name="核对后上报").click()
    page.get_by_role("checkbox", name="已核对").check()
    snap(page, "renewing-check")
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("已上报 1 人")).to_be_visible()
    snap(page, "renewing-reported")


def only_look(page: Page) -> None:
    """Nothing is changed or deleted after the report."""
    url = page.url.partition("#")[0]
    page.goto(LIST)
    assert _actions(page) == ["查看", "打印公示信息", "进度查询"]
    expect(_row(page).locator(".status")).to_have_text("待预审")
    snap(page, "renewing-list-reported")
    for place in ("delete/", "form/form/"):
        page.goto(f"{url}{place}")
        expect(page.locator("main").locator("input, textarea, button").and_(page.locator("[name]"))).to_have_count(0)


def pre_review(page: Page, portal: Portal) -> None:
    come_to_desk(page, portal, "education")
    open_case(page, PERSON)
    expect(page.locator(".last-recognition")).to_contain_text("学位信息")
    snap(page, "renewing-review")
    decide(page, "预审通过")
    expect(page.locator("main")).to_contain_text("已记录")


def approve(page: Page, portal: Portal) -> None:
    come_to_desk(page, portal, "bureau")
    open_case(page, PERSON)
    snap(page, "renewing-approval")
    decide(page, "备案通过")
    expect(page.locator("main")).to_contain_text("已记录")


def see_new_certificate(page: Page) -> None:
    """It is valid for two years from the old one's end; whoever asks for the old one is led to it."""
    page.goto(LIST)
    expect(_row(page).locator(".status")).to_have_text("备案通过")
    _row(page).get_by_role("link", name="进度查询").click()
    expect(page.locator("main")).to_contain_text("2028年4月19日")
    snap(page, "renewing-approved")
    page.goto("/verify/")
    verify(page, OLD_NUMBER)
    expect(page.locator(".finding")).to_contain_text("请以新证书为准")
    snap(page, "renewing-superseded")
    page.get_by_role("link", name="查验新证书").click()
    new = page.get_by_label("证书编号").input_value()
    assert new.startswith("HZBA2026")
    verify(page, new)
    expect(page.locator(".finding")).to_contain_text("2028年4月19日")


def sign_out_everywhere(page: Page) -> None:
    sign_out(page)
    expect(page.locator("header").get_by_role("link", name="登录")).to_be_visible()
    page.locator("header").get_by_role("link", name="登录").click()
    page.get_by_role("link", name="个人账号登录").first.click()
    expect(page.get_by_label("账号")).to_be_visible()  # the network asks again


def _row(page: Page) -> Locator:
    return page.locator("main tbody tr")


def _actions(page: Page) -> list[str]:
    return [one.strip() for one in _row(page).get_by_role("link").all_inner_texts()]
