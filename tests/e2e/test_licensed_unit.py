"""The whole way of a unit that its licence opens: in by phone, certified, permitted, declaring, and told what the city decided."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from portal.people.choices import Sex
from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from review.models import ReviewTask
from review.services.deciding import decide_task
from tests.e2e.filling import answer, field_of, give, scan
from tests.e2e.members import read_picture
from tests.e2e.papers import fetched, text_of
from tests.e2e.stage import Portal, Visitors, decide, open_case, slot, snap
from tests.portal.people.acting import code_sent_to
from tests.units.licence.drawing import Licence, landscape

UNIT, USCC = "北京示例云帆软件有限公司", invented_uscc(5102)
HANDLER, PHONE = "欧阳娜", invented_phone(990)
PERSON, NUMBER = "上官云舒", invented_id_number(7_900_001)
EXPIRED = "所附高新技术企业证书已过有效期，请更换。"
OTHERS = "专利证书上的姓名与申报人不符。"
DESK = "/my-units/cases/?scheme=declaration"

COMPANY = {
    "注册地所在区": "朝阳区",
    "纳税所在区": "朝阳区",
    "从事领域": "科技创新",
    "单位联系人": HANDLER,
    "联系方式": "1540000099012345",
}
TAXES = {"2024年纳税额（元）": "1200000", "2025年纳税额（元）": "1500000", "不足三年的原因": "企业成立于2023年6月"}
PROFILE = "主营云计算软件研发，员工一百二十人，近三年研发投入占营业收入的百分之十五。"
BASIC = {
    "政治面貌": "中共党员",
    "职称": "高级工程师",
    "最高学历": "博士研究生毕业",
    "最高学位": "博士",
    "最高学历(学位)所在院校": "示例理工大学",
    "所学专业": "控制科学与工程",
}


@pytest.mark.requirement(
    *("CY-03", "CY-04", "CY-05", "CY-11", "CY-12", "CY-13", "CY-16", "CY-21", "CY-22", "CY-24", "CY-25", "CY-26"),
    *("CY-27", "CY-28", "CY-29", "CY-30", "CY-31", "CY-32", "CY-33", "CY-36", "CY-38", "CY-39", "CY-43", "CY-44"),
    *("CY-45", "CY-46", "CY-50", "CY-51", "CY-52", "CY-53", "CY-54", "CY-56", "CY-57", "CY-58", "CY-61", "CY-63"),
    *("CY-65", "CY-66", "CY-67", "CY-68", "CY-69", "CY-70", "CY-71", "CY-72", "CY-73", "CY-74", "CY-75", "CY-76"),
)
def test_from_the_licence_to_the_citys_list(chaoyang: Portal, comers: Visitors, tmp_path: Path) -> None:
    unit = comers.come()
    come_in_by_phone(unit, chaoyang)
    identity_does_not_lead_on(unit)
    certify(unit, tmp_path)
    apply_for_permission(unit)

    staff = comers.sign_in("staff")
    refuse_permission(staff)
    apply_again(unit)
    pass_on(chaoyang, "staff")

    enter_person(unit)
    declare_by_patents(unit)
    see_file_names(staff)
    fail_at_re_review(unit, chaoyang)
    complete(unit, chaoyang)
    record_result(comers.sign_in("office"))
    read_result(unit)


def come_in_by_phone(page: Page, portal: Portal) -> None:
    """From the area of the services to the door, and back to where the visitor came from."""
    page.goto("/")
    page.locator("main").get_by_role("link", name="人才服务").click()
    page.locator("main").get_by_role("link", name="进入人才引进").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text(["政策依据", "办理条件", "办理流程"])
    snap(page, "area")
    page.locator("#schemes + .service-grid .btn-primary").filter(has_text="需求申报").last.click()
    expect(page.locator("main")).to_contain_text("仅支持单位填报，不支持个人填报")
    page.locator("main").get_by_role("link", name="登录/注册").click()
    page.get_by_label("手机号码").fill(PHONE)
    page.get_by_label("我已阅读").check()
    page.locator("#id_captcha").fill(read_picture(page).lower())
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text(f"短信已发往 {PHONE}")).to_be_visible()
    page.get_by_label("短信验证码").fill(code_sent_to(portal.tenant, f"+86{PHONE}"))
    page.get_by_label("短信验证码").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("需求申报")


def identity_does_not_lead_on(page: Page) -> None:
    """人才认证 is not what this business asks for."""
    page.locator("header").get_by_role("link", name="154****0990").click()
    page.get_by_role("navigation", name="用户中心").get_by_role("link", name="人才认证").click()
    page.get_by_label("姓名").fill(HANDLER)
    page.get_by_label("证件号码").fill(invented_id_number(990, sex=Sex.FEMALE))
    page.get_by_role("radio", name="女").check()
    page.locator("main").get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("人才认证已通过")
    page.goto("/apply/declaration/")
    expect(page.locator("main")).to_contain_text("人才认证不能办理本事项")
    snap(page, "start-of-unit")


def certify(page: Page, folder: Path) -> None:
    """The licence's own code says all, and the person corrects nothing."""
    said = f"http://example.invalid/?uniscid={USCC}&entName={UNIT}"
    landscape(Licence(UNIT, USCC, "市云帆", code_says=said)).convert("RGB").save(folder / "licence.jpg", quality=85)
    page.locator("main").get_by_role("link", name="单位认证").click()
    page.locator("input[type=file]").set_input_files(folder / "licence.jpg")
    page.get_by_role("button", name="上传并识别").click()
    expect(page.get_by_label("单位名称")).to_have_value(UNIT)
    expect(page.get_by_label("统一社会信用代码")).to_have_value(USCC)
    page.get_by_label("邮箱").fill("hr@example.com")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已通过", exact=True).first).to_be_visible()
    page.get_by_role("link", name="前往单位工作台").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("需求申报")


def apply_for_permission(page: Page) -> None:
    snap(page, "licensed-desk")
    page.get_by_role("button", name="申请开通").click()
    expect(page.get_by_text(UNIT)).to_be_visible()
    expect(_pages(page)).not_to_contain_text("已完成")
    page.get_by_label("高新技术企业").check()
    _fill(page, COMPANY)
    snap(page, "licensed-permission")
    _next(page, "企业近三年纳税情况")
    page.get_by_label("两年").check()
    _fill(page, TAXES)
    _next(page, "企业简介")
    page.get_by_label("企业简介").fill(PROFILE)
    _next(page, "附件上传")
    give(page, "cy_qualification_cert_high_tech", scan("高新技术企业证书"))
    give(page, "cy_tax_vouchers", scan("完税证明 2024"), scan("完税证明 2025", "2025.jpg"))
    snap(page, "licensed-permission-files")
    _submit(page)
    page.locator(".error-summary").get_by_role("link", name=re.compile("联系方式")).click()
    expect(page.get_by_label("联系方式")).to_have_value(COMPANY["联系方式"])
    page.get_by_label("联系方式").fill(PHONE)
    _pages(page).get_by_role("link", name="附件上传").click()
    _submit(page)
    expect(page.get_by_text("提交成功").first).to_be_visible()
    page.get_by_role("link", name="查看详情").click()
    expect(page.locator(".page-head .status")).to_have_text("业务权限审核中")
    snap(page, "licensed-permission-details")


def refuse_permission(page: Page) -> None:
    open_case(page, UNIT)
    decide(page, "不通过")
    expect(page.locator(".error-summary")).to_contain_text("请写明理由")
    snap(page, "licensed-permission-review")
    decide(page, "不通过", words=EXPIRED)
    expect(page.locator("main")).to_contain_text("已记录")


def apply_again(page: Page) -> None:
    page.goto(DESK)
    expect(page.locator(".permission .status")).to_have_text("业务权限审核不通过")
    expect(page.locator(".permission")).to_contain_text(EXPIRED)
    snap(page, "licensed-desk-failed")
    page.get_by_role("link", name="重新申请").click()
    _pages(page).get_by_role("link", name="附件上传").click()
    slot(page, "cy_qualification_cert_high_tech").get_by_role("button", name="删除").click()
    expect(slot(page, "cy_qualification_cert_high_tech").locator(".file-card")).to_have_count(0)
    expect(_pages(page)).to_contain_text("待补充")
    give(page, "cy_qualification_cert_high_tech", scan("高新技术企业证书 2026"))
    expect(_pages(page)).not_to_contain_text("待补充")
    _submit(page)
    expect(page.get_by_text("提交成功").first).to_be_visible()


def pass_on(portal: Portal, *desks: str) -> None:
    """What the reviewers' own pages show elsewhere: each office in turn passes the one case that is open."""
    for login in desks:
        _decide(portal, login, "pass", "同意")


def enter_person(page: Page) -> None:
    """Name and document on one page."""
    page.goto(DESK)
    expect(page.locator(".permission .status")).to_have_text("已开通")
    snap(page, "licensed-desk-held")
    page.get_by_role("link", name="新增申报").click()
    page.get_by_label("姓名").fill(PERSON)
    page.get_by_label("身份证").fill(NUMBER)
    page.get_by_label("已告知本人").check()
    snap(page, "licensed-enter")
    page.get_by_role("button", name="确认").click()
    expect(page.locator(".breadcrumbs")).to_contain_text(PERSON)


def declare_by_patents(page: Page) -> None:
    """Two patents, one certificate: refused; the file of the declaration is downloaded and comes back sealed."""
    expect(page.locator("main")).to_contain_text('please fill in "none"!')
    _fill(page, BASIC)
    snap(page, "licensed-declaration")
    _next(page, "引进依据及条件")
    page.get_by_label("专利条款").check()
    page.get_by_label("发明专利数量").fill("2")
    _next(page, "附件上传")
    blank = text_of(fetched(slot(page, "cy_integrity").get_by_role("link", name="下载空白表")))
    assert UNIT in blank
    assert PERSON in blank
    give(page, "cy_social_insurance", scan("社会保险个人权益记录"))
    give(page, "cy_integrity", scan("诚信声明"))
    give(page, "cy_basis_evidence_patents", scan("发明专利证书 1"))
    _submit(page)
    expect(page.locator(".error-summary")).to_contain_text("需上传 2 份，已上传 1 份")
    snap(page, "licensed-too-few")
    give(page, "cy_basis_evidence_patents", scan("发明专利证书 2", "2.jpg"))
    _submit(page)
    expect(page.get_by_text("提交成功").first).to_be_visible()
    _list_says(page, "待审核")


def see_file_names(page: Page) -> None:
    open_case(page, PERSON)
    for material in ("社会保险个人权益记录", "诚信声明", "发明专利证书", "发明专利证书-2"):
        expect(page.get_by_role("link", name=f"{UNIT}-{PERSON}-{material}.jpg")).to_be_visible()
    snap(page, "licensed-first-review")


def fail_at_re_review(page: Page, portal: Portal) -> None:
    pass_on(portal, "staff")
    _list_says(page, "待复审")
    _decide(portal, "office", "return", OTHERS)
    _list_says(page, "未通过", f"复审：{OTHERS}")
    snap(page, "licensed-list-failed")
    page.get_by_role("link", name=f"重新申请 {PERSON}").click()
    expect(page.locator("main")).to_contain_text("未通过的环节：复审")
    _pages(page).get_by_role("link", name="附件上传").click()
    _submit(page)
    expect(page.get_by_text("提交成功").first).to_be_visible()


def complete(page: Page, portal: Portal) -> None:
    pass_on(portal, "staff", "office")
    _list_says(page, "已完成", "“已完成”仅表示区级审核通过")
    page.get_by_role("row", name=PERSON).get_by_role("link", name=PERSON, exact=True).click()
    expect(page.locator("main")).to_contain_text("还需报市级部门研究审批")
    snap(page, "licensed-completed")


def record_result(page: Page) -> None:
    page.locator("header").get_by_role("link", name="报市级部门研究审批").click()
    page.get_by_role("button", name="导出名单并记为已上报").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 第 1 批").click()
    table = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert [cell.value for cell in table[2]][1:3] == [PERSON, NUMBER]
    page.get_by_role("link", name="名单", exact=True).click()
    page.get_by_label(f"选择 {PERSON}").check()
    page.get_by_role("radio", name="列入拟引进人才名单", exact=True).check()
    snap(page, "licensed-follow-up")
    page.get_by_role("button", name="记录所选人员的结果").click()
    expect(page.get_by_text("已记录 1 人的结果")).to_be_visible()


def read_result(page: Page) -> None:
    _list_says(page, "已完成", "列入拟引进人才名单")
    page.goto("/notices/")
    expect(page.locator("main")).to_contain_text(f"贵单位申报的{PERSON}已列入拟引进人才名单。请填报北京市")


def _fill(page: Page, answers: dict[str, str]) -> None:
    page.wait_for_load_state()  # the scripts of the page are running then
    for label, value in answers.items():
        answer(field_of(page, label), value)


def _next(page: Page, title: str) -> None:
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()


def _pages(page: Page) -> Locator:
    return page.get_by_role("navigation", name="申报表各页")


def _submit(page: Page) -> None:
    page.get_by_role("button", name="提交", exact=True).click()


def _decide(portal: Portal, login: str, decision: str, words: str) -> None:
    with portal.scope():
        task = ReviewTask.objects.get(state="OPEN")
        decide_task(task_id=task.pk, user=portal.people[login], decision=decision, words=words)


def _list_says(page: Page, label: str, note: str = "") -> None:
    page.goto(DESK)
    row = page.get_by_role("row", name=PERSON)
    expect(row.locator(".status")).to_have_text(label)
    expect(row).to_contain_text(note)
