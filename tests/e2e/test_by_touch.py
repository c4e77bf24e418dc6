"""The longest form of all with a telephone: 390 px, one finger, no mouse, from signing in to the case's timeline."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from applications.models import Application
from tests.builders import PASSWORD
from tests.e2e.filling import scan
from tests.e2e.long_form import BASIC, RECORDS, SINGLE
from tests.e2e.members import read_picture
from tests.e2e.stage import Portal, Visitors, eventually, snap
from tests.e2e.touch import Finger

LEFT_OUT = "家庭地址"
FIRST, LAST = "工作经历", "补充信息"
PICTURED = "科研项目"


@pytest.mark.requirement(
    *("NX-42", "NX-43", "NX-44", "NX-45", "NX-46", "NX-47", "NX-51", "NX-53", "NX-54", "NX-55", "NX-60", "NX-62"),
    *("NX-63", "NX-64", "NX-65", "NX-72", "NX-74", "NX-76", "NX-77", "NX-78", "NX-79", "NX-81", "NX-84", "NX-88"),
    *("NX-92", "NX-93", "NX-94"),
)
def test_all_seventeen_tabs_with_a_finger_on_a_phone(ningxia: Portal, guests: Visitors) -> None:
    finger = Finger(guests.come(phone=True))
    sign_in_by_touch(finger, ningxia)
    begin(finger)
    fill_in_basic_information(finger)
    for title, answers in RECORDS.items():
        expect(heading(finger)).to_have_text(title)
        if title in SINGLE:
            fill_in_single_tab(finger, answers)
        else:
            fill_in_record(finger, title, answers)
        if title == FIRST:
            keep_several_records(finger, answers)
        if title == "人才工程":
            leave_and_come_back(finger)
        go_to_tab_after(finger, title)
    bring_proofs(finger)
    mend_what_is_missing(finger)
    report(finger)
    assert not finger.troubles, "\n".join(dict.fromkeys(finger.troubles))


def heading(finger: Finger) -> Locator:
    return finger.page.get_by_role("heading", level=1)


def sign_in_by_touch(finger: Finger, portal: Portal) -> None:
    page, person = finger.page, portal.people["talent"]
    page.goto("/")
    finger.look()
    finger.open_page(page.locator("header").get_by_role("link", name="登录"))
    finger.tap(page.get_by_role("radio", name="个人"))
    finger.write(page.get_by_label("证件号码"), person.id_number)
    finger.write(page.locator("[type=password]"), PASSWORD)
    finger.write(page.get_by_label("验证码"), read_picture(page))
    finger.open_page(page.locator("main").get_by_role("button", name="登录", exact=True))
    expect(page.locator("header .menu summary")).to_contain_text("马思远")


def begin(finger: Finger) -> None:
    """The person's own menu lists the scheme."""
    page = finger.page
    finger.tap(page.locator("header .menu summary"))
    snap(page, "phone-own-menu")
    finger.open_page(page.locator("header .menu").get_by_role("link", name="高层次人才信息采集"))
    finger.open_page(page.get_by_role("button", name="开始填报").or_(page.get_by_role("link", name="开始填报")))
    expect(heading(finger)).to_have_text("基本信息")


def fill_in_basic_information(finger: Finger) -> None:
    """One answer is left out: the check of the whole form leads to it later."""
    page = finger.page
    for label, value in BASIC.items():
        if label != LEFT_OUT:
            finger.answer(label, value)
    finger.tap(page.get_by_role("button", name="清除“聘任时间”"))
    finger.answer("聘任时间", BASIC["聘任时间"])
    page.locator(":focus").blur()
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    snap(page, "phone-basic")
    go_to(finger, FIRST)


def go_to(finger: Finger, title: str) -> None:
    """The tabs of a phone: one line that opens to a list of all pages."""
    progress = finger.page.locator(".form-progress")
    finger.tap(progress.locator("summary"))
    if title == FIRST:
        snap(finger.page, "phone-pages")
    finger.open_page(progress.get_by_role("link", name=title, exact=True))
    expect(heading(finger)).to_have_text(title)


def fill_in_single_tab(finger: Finger, answers: dict[str, str]) -> None:
    for label, value in answers.items():
        finger.answer(label, value)
    finger.open_page(finger.page.get_by_role("button", name="保存", exact=True))


def fill_in_record(finger: Finger, title: str, answers: dict[str, str]) -> None:
    page = finger.page
    finger.open_page(page.get_by_role("button", name="新增"))
    for label, value in answers.items():
        finger.answer(label, value)
    if title == PICTURED:
        snap(page, "phone-record")
    finger.open_page(page.get_by_role("button", name="保存", exact=True))
    expect(page.locator("tr:focus")).to_contain_text("1")
    if title == PICTURED:
        snap(page, "phone-records")


def keep_several_records(finger: Finger, answers: dict[str, str]) -> None:
    """Copied, changed, moved up, moved down again, and the copy deleted."""
    page, rows = finger.page, finger.page.locator("tbody tr")
    finger.open_page(rows.first.get_by_role("button", name="复制"))
    finger.tap(finger.field("工作单位").locator("input"))
    finger.field("工作单位").locator("input").fill("示例水务公司")
    finger.open_page(page.get_by_role("button", name="保存", exact=True))
    finger.open_page(rows.nth(1).get_by_role("button", name="上移"))
    expect(rows.first).to_contain_text("示例水务公司")
    finger.open_page(rows.first.get_by_role("button", name="下移"))
    expect(rows.first).to_contain_text(answers["工作单位"])
    finger.tap(rows.nth(1).locator("summary").filter(has_text="删除"))
    finger.open_page(page.get_by_role("dialog").get_by_role("button", name="删除"))
    expect(rows).to_have_count(1)


def leave_and_come_back(finger: Finger) -> None:
    """Home says what to do next, and leads to where something is missing; the list of pages leads on from there."""
    page = finger.page
    finger.open_page(page.locator("header .brand"))
    finger.open_page(page.locator("main").get_by_role("link", name="修改提交"))
    expect(heading(finger)).to_have_text("基本信息")
    go_to(finger, "人才工程")


def go_to_tab_after(finger: Finger, title: str) -> None:
    titles = [*RECORDS, "附件管理"]
    following = titles[titles.index(title) + 1]
    if heading(finger).inner_text() == following:
        return
    finger.open_page(finger.page.get_by_role("link", name="下一页"))
    expect(heading(finger)).to_have_text(following)


def bring_proofs(finger: Finger) -> None:
    """Chosen, taken with the camera, turned and cut; and one for which there is no certificate."""
    page = finger.page
    rows = page.locator("[data-slot]")
    expect(rows).to_have_count(9)
    look = page.locator("dialog[data-look]")
    for number in range(8):
        row = rows.nth(number)
        control = row.locator("label.camera") if number % 2 else row.locator("input[type=file]:not([data-camera])")
        finger.choose_file(control, scan("证书", f"证书{number}.jpg"))
        if number == 0:
            cut(finger)
        finger.tap(look.get_by_role("button", name="上传这张"))
        expect(row.locator(".file-card")).to_have_count(1)
    finger.tap(rows.nth(8).locator("summary"))
    finger.write(rows.nth(8).get_by_label("情况说明"), "证书已遗失，颁奖单位可以证明。")
    finger.open_page(rows.nth(8).get_by_role("button", name="作为附件提交说明"))
    expect(rows.nth(8).locator(".file-card")).to_have_count(1)
    snap(page, "phone-attachments")


def cut(finger: Finger) -> None:
    """Turned, and cut to a part of it with a finger at a corner."""
    look = finger.page.locator("dialog[data-look]")
    expect(look).to_be_visible()
    finger.tap(look.get_by_role("button", name="旋转"))
    finger.tap(look.get_by_role("button", name="裁剪", exact=True))
    width = _width(look.locator(".cropper-crop-box"))
    finger.drag(look.locator(".cropper-point.point-se"), (-60, -60))
    eventually(lambda: _width(look.locator(".cropper-crop-box")) < width - 40, finger.page)
    finger.tap(look.get_by_role("button", name="完成裁剪"))
    expect(look.get_by_role("button", name="裁剪", exact=True)).to_be_visible()


def _width(element: Locator) -> float:
    place = element.bounding_box()
    return place["width"] if place else 0


def mend_what_is_missing(finger: Finger) -> None:
    """The list of what is missing leads to the field, on another page."""
    page = finger.page
    finger.open_page(page.get_by_role("button", name="上报").first)
    snap(page, "phone-missing")
    finger.open_page(page.locator("[data-error-summary]").get_by_role("link", name=LEFT_OUT))
    box = finger.field(LEFT_OUT).locator("input")
    expect(box).to_be_in_viewport(ratio=1)
    finger.write(box, BASIC[LEFT_OUT])
    finger.open_page(page.get_by_role("button", name="保存", exact=True))


def report(finger: Finger) -> None:
    page = finger.page
    finger.open_page(page.get_by_role("link", name="上报").or_(page.get_by_role("button", name="上报")).first)
    expect(page.locator(".notice").first).to_contain_text("内容完整")
    finger.open_page(page.get_by_role("button", name="确认无误上报"))
    assert Application.objects.get(applicant_name="马思远").label == "待单位确认"
    finger.tap(page.get_by_role("button", name="菜单"))
    finger.open_page(page.locator("#site-nav-items").get_by_role("link", name="申报查询"))
    expect(page.locator(".case-list .status")).to_have_text("待单位确认")
    finger.open_page(page.locator("main").get_by_role("link", name="高层次人才信息采集").first)
    expect(page.locator(".timeline")).to_contain_text("提交")
    snap(page, "phone-case")
