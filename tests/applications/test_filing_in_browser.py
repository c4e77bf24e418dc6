"""The whole filing as a person and a unit go through it: form, letters, files, report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from applications.models import Application
from portal.calendar.services import fill_calendar
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests.applications.filling import client_of, picture
from tests.builders import NEARBY, make_tenant
from tests.e2e.papers import fetched, text_of
from tests.e2e.stage import slot, snap
from tests.filed import Filed, make_filed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filing(live_server: LiveServer) -> Iterator[Filed]:
    tenant = make_tenant(region_code="330100")
    with tenant_scope(tenant):
        fill_calendar(years=NEARBY)
        yield make_filed(tenant)


def page_of(browser: Browser, live_server: LiveServer, user: User) -> Page:
    host = f"http://ningbo.localhost:{live_server.url.rsplit(':', 1)[1]}"
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", base_url=host)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client_of(user).cookies[name].value, "url": host}])
    return context.new_page()


@pytest.mark.requirement(
    "HZ-25", "HZ-46", "HZ-54", "HZ-55", "HZ-59", "HZ-62", "HZ-66", "HZ-82", "HZ-83", "HZ-84", "HZ-85", "HZ-90"
)
def test_person_files_and_unit_reports(live_server: LiveServer, browser: Browser, filing: Filed) -> None:
    page = page_of(browser, live_server, filing.person)
    page.goto("/cases/of/refiling/")
    page.get_by_role("link", name="增加备案申请").first.click()
    page.get_by_role("button").filter(has_text="开始").or_(
        page.get_by_role("button", name="增加备案申请")
    ).first.click()

    page.get_by_label("行政职务").fill("电焊工")
    page.get_by_label("来此工作时间", exact=True).fill("2015-03-01")
    page.get_by_role("button", name="清除“来此工作时间”").click()
    expect(page.get_by_label("来此工作时间", exact=True)).to_have_value("")
    page.get_by_role("button", name="保存信息").last.click()
    expect(page.locator("[data-error-summary]")).to_contain_text("申请认定类别")
    expect(page.get_by_label("行政职务")).to_have_value("电焊工")
    snap(page, "filing-faults")

    page.get_by_label("工作单位").fill("示例")
    page.get_by_role("option", name="示例科技公司").click()
    page.get_by_role("radio", name="D").check()
    page.get_by_role("button", name="保存信息").last.click()
    step = page.locator("#next-step")
    expect(step).to_contain_text("上传佐证材料")
    expect(step).to_contain_text("按照规定交所在部门进行公示")
    snap(page, "filing-form-saved")
    assert filing.person.id_number not in text_of(fetched(step.get_by_role("link", name="打印公示信息")))
    page.get_by_label("行政职务").fill("班长")
    page.get_by_label("行政职务").blur()
    expect(step.get_by_role("link", name="打印公示信息")).to_be_hidden()  # what was saved no longer holds
    expect(step).to_contain_text("草稿")
    page.get_by_role("button", name="保存信息").last.click()
    step.get_by_role("link", name="佐证材料上传").click()

    expect(slot(page, "sealed")).to_contain_text("暂未上传")
    upload = {"name": "盖章页.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    slot(page, "sealed").locator("input[type=file]").set_input_files(upload)
    expect(slot(page, "sealed")).to_contain_text("已上传")
    page.get_by_role("button", name="保存材料").last.click()
    expect(page.locator("#next-step")).to_contain_text("请联系所属企业进行提交")
    snap(page, "filing-files-saved")
    page.goto("/cases/of/refiling/")
    expect(page.get_by_role("row").last).to_contain_text("*秀强")
    snap(page, "filing-list")
    page.get_by_role("link", name="删除").click()
    snap(page, "filing-delete")

    unit = page_of(browser, live_server, filing.keeper)
    unit.goto("/my-units/cases/?scheme=refiling")
    snap(unit, "filing-desk")
    unit.get_by_role("link", name="核对 市秀强").click()
    snap(unit, "filing-case-of-unit")
    unit.get_by_role("button", name="核对后上报").click()
    unit.get_by_role("button", name="上报").click()
    expect(unit.get_by_text("请先核对申报人是否为本单位员工")).to_be_visible()
    unit.get_by_role("checkbox", name="已核对").check()
    snap(unit, "filing-check")
    unit.get_by_role("button", name="上报").click()
    expect(unit.get_by_text("已上报 1 人")).to_be_visible()
    unit.goto(f"/my-units/{filing.unit.public_id}/words/refiling/")
    snap(unit, "filing-unit-words")

    page.goto("/cases/of/refiling/")
    row = page.get_by_role("row").last
    expect(row).to_contain_text("待预审")
    assert [one.strip() for one in row.get_by_role("link").all_inner_texts()] == ["查看", "打印公示信息", "进度查询"]
    row.get_by_role("link", name="进度查询").click()
    snap(page, "filing-progress")
    assert Application.objects.get().state == "pre_review"
