"""A unit's administrator at the desk: enters a person, reports several at once, imports a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from applications.models import Application, SchemeVersion
from portal.people.invented import invented_id_number
from tests.collecting import book, publish_collection, reported_by_person, row_of
from tests.e2e.stage import Portal, Visitors, snap
from units.models import Unit

NUMBER = invented_id_number(6_800_001)


@pytest.fixture
def collecting(ningbo: Portal) -> SchemeVersion:
    return publish_collection(ningbo.tenant)


@pytest.fixture
def keeper(visitors: Visitors, collecting: SchemeVersion) -> Page:
    """The unit's administrator at the desk of the collection."""
    page = visitors.sign_in("keeper")
    page.goto("/my-units/cases/?scheme=collection")
    return page


@pytest.mark.requirement("NX-95", "NX-96", "NX-97")
def test_unit_enters_a_person_and_the_form_opens(keeper: Page) -> None:
    snap(keeper, "unit-desk-empty")
    keeper.get_by_role("link", name="立即申报").click()
    keeper.get_by_label("证件号码").fill(NUMBER[:-1])
    keeper.get_by_role("button", name="确认").click()
    expect(keeper.get_by_role("alert")).to_contain_text("应为 18 位")
    keeper.get_by_label("证件号码").fill(NUMBER)
    snap(keeper, "unit-enter-document")
    keeper.get_by_role("button", name="确认").click()
    keeper.get_by_label("姓名").fill("上官采集")
    keeper.get_by_label("已告知本人").check()
    snap(keeper, "unit-enter-person")
    keeper.get_by_role("button", name="开始填报").click()
    expect(keeper.get_by_role("heading", level=1)).to_contain_text("基本信息")
    keeper.get_by_label("职务").fill("工程师")
    nation = keeper.locator("input[role=combobox]")
    nation.fill("汉族")
    nation.press("Enter")
    snap(keeper, "unit-form")
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="保存").first.click()
    keeper.goto("/my-units/cases/?scheme=collection&list=draft")
    keeper.get_by_role("link", name="上官采集", exact=True).click()
    snap(keeper, "unit-draft")
    keeper.get_by_role("link", name="核对并上报").click()
    snap(keeper, "unit-preview")
    with keeper.expect_navigation():
        keeper.get_by_role("button", name="确认无误，提交").click()
    keeper.goto("/my-units/cases/?scheme=collection&list=review")
    expect(keeper.get_by_role("link", name="1人待审核")).to_be_visible()
    keeper.get_by_role("link", name="上官采集", exact=True).click()
    expect(keeper.get_by_role("link", name="打印预览")).to_be_visible()
    snap(keeper, "unit-reported-case")


@pytest.mark.requirement("NX-100", "NX-101", "NX-41")
def test_three_are_confirmed_at_once(keeper: Page, collecting: SchemeVersion, ningbo: Portal) -> None:
    with ningbo.scope():
        unit = Unit.objects.get(name="宁波市甬江港航设备有限公司")
        for number, name in enumerate(("赵一", "钱二", "孙三")):
            reported_by_person(collecting, unit, 6_800_100 + number, name=name)
    keeper.goto("/my-units/cases/?scheme=collection")
    expect(keeper.get_by_role("link", name="待单位确认 3")).to_have_attribute("aria-current", "page")
    snap(keeper, "unit-desk-to-confirm")
    keeper.get_by_label("全选本页").check()
    keeper.get_by_role("button", name="核对所选人员").click()
    expect(keeper.get_by_role("heading", name="3 人可以上报")).to_be_visible()
    snap(keeper, "unit-check")
    keeper.get_by_role("button", name="确认无误，提交").click()
    expect(keeper.get_by_text("已上报 3 人，等待审核。")).to_be_visible()
    snap(keeper, "unit-reported")
    with ningbo.scope():
        assert set(Application.objects.filter(version=collecting).values_list("state", flat=True)) == {"pre_review"}


@pytest.mark.requirement("NX-108")
def test_file_of_persons_is_checked_and_imported(keeper: Page, ningbo: Portal, tmp_path: Path) -> None:
    file = tmp_path / "人员.xlsx"
    file.write_bytes(
        book(row_of(6_800_201, "周四"), row_of(6_800_202, "吴五", 职务="字" * 31), row_of(6_800_203, "郑六"))
    )
    keeper.get_by_role("link", name="批量导入").click()
    with keeper.expect_download() as download:
        keeper.get_by_role("link", name="下载模板").click()
    assert download.value.suggested_filename == "人才信息采集-导入模板.xlsx"
    snap(keeper, "unit-imports")
    keeper.get_by_label("填好的 Excel 文件").set_input_files(file)
    keeper.get_by_role("button", name="上传并检查").click()
    expect(keeper.get_by_text("2 人通过检查，尚未导入。")).to_be_visible()
    expect(keeper.get_by_text("最多 30 个字，现在有 31 个。")).to_be_visible()
    snap(keeper, "unit-import-checked")
    keeper.get_by_label("已告知这些人员").check()
    keeper.get_by_role("button", name="导入", exact=True).click()
    expect(keeper.get_by_text("已导入 2 / 2 人")).to_be_visible()
    snap(keeper, "unit-import-done")
    with keeper.expect_download() as report:
        keeper.get_by_role("link", name="下载报告").click()
    assert report.value.suggested_filename.startswith("导入结果-")
    keeper.get_by_role("link", name="查看名单").click()
    expect(keeper.get_by_role("link", name="周四", exact=True)).to_be_visible()
    keeper.get_by_label("姓名").fill("zl")
    keeper.get_by_role("button", name="查找").click()
    expect(keeper.get_by_role("link", name="郑六", exact=True)).to_be_visible()
    expect(keeper.get_by_role("link", name="周四", exact=True)).to_have_count(0)
    snap(keeper, "unit-desk-drafts")


@pytest.mark.requirement("NB-48", "NX-104")
def test_many_on_two_pages_are_printed_and_confirmed_by_keyboard(
    keeper: Page, collecting: SchemeVersion, ningbo: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ticked on two pages of a sorted list, counted aloud, printed into one file, looked over and confirmed at once."""
    monkeypatch.setattr("applications.views.unit_desk.narrowing.SIZES", (2, 200))
    with ningbo.scope():
        unit = Unit.objects.get(name="宁波市甬江港航设备有限公司")
        for number, name in enumerate(("赵一", "钱二", "孙三", "阿四")):
            reported_by_person(collecting, unit, 6_800_300 + number, name=name)
    keeper.goto("/my-units/cases/?scheme=collection&list=confirm&order=name")
    expect(keeper.locator(".desk-today")).to_contain_text("有 4 件员工的申报待单位确认。")
    _press(keeper.get_by_label("选择 钱二"), "Space")
    expect(keeper.locator("[data-count]")).to_have_text("已选 1 人")
    snap(keeper, "unit-table")
    _press(keeper.get_by_role("link", name="下一页"), "Enter")
    _press(keeper.get_by_label("选择 赵一"), "Space")
    expect(keeper.get_by_label("选择 赵一")).to_be_focused()
    expect(keeper.locator("[data-count]")).to_have_text("已选 2 人，其中 1 人不在本页")
    _press(keeper.get_by_role("button", name="合并打印"), "Enter")
    expect(keeper.get_by_text("已生成 2 人的打印件")).to_be_visible()
    snap(keeper, "unit-letters")
    href = keeper.get_by_role("link", name="打开 PDF").get_attribute("href")
    begins = keeper.evaluate("async (url) => (await (await fetch(url)).text()).slice(0, 5)", href)
    assert begins == "%PDF-"
    _press(keeper.get_by_role("link", name="返回名单"), "Enter")
    expect(keeper.locator("[data-count]")).to_contain_text("已选 2 人")
    _press(keeper.get_by_role("button", name="核对所选人员"), "Enter")
    expect(keeper.get_by_role("heading", name="2 人可以上报")).to_be_visible()
    snap(keeper, "unit-check-many")
    _press(keeper.get_by_role("button", name="确认无误，提交"), "Enter")
    expect(keeper.get_by_text("已上报 2 人，等待审核。")).to_be_visible()
    keeper.goto("/my-units/cases/?scheme=collection&list=confirm")
    expect(keeper.locator("[data-count]")).to_have_text("没有选择人员")
    _press(keeper.get_by_label("选择全部 2 人"), "Space")
    expect(keeper.locator("[data-count]")).to_have_text("已选全部 2 人")
    _press(keeper.get_by_role("button", name="取消选择"), "Enter")
    expect(keeper.get_by_label("全选本页")).to_be_focused()


def _press(control: Locator, key: str) -> None:
    control.focus()
    control.press(key)
