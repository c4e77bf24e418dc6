"""The longest form of all, in a browser: by keyboard alone, through a crash, and past the end of a session."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from applications.models import Application
from applications.queries import current_version
from applications.services.drafts import start_application
from applications.services.records import add_record
from portal.people.models import User
from portal.sealing.sessions import SessionStore
from tests.builders import PASSWORD
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.e2e.filling import scan
from tests.e2e.keyboard import Keyboard
from tests.e2e.members import come_in, read_picture, session_cookie, sign_in_member
from tests.e2e.stage import Portal, Visitors, snap

BASIC = {
    "英文姓名": "Ma Siyuan",
    "民族": "回族",
    "政治面貌": "中共党员",
    "婚姻状况": "已婚",
    "国籍": "中国",
    "户籍所在地": "宁夏银川市兴庆区示例街道",
    "参加工作时间": "2006-07",
    "邮箱地址": "masiyuan@example.com",
    "通讯地址": "银川市兴庆区示例路1号",
    "家庭地址": "银川市兴庆区示例花园2号楼",
    "人才类别": "专业技术人才",
    "高层次人才类型": "自治区级领军人才",
    "专业领域": "生态环境保护、教育教学",
    "从事学科分类": "环境工程学",
    "现从事专业": "环境工程、水污染控制",
    "专业特长": "水处理工艺",
    "职务": "无",
    "在编在岗情况": "在编在岗",
    "专技岗聘任级别": "五级",
    "聘任时间": "2018-12-01",
    "管理岗聘任级别": "八级",
}
"""What a page asks for, by the words beside each control and in the order of the screen."""

RECORDS = {
    "工作经历": {
        "起始年月": "2006-07",
        "结束年月": "2012-06",
        "工作单位": "示例环境监测站",
        "职务": "无",
        "专业或岗位职责": "水质监测",
    },
    "学习经历": {
        "起始年月": "2002-09",
        "结束年月": "2006-07",
        "毕业院校": "示例理工大学",
        "所学专业": "环境工程",
        "学历": "大学本科",
        "学位": "工学学士学位",
        "教育类别": "全日制教育",
        "学位排名": "第一学位",
    },
    "访学/进修": {
        "起始年月": "2015-09",
        "结束年月": "2016-08",
        "国内/国（境）外": "国（境）外",
        "类别": "访学",
        "访学/进修学校": "示例海外大学",
        "访学/进修专业": "环境工程",
        "访学/进修内容": "膜法水处理",
    },
    "家庭成员": {
        "与本人关系": "妻",
        "姓名": "白示例",
        "出生日期": "1986-05-20",
        "政治面貌": "群众",
        "工作单位及职务": "示例小学教师",
    },
    "委托联系人": {
        "姓名": "白示例",
        "性别": "女性",
        "与委托人关系": "配偶",
        "委托人所在单位": "示例小学",
        "联系电话": "15400000202",
        "联系地址": "银川市兴庆区示例花园2号楼",
    },
    "人才工程": {
        "人才工程名称": "青年拔尖人才",
        "人才工程层次": "自治区级学术技术带头人后备人选",
        "专业或技术领域": "生态环境保护",
        "级别": "省部级",
        "入选年度": "2016",
    },
    "专技资格": {
        "专技系列": "自然科学研究人员",
        "等级": "副高级",
        "专业技术职称": "副研究员",
        "证书编号": "22222",
        "取得资格时间": "2018-09",
        "发证机构": "发证机构",
        "备注": "破格",
    },
    "技能鉴定": {"职业工种": "化学检验员", "等级": "技师(二级)", "证书编号": "4444", "取得时间": "2018-10-30"},
    "科研项目": {
        "项目名称": "示例水厂改造",
        "项目编号": "33",
        "项目类型": "其他",
        "项目类型备注": "企业横向课题",
        "立项部门": "示例环保有限公司",
        "立项年月": "2018-09",
        "是否结题": "是",
        "项目描述": "改造示例水厂的处理工艺。",
        "参与角色": "主持人",
        "成果转化情况": "已在示例水厂应用",
    },
    "论文专著": {
        "论文（专著）名称": "膜法水处理研究",
        "期刊/出版社/获奖机构": "示例环境学报",
        "发表时间/获奖时间": "2018-11-06",
        "排名/担任角色": "一作",
    },
    "鉴定成果": {
        "鉴定成果名称": "低能耗膜组件",
        "评审或鉴定机构": "示例鉴定机构",
        "鉴定通过时间": "2018-10-31",
        "排名": "3",
        "成果级别": "自治区",
        "成果等级": "一等",
        "成果登记号": "44444",
    },
    "授权专利": {
        "专利名称": "一种膜组件",
        "专利类型": "发明专利",
        "授权时间": "2018-11-05",
        "专利号/登记号": "ZL3333",
        "排名": "1",
    },
    "荣誉奖项": {
        "荣誉(奖项)名称": "优秀共产党员",
        "颁奖单位": "示例中心",
        "获奖级别": "市级",
        "获奖时间": "2018-11-06",
        "获奖等级": "一等奖",
        "排名": "1",
    },
    "兼职情况": {
        "兼职机构": "示例环境学会",
        "职务": "理事",
        "主要工作职责": "学术交流",
        "任职时间": "2020-01",
        "聘期": "1.5年",
        "备注": "无",
    },
    "补充信息": {"补充信息": "参与制定示例地方标准一项。"},
}
SINGLE = ("委托联系人", "补充信息")
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
    keys.open_page("确定")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("基本信息")


def fill_in_basic_information(keys: Keyboard) -> None:
    """Saving leads to the next tab (NX-46)."""
    for label, value in BASIC.items():
        keys.answer(label, value)
    keys.press("Tab")
    expect(keys.page.locator("[data-save-state]")).to_contain_text("已自动保存")
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
    page.on(
        "filechooser", lambda _chooser: None
    )  # else each wait below would have to ask for it anew, and might be late
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


def test_a_killed_browser_loses_nothing_that_was_typed(ningxia: Portal, browser: Browser, tmp_path: Path) -> None:
    """Killed a moment after the last key, before anything of it was sent, and opened again with the same profile."""
    case, record = make_record(ningxia, "projects")
    address = f"/cases/{case.public_id}/form/projects/{record}/"
    with own_browser(browser, ningxia, tmp_path) as page:
        come_in(page, ningxia.people["talent"]).goto(address)
        page.wait_for_load_state()
        page.keyboard.type("示例水厂改造")
        page.get_by_label("项目描述").focus()
        page.keyboard.type("改造示例水厂的处理工艺，降低能耗。")
        page.wait_for_timeout(100)
        kill(tmp_path)
    with own_browser(browser, ningxia, tmp_path) as page:
        come_in(page, ningxia.people["talent"]).goto(address)
        expect(page.get_by_label("项目名称")).to_have_value("示例水厂改造")
        expect(page.get_by_label("项目描述")).to_have_value("改造示例水厂的处理工艺，降低能耗。")
        expect(page.locator("[data-save-state]")).to_contain_text("已自动保存")
    case.refresh_from_db()
    kept = case.answers["projects"][0]
    assert (kept["name"], kept["description"]) == ("示例水厂改造", "改造示例水厂的处理工艺，降低能耗。")


@contextmanager
def own_browser(browser: Browser, portal: Portal, profile: Path) -> Iterator[Page]:
    """A browser of one person, which keeps its profile on the disk, as theirs at home does."""
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=CHROMIUM_FLAGS, base_url=portal.url, locale="zh-CN"
    )
    context.set_default_timeout(20_000)
    yield context.pages[0]
    with suppress(Error):  # of one that was killed
        context.close()


def kill(profile: Path) -> None:
    """End the browser of this profile as a power cut would: it is asked nothing."""
    _host, _dash, process = str((profile / "SingletonLock").readlink()).rpartition("-")
    os.kill(int(process), signal.SIGKILL)


def test_a_session_ended_on_the_server_loses_nothing_that_was_typed(ningxia: Portal, guests: Visitors) -> None:
    case, record = make_record(ningxia, "projects")
    person = ningxia.people["talent"]
    page = come_in(guests.come(), person)
    page.goto(f"/cases/{case.public_id}/form/projects/{record}/")
    page.wait_for_load_state()
    page.keyboard.type("示例水厂")
    SessionStore(str(session_cookie(page)["value"])).delete()
    page.keyboard.type("改造", delay=50)
    page.get_by_label("项目描述").focus()
    page.keyboard.type("改造示例水厂的处理工艺。", delay=20)

    expect(page.locator("[data-sign-in]")).to_be_visible()
    snap(page, "long-form-session-ended")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in_member(popup.value, person, "个人")
    expect(popup.value.locator("header")).to_contain_text("马思远")
    popup.value.close()
    page.evaluate(
        "window.dispatchEvent(new Event('focus'))"
    )  # a headless window never had it, and so never gets it back

    expect(page.locator("[data-save-state]")).to_contain_text("已自动保存")
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("项目名称")).to_have_value("示例水厂改造")
    case.refresh_from_db()
    kept = case.answers["projects"][0]
    assert (kept["name"], kept["description"]) == ("示例水厂改造", "改造示例水厂的处理工艺。")


def sign_in_beside(page: Page, person: User) -> None:
    with page.expect_popup() as popup:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in_member(popup.value, person, "个人")
    expect(popup.value.locator("header")).to_contain_text(person.name)
    popup.value.close()


@pytest.mark.requirement("NX-88")
def test_an_explanation_is_not_sent_into_an_ended_session(ningxia: Portal, guests: Visitors) -> None:
    """It is no part of what is saved while typing, so that its words would be gone with the page."""
    case, _record = make_record(ningxia, "honours")
    page = come_in(guests.come(), ningxia.people["talent"])
    page.goto(f"/cases/{case.public_id}/form/attachments/")
    page.wait_for_load_state()
    page.get_by_text("没有证书？填写情况说明").click()
    page.get_by_label("情况说明").fill("证书已遗失。")
    SessionStore(str(session_cookie(page)["value"])).delete()
    page.get_by_role("button", name="作为附件提交说明").click()

    sign_in_beside(page, ningxia.people["talent"])
    expect(page.get_by_label("情况说明")).to_have_value("证书已遗失。")
    page.get_by_role("button", name="作为附件提交说明").click()
    expect(page.locator(".file-card")).to_have_count(1)


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


def make_record(portal: Portal, section: str) -> tuple[Application, str]:
    """Begin the person's case with one empty record."""
    person, version = portal.people["talent"], current_version("collection")
    assert version is not None
    case = start_application(version=version, user=person, agreed=True, language="zh-hans")
    return case, add_record(application_id=case.pk, user=person, section=section)
