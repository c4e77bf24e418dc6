"""A case's way through unit, offices, publicity and certificate: the same steps with scripts and without."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from applications.models import Application
from tests.e2e import whole_way
from tests.e2e.stage import Portal, Visitors, decide, open_case, snap
from tests.e2e.whole_way import NAME, UNIT, address_on


def confirm_for_the_unit(visitors: Visitors) -> None:
    keeper = visitors.sign_in_by_hand("keeper")
    keeper.goto("/my-units/cases/")
    snap(keeper, "unit-desk")
    keeper.get_by_role("link", name="核对并确认").click()
    expect(keeper.locator("main")).to_contain_text("港口航道与海岸工程")
    snap(keeper, "unit-case")
    keeper.get_by_role("button", name="确认", exact=True).click()
    expect(keeper.locator("main")).to_contain_text("待预审")


def examine(ningbo: Portal, visitors: Visitors) -> None:
    """The office that the unit's attributes lead to passes the pre-examination and checks the originals."""
    window = visitors.sign_in_by_hand("window")
    window.goto("/desk/")
    snap(window, "queue")
    open_case(window, NAME)
    window.get_by_role("button", name="领取").click()
    expect(window.get_by_role("button", name="交回")).to_be_visible()
    snap(window, "task-pre-review")
    decide(window, "预审通过", words="材料齐全。")
    telephone = visitors.come()
    telephone.goto("/notices/sms/")
    expect(telephone.locator("tbody")).to_contain_text("请单位负责人员携带相关材料原件到以下网点初审")
    expect(telephone.locator("tbody")).to_contain_text("宁波市鄞州区示例路1号一楼")
    snap(telephone, "sms-originals")

    ningbo.forward(days=1)
    open_case(window, NAME)
    decide(window, "初审通过并移交")
    expect(window.locator(".decision-panel .field-invalid")).to_have_count(3)
    snap(window, "task-originals-refused")
    panel = window.locator(".decision-panel")
    panel.get_by_label("原件核验日期").fill("2026-04-02")
    panel.get_by_label("材料保管单位").fill("市服务总窗口")
    panel.get_by_label("已核查全职引进时间").check()
    decide(window, "初审通过并移交", words="经核对原件，与上传材料一致。")
    expect(window.locator("main")).to_contain_text("已记录")


def determine(visitors: Visitors) -> None:
    """The department of the category claimed determines another one."""
    department = visitors.sign_in("department")
    open_case(department, NAME)
    panel = department.locator(".decision-panel")
    panel.get_by_label("认定类别").select_option(label="D · 拔尖人才")
    panel.get_by_label("已核查全职引进时间").check()
    snap(department, "task-department")
    decide(department, "审核通过", words="符合拔尖人才条件。")
    window = visitors.sign_in("window")
    open_case(window, NAME)
    decide(window, "报送市人社局")


def approve(ningbo: Portal, visitors: Visitors) -> None:
    """Three offices confirm jointly; the Bureau approves after the last of them."""
    bureau = visitors.sign_in("bureau")
    open_case(bureau, NAME)
    decide(bureau, "确认", words="同意。")
    bureau.goto("/desk/")
    expect(bureau.get_by_role("link", name=NAME)).to_have_count(0)
    for who in ("talent_office", "department"):
        office = visitors.sign_in(who)
        open_case(office, NAME)
        snap(office, f"task-joint-{who.replace('_', '-')}")
        decide(office, "确认")
    open_case(bureau, NAME)
    snap(bureau, "task-approval")
    decide(bureau, "审批通过并公示", words="同意认定。")
    expect(bureau.locator("main")).to_contain_text("已记录")


def publicise(ningbo: Portal, visitors: Visitors, applicant: Page) -> None:
    stranger = visitors.come()
    stranger.goto("/")
    stranger.get_by_role("link", name="查看公示").click()
    line = stranger.locator("tbody tr")
    expect(line).to_contain_text(NAME)
    expect(line).to_contain_text(UNIT)
    expect(line).to_contain_text("拔尖人才")
    snap(stranger, "publicity")
    expect(line).not_to_contain_text("339999")
    applicant.reload()
    expect(applicant.locator(".case-list > li")).to_contain_text("公示中")
    applicant.get_by_role("link", name="查看进度").click()
    expect(applicant.locator("main")).to_contain_text("公示中")
    expect(applicant.get_by_role("link", name="下载电子证书")).to_have_count(0)
    applicant.go_back()
    ningbo.forward(days=4)
    assert Application.objects.get(applicant_name=NAME).label_zh == "公示中"
    ningbo.forward(days=6)
    for who in ("keeper", "window", "department"):
        told = visitors.sign_in(who)
        told.goto("/notices/")
        expect(told.locator("main")).to_contain_text(f"{NAME}已被认定为拔尖人才，公示无异议")


def take_the_certificate(ningbo: Portal, page: Page, folder: Path) -> str:
    """Download the certificate and return the address that its QR code holds."""
    page.reload()
    expect(page.locator(".case-list > li")).to_contain_text("已认定")
    page.get_by_role("link", name="查看证书").click()
    expect(page.locator("main")).to_contain_text("不再发放纸质证书")
    snap(page, "case-approved")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载电子证书").click()
    address = address_on(download.value, ningbo, folder)
    page.goto("/notices/")
    expect(page.locator("main")).to_contain_text("NBRC2026000001")
    snap(page, "inbox")
    page.goto("/notices/sms/")
    expect(page.locator("tbody")).to_contain_text("恭喜！您已被认定为")
    return address


def assert_verifies(page: Page, address: str, answer: str) -> None:
    whole_way.assert_verifies(page, address, answer)
    snap(page, f"verify-{'valid' if answer == '有效' else 'revoked'}")
