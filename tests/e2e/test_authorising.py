"""From the register to the desk: a handling user opens a unit, and its administrator is let in once it has said what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.calendar.models import ClockSetting
from portal.people.invented import invented_uscc
from portal.people.totp import enrol_totp
from review.services.setting_up import load_tenant
from tests.answering import answered
from tests.builders import make_person
from tests.e2e.stage import IN_WINDOW, SECRET, Portal, Visitors, snap
from tests.uplands import FOLDER, HOST, XINGQING, make_handler, make_local_unit
from units.models import Unit
from units.policies import must_complete_information

USCC = invented_uscc(8_001)


@pytest.fixture
def uplands(transactional_db: None, live_server: Any, settings: Any) -> Iterator[Portal]:
    port = urlsplit(live_server.url).port
    settings.CLOCK_CAN_MOVE = True
    settings.PORTAL_ADDRESS = f"http://{{host}}:{port}"
    portal = Portal(f"http://{HOST}:{port}", load_tenant(FOLDER))
    portal.at(IN_WINDOW)
    with answered(), portal.scope():
        portal.people["handler"] = make_handler(portal.tenant, "xingqing", name="马经办", login_name="handler")
        enrol_totp(person=portal.people["handler"], secret=SECRET)
        portal.people["keeper"] = make_person(portal.tenant, name="王娜", login_name="keeper")
        make_local_unit(portal.tenant, "自治区卫生健康委员会", region="640000")
        yield portal
    ClockSetting.objects.all().delete()


@pytest.fixture
def visitors(browser: Browser, uplands: Portal) -> Iterator[Visitors]:
    visitors = Visitors(browser, uplands)
    yield visitors
    visitors.leave()
    assert not visitors.complaints


@pytest.mark.requirement("NX-23", "NX-24", "NX-26", "NX-27", "NX-32", "NX-33", "NX-37", "NX-39", "NX-40")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_unit_is_registered_opened_and_let_in(uplands: Portal, visitors: Visitors, scripts: bool) -> None:
    handler = visitors.sign_in_by_hand("handler", scripts=scripts)
    _register(handler, pictures=scripts)
    _open_and_set_administrator(handler, uplands, pictures=scripts)
    keeper = visitors.sign_in("keeper", scripts=scripts)
    keeper.goto("/my-units/cases/")
    _complete(keeper, scripts=scripts)
    expect(keeper.get_by_text("单位信息已保存")).to_be_visible()
    expect(keeper.get_by_role("heading", level=1)).to_have_text("高层次人才采集")
    unit = Unit.objects.get(uscc=USCC)
    assert not must_complete_information(unit)
    assert unit.region == XINGQING


def _register(page: Page, *, pictures: bool) -> None:
    page.goto("/authorisation/")
    page.get_by_label("社会统一信用代码").fill(USCC)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("本辖区没有查询到该单位")).to_be_visible()
    page.get_by_role("link", name="登记单位").click()
    page.get_by_label("单位名称").fill("兴庆区示例医院")
    page.get_by_label("统一社会信用代码").fill(USCC)
    page.get_by_label("单位医保编号").fill("64010400001")
    page.get_by_label("所属地区").select_option(label="兴庆区")
    if pictures:
        snap(page, "platform-register")
    page.locator("main").get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("兴庆区示例医院")


def _open_and_set_administrator(page: Page, portal: Portal, *, pictures: bool) -> None:
    page.goto("/authorisation/")
    page.get_by_label("单位医保编号").fill("64010400001")
    page.get_by_role("button", name="查询").click()
    if pictures:
        snap(page, "platform-search")
    page.get_by_role("link", name="兴庆区示例医院").click()
    page.get_by_role("button", name="开通网上采集功能").click()
    expect(page.get_by_text("开通成功")).to_be_visible()
    page.get_by_label("证件号码").fill(portal.people["keeper"].id_number)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("radio", name="王娜")).to_be_checked()
    if pictures:
        snap(page, "platform-administrator")
    page.get_by_role("button", name="设置单位采集管理员").click()
    expect(page.get_by_text("设置成功")).to_be_visible()
    if pictures:
        snap(page, "platform-unit")
        page.goto("/authorisation/people/")
        page.get_by_label("证件号码").fill(portal.people["keeper"].id_number)
        page.get_by_role("button", name="查询").click()
        snap(page, "platform-place")


def _complete(page: Page, *, scripts: bool) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("单位信息")
    expect(page.get_by_text("请先核对并填写单位信息")).to_be_visible()
    if scripts:
        snap(page, "unit-information")
    page.get_by_label("单位地址").fill("兴庆区示例路1号")
    page.get_by_label("负责人", exact=False).first.fill("马负责")
    page.get_by_label("负责人手机号").fill("15400000021")
    page.get_by_role("radio", name="事业单位").check()
    page.get_by_label("所属地区").select_option(label="兴庆区") if not scripts else _choose(page, "所属地区", "兴庆区")
    for label, option in (("隶属关系", "县"), ("经济类型", "国有全资"), ("所属行业", "卫生和社会工作")):
        _choose(page, label, option) if scripts else page.get_by_label(label).select_option(label=option)
    for label in ("行政主管", "行业主管"):
        _find_superior(page, label, scripts=scripts)
    if scripts:
        snap(page, "unit-information-filled")
        page.get_by_label("单位地址").fill("")
        page.locator("main").get_by_role("button", name="保存", exact=True).last.click()
        expect(page.get_by_role("alert")).to_contain_text("请填写“单位地址”")
        snap(page, "unit-information-missing")
        page.get_by_label("单位地址").fill("兴庆区示例路1号")
    page.locator("main").get_by_role("button", name="保存", exact=True).last.click()


def _choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_label(label)
    if box.evaluate("one => one.tagName") == "SELECT":
        box.select_option(label=option)
        return
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).first.click()


def _find_superior(page: Page, label: str, *, scripts: bool) -> None:
    field = page.locator(".field", has_text=label).last
    field.get_by_role("combobox" if scripts else "textbox").fill("卫生健康")
    if scripts:
        page.get_by_role("option", name="自治区卫生健康委员会").click()
        expect(field.locator("[data-unit-chosen]")).to_contain_text("自治区卫生健康委员会")
        return
    field.get_by_role("button", name="查找").click()
    field = page.locator(".field", has_text=label).last
    field.get_by_role("radio", name="自治区卫生健康委员会").check()
    field.get_by_role("button", name="选定").click()
