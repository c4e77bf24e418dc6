"""The longest form of all, in a browser: by keyboard alone, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from applications.models import Application
from tests.builders import PASSWORD
from tests.e2e.filling import scan
from tests.e2e.keyboard import Keyboard
from tests.e2e.long_form import BASIC, RECORDS, SINGLE, make_record
from tests.e2e.members import come_in, read_picture
from tests.e2e.stage import Portal, Visitors, snap

PICTURED = ("学习经历", "科研项目")


@pytest.mark.requirement(
    *("NX-42", "NX-43", "NX-44", "NX-45", "NX-46", "NX-47", "NX-51", "NX-53", "NX-54", "NX-55", "NX-60", "NX-62"),
    *("NX-63", "NX-64", "NX-65", "NX-72", "NX-74", "NX-76", "NX-77", "NX-78", "NX-79", "NX-81", "NX-84", "NX-88"),
    *("NX-92", "NX-93", "NX-94"),
)
def test_all_seventeen_tabs_by_keyboard_alone(ningxia: Portal, guests: Visitors) -> None:
    page = guests.come()
    keys = Keyboard(page)
    sign_in_by_keyboard(keys, ningxia)
    begin(keys)
    fill_in_basic_information(keys)
    for title, answers in RECORDS.items():
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        if title in SINGLE:
            fill_in_single_tab(keys, answers)
        else:
            fill_in_record(keys, title, answers)
        go_to_tab_after(keys, title)
    bring_proofs(keys)
    report(keys)
    assert not keys.hidden


def sign_in_by_keyboard(keys: Keyboard, portal: Portal) -> None:
    keys.page.goto("/")
    keys.open_page("登录")
    person = portal.people["talent"]
    keys.to("证件号码")
    keys.page.keyboard.type(person.id_number)
    keys.to(selector="[type=password]")
    keys.page.keyboard.type(PASSWORD)
    keys.to(selector="#id_captcha_1, [name=captcha_text], [name=captcha]")
    keys.page.keyboard.type(read_picture(keys.page))
    with keys.page.expect_navigation():
        keys.press("Enter")
    expect(keys.page.locator("header .menu summary")).to_contain_text("马思远")


def begin(keys: Keyboard) -> None:
    keys.open("马思远")
    keys.open_page("高层次人才信息采集")
    keys.open_page("开始填报")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("基本信息")


def fill_in_basic_information(keys: Keyboard) -> None:
    """Saving leads to the next tab (NX-46)."""
    expect(keys.page.locator("output.fixed")).to_have_text(  # what the register knows is shown and cannot be changed
        [
            "居民身份证(户口簿)",
            re.compile(r"^\d{17}[\dX]$"),
            "马思远",
            "男性",
            re.compile(r"^\d{4}-\d\d-\d\d$"),
            "兴庆区示例中心",
        ]
    )
    for label, value in BASIC.items():
        keys.answer(label, value)
    keys.press("Tab")
    expect(keys.page.locator("[data-save-state]")).to_contain_text("已保存")
    snap(keys.page, "long-form-basic")
    keys.open_page("保存")


def fill_in_single_tab(keys: Keyboard, answers: dict[str, str]) -> None:
    keys.open("跳过页签")
    for label, value in answers.items():
        keys.answer(label, value)
    keys.open_page("保存")


def fill_in_record(keys: Keyboard, title: str, answers: dict[str, str]) -> None:
    """The form of a new record has the focus in its first field; saved, its row of the list has it."""
    keys.open("跳过页签")
    keys.open_page("新增")
    assert keys.focused()["field"] == next(iter(answers))
    for label, value in answers.items():
        keys.answer(label, value)
    if title in PICTURED:
        snap(keys.page, f"long-form-record-{PICTURED.index(title) + 1}")
    keys.open_page("保存")
    expect(keys.page.locator("tr:focus")).to_contain_text("1")
    if title in PICTURED:
        snap(keys.page, f"long-form-list-{PICTURED.index(title) + 1}")


def go_to_tab_after(keys: Keyboard, title: str) -> None:
    titles = [*RECORDS, "附件管理"]
    following = titles[titles.index(title) + 1]
    if keys.page.get_by_role("heading", level=1).inner_text() != following:
        keys.open_page(following, back=keys.page.locator("tr:focus").count() > 0)


def bring_proofs(keys: Keyboard) -> None:
    """A file for each row but the last, for which there is no certificate."""
    page = keys.page
    rows = page.locator("[data-slot]")
    expect(rows).to_have_count(9)
    for number in range(8):
        keys.to(selector=f"[data-slot]:nth-child({number + 1}) input[type=file]")
        with page.expect_file_chooser() as chooser:
            keys.press("Space")
        chooser.value.set_files([scan("证书", f"证书{number}.jpg")])  # type: ignore[arg-type]
        expect(rows.nth(number).locator(".file-card")).to_have_count(1)
    keys.open("没有证书？填写情况说明 荣誉奖项名称:")
    keys.to("情况说明")
    page.keyboard.type("证书已遗失，颁奖单位可以证明。")
    keys.open_page("作为附件提交说明")
    expect(rows.nth(8).locator(".file-card")).to_have_count(1)
    snap(page, "long-form-attachments")


def report(keys: Keyboard) -> None:
    page = keys.page
    expect(page.locator(".tabs .bi-check-circle-fill")).to_have_count(17)
    keys.open_page("上报")
    expect(page.get_by_role("alert").or_(page.locator(".notice")).first).to_contain_text("内容完整")
    snap(page, "long-form-preview")
    keys.open_page("确认无误上报")
    case = Application.objects.get(applicant_name="马思远")
    assert case.label == "待单位确认"
    assert {key: len(value) for key, value in case.answers.items() if isinstance(value, list)}
    snap(page, "long-form-reported")


@pytest.mark.requirement("NX-20")
def test_a_browser_without_scripts_adds_a_record(ningxia: Portal, guests: Visitors) -> None:
    """Whatever the browser, and however old: nothing of it is asked but links and forms."""
    case, _record = make_record(ningxia, "papers")
    page = come_in(guests.come(scripts=False), ningxia.people["talent"])
    page.goto(f"/cases/{case.public_id}/form/work/")
    page.get_by_role("button", name="新增").click()
    for label, value in RECORDS["工作经历"].items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator("tbody tr")).to_contain_text("示例环境监测站")
    case.refresh_from_db()
    assert case.answers["work"][0]["duty"] == "水质监测"
