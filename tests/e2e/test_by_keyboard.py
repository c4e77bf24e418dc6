"""The whole way from registration to a revoked certificate, gone by people who have no mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.filling import PERSONAL, PUBLICITY, large_picture, photo, scan, sealed
from tests.e2e.keyboard import Keyboard, as_typed
from tests.e2e.keyed import Keyed, assert_focus_is_in, bring, choose_files, choose_unit, fill_in, register
from tests.e2e.stage import Portal, Visitors, eventually, slot
from tests.e2e.whole_way import (
    NAME,
    UNIT,
    address_on,
    assert_pictures_are_whole,
    assert_verifies,
    printed_form,
)

CHOICES = {"申报人才类别": "E · 高级人才", "对应目录条件": "E1 具有博士学位并全职在甬工作（示例）"}
"""What a list shows in other words than those that a person looks for."""


@pytest.mark.requirement(
    *("NB-02", "NB-10", "NB-11", "NB-12", "NB-21", "NB-22", "NB-24", "NB-27", "NB-30", "NB-46", "NB-47", "NB-50"),
    *("NB-53", "NB-70", "NB-71", "NB-75", "NB-79", "NB-81", "NB-86", "NB-93", "NB-94", "NB-98", "NB-101"),
)
def test_the_whole_way_by_keyboard_alone(ningbo: Portal, visitors: Visitors, tmp_path: Path) -> None:
    people = Keyed(visitors)
    applicant = people.come()
    applicant.walk_round()
    register(applicant)
    agree(applicant)
    fill_in_the_first_page(applicant)
    fill_in_the_second_page(applicant)
    bring_the_papers(applicant, tmp_path)
    submit(applicant)

    confirm_for_the_unit(people)
    examine(ningbo, people)
    determine(people)
    bureau = approve(people)
    stranger = read_publicity(people)
    ningbo.forward(days=10)
    address = take_the_certificate(ningbo, applicant, tmp_path)
    assert_verifies(stranger.page, address, "有效")
    stranger.walk_round()
    withdraw_recognition(bureau)
    assert_verifies(stranger.page, address, "已撤销")
    assert not people.barriers()


def agree(keys: Keyboard) -> None:
    keys.skip()
    keys.open_page("高层次人才分类认定申请")
    expect(keys.page.locator(".statement section")).to_have_count(6)
    keys.skip()
    keys.to("我已阅读以上声明并同意…")
    keys.press("Space")
    keys.open_page("确定")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("基本信息")


def fill_in_the_first_page(keys: Keyboard) -> None:
    page = keys.page
    keys.skip()
    for label, value in (("国籍", "中国"), ("民族", "汉族")):
        keys.answer(label, value)
    choose_unit(keys, "甬江", UNIT)
    keys.open_page("下一步")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    keys.open("二寸照片…")
    expect(slot(page, "nb_photo")).to_be_focused()
    crop_the_photo(keys)
    keys.open_page("下一步")
    expect(page.get_by_role("heading", level=1)).to_have_text("个人信息")


def crop_the_photo(keys: Keyboard) -> None:
    """Given up with Escape at first; then enlarged, moved and used. Each time the focus comes back to the slot."""
    page, place = keys.page, slot(keys.page, "nb_photo")
    choose_files(keys, "nb_photo", photo())
    cut = page.locator("dialog.crop .cropper-crop-box")
    expect(cut).to_be_visible()
    keys.press("Escape")
    expect(page.locator("dialog.crop")).to_be_hidden()
    keys.gets(selector="[data-slot=nb_photo] input")

    choose_files(keys, "nb_photo", photo())
    expect(cut).to_be_visible()
    picture = page.locator("dialog.crop .cropper-canvas")
    at_first = place_of(picture)
    keys.open("放大")
    eventually(lambda: place_of(picture) != at_first, page)
    x, y = place_of(picture)
    keys.press("ArrowDown")
    keys.open("左移")
    eventually(lambda: place_of(picture) == pytest.approx((x - 12, y + 12)), page)
    keys.open("使用这张照片")
    expect(place.locator(".file-card")).to_have_count(1)
    assert_focus_is_in(keys, "nb_photo")


def place_of(picture: Locator) -> tuple[float, float]:
    box = picture.bounding_box()
    assert box
    return box["x"], box["y"]


def fill_in_the_second_page(keys: Keyboard) -> None:
    keys.skip()
    fill_in(keys, PERSONAL | CHOICES)
    keys.open_page("下一步")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("附件材料")


def bring_the_papers(keys: Keyboard, folder: Path) -> None:
    page = keys.page
    keys.skip()
    fill_in(keys, PUBLICITY)
    bring(keys, "nb_identity", scan("居民身份证", "身份证 正面.jpg"), scan("身份证背面", "身份证 背面.jpg"))
    bring(keys, "nb_contract", scan("别的文件", "误传.jpg"))
    keys.open("删除 误传.jpg", back=True)
    expect(slot(page, "nb_contract").locator(".file-card")).to_have_count(0)
    assert_focus_is_in(keys, "nb_contract")
    bring(keys, "nb_contract", large_picture("劳动合同.jpg"))
    keys.open_page("提交")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    keys.open("最高学历学位证书…")
    bring(keys, "nb_highest_degree", scan("博士学位证书"))
    bring(keys, "nb_chsi_proof", scan("学信网在线验证报告"))
    keys.to(selector=".print-panel a", back=True)
    pictures = printed_form(page, folder)
    bring(keys, "nb_form_sealed", *sealed([picture.read_bytes() for picture in pictures]))
    assert_pictures_are_whole(page)
    keys.walk_round()


def submit(keys: Keyboard) -> None:
    keys.skip()
    keys.open_page("提交")
    expect(keys.page.locator("main")).to_contain_text("结果将以短信通知，请耐心等待")
    keys.skip()
    keys.open_page("查看办理进度")
    expect(keys.page.locator(".page-head .status")).to_have_text("待单位确认")
    think_better_of_withdrawing(keys)


def think_better_of_withdrawing(keys: Keyboard) -> None:
    """The question keeps the focus while it is asked, and gives it back to the button that asked it."""
    question = keys.page.get_by_role("dialog")
    keys.open("撤回申报")
    expect(question).to_be_visible()
    keys.open("取消")
    expect(question).to_be_hidden()
    keys.gets("撤回申报")
    keys.press("Enter")
    keys.to("确定撤回")
    keys.press("Escape")
    expect(question).to_be_hidden()
    keys.gets("撤回申报")


def confirm_for_the_unit(people: Keyed) -> None:
    keys = people.sign_in("keeper")
    keys.skip()
    keys.open_page("去确认")
    keys.skip()
    keys.open_page("核对并确认")
    expect(keys.page.locator("main")).to_contain_text("港口航道与海岸工程")
    keys.walk_round()
    keys.skip()
    keys.open_page("确认")
    expect(keys.page.locator("main")).to_contain_text("待预审")


def examine(ningbo: Portal, people: Keyed) -> None:
    """With the keys of the workbench; what a decision still needs is said, and one key leads to the first of it."""
    keys = people.sign_in("window")
    open_case(keys)
    with keys.page.expect_navigation():
        keys.press("t")
    expect(keys.page.get_by_role("button", name="交回")).to_be_visible()
    keys.walk_round()
    decide(keys)

    ningbo.forward(days=1)
    open_case(keys)
    decide(keys, is_taken=False)
    expect(keys.page.locator("[data-error-summary]")).to_be_focused()
    expect(keys.page.locator(".decision-panel .field-invalid")).to_have_count(3)
    keys.press("a")
    keys.gets("原件核验日期…")
    keys.type(as_typed("2026-04-02"))
    keys.to("材料保管单位")
    keys.type("市服务总窗口")
    keys.to("已核查全职引进时间")
    keys.press("Space")
    keys.to("意见")
    keys.type("经核对原件，与上传材料一致。")
    keys.open_page("提交决定")
    expect(keys.page.locator("main")).to_contain_text("已记录")


def determine(people: Keyed) -> None:
    """The department of the category claimed determines another one; the window passes it on."""
    keys = people.signed_in("department")
    open_case(keys)
    keys.press("a")
    keys.to("认定类别", back=True)
    keys.choose("D · 拔尖人才")
    keys.to("已核查全职引进时间")
    keys.press("Space")
    keys.open_page("提交决定")
    expect(keys.page.locator("main")).to_contain_text("已记录")
    decide(open_case(people.signed_in("window")))


def approve(people: Keyed) -> Keyboard:
    """Three offices confirm jointly, one of them without any letter as a command; the Bureau approves at last."""
    bureau, talents, department = (people.signed_in(who) for who in ("bureau", "talent_office", "department"))
    decide(open_case(bureau))
    confirm_by_tab(talents)
    decide(open_case(department))
    decide(open_case(bureau))
    return bureau


def confirm_by_tab(keys: Keyboard) -> None:
    keys.open_page("审核工作台")
    keys.skip()
    keys.open_page(NAME)
    keys.open("跳到申报")
    keys.gets(f"{NAME}…")
    keys.open("确认")
    keys.gets("提交决定")
    keys.send()
    expect(keys.page.locator("main")).to_contain_text(f"已记录对 {NAME} 的决定")


def open_case(keys: Keyboard) -> Keyboard:
    """Go to the desk by the main menu, and to the most urgent case by its key."""
    keys.open_page("审核工作台")
    with keys.page.expect_navigation():
        keys.press("j")
    expect(keys.page.locator("[data-case-title]")).to_contain_text(NAME)
    return keys


def decide(keys: Keyboard, *, is_taken: bool = True) -> None:
    """Pass a case with two keys."""
    keys.press("a")
    keys.send()
    if is_taken:
        expect(keys.page.locator("main")).to_contain_text(f"已记录对 {NAME} 的决定")


def read_publicity(people: Keyed) -> Keyboard:
    keys = people.come()
    keys.open_page("结果公示")
    line = keys.page.locator("tbody tr")
    for words in (NAME, UNIT, "拔尖人才"):
        expect(line).to_contain_text(words)
    keys.skip()
    keys.to(f"提出异议 {NAME}")
    return keys


def take_the_certificate(ningbo: Portal, keys: Keyboard, folder: Path) -> str:
    """Download the certificate and return the address that its QR code holds."""
    keys.open_page("申报查询")
    keys.skip()
    keys.open_page("查看证书")
    keys.skip()
    keys.to("下载电子证书…")
    with keys.page.expect_download() as download:
        keys.press("Enter")
    return address_on(download.value, ningbo, folder)


def withdraw_recognition(keys: Keyboard) -> None:
    keys.open_page("审核工作台")
    keys.skip()
    keys.open_page("已办")
    keys.skip()
    keys.open_page("撤销认定")
    keys.skip()
    keys.to("原因")
    keys.type("经查实，申报材料不实。")
    keys.open_page("撤销认定")
    expect(keys.page.locator("main")).to_contain_text("已撤销")
