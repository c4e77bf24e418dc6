"""A long form in a browser: by keyboard alone, and nothing typed is lost whatever happens to browser and session."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from applications.models import Application
from applications.scheme.records import records_in
from applications.services.records import add_record, add_records
from portal.calendar.services import fill_calendar
from portal.tenants.scope import tenant_scope
from tests.applications.test_form_in_browser import sign_in
from tests.builders import NEARBY, make_person, make_tenant
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.longform import PAPER, begin_long_form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(live_server: LiveServer) -> Application:
    tenant = make_tenant(region_code="330200")
    with tenant_scope(tenant):
        fill_calendar(years=NEARBY)
    return begin_long_form(make_person(tenant, name="市云帆"))


def address(live_server: LiveServer, case: Application, *parts: str) -> str:
    port = live_server.url.rsplit(":", 1)[1]
    return "/".join([f"http://ningbo.localhost:{port}", "cases", case.public_id, *parts, ""])


def opened(live_server: LiveServer, case: Application, page: Page, *parts: str) -> Page:
    url = address(live_server, case, *parts)
    sign_in(page.context, case.applicant, url)
    page.goto(url)
    return page


def answers(case: Application) -> dict[str, object]:
    with tenant_scope(case.tenant):
        return dict(Application.objects.get(pk=case.pk).answers)


def begun(case: Application, section: str = "papers") -> str:
    with tenant_scope(case.tenant):
        return add_record(application_id=case.pk, user=case.applicant, section=section)


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until what has this name has the focus."""
    for _step in range(80):
        page.keyboard.press("Tab")
        words = page.evaluate(
            """() => { const here = document.activeElement;
                const labels = [...(here.labels ?? [])].map(label => label.textContent);
                return [here.textContent, here.getAttribute("aria-label"), ...labels].join(" ") }"""
        )
        if name in words:
            return
    raise AssertionError(f"{name} is not reached by the Tab key")


def arrow_to(page: Page, name: str) -> None:
    """Go down the list that has the focus until this option is chosen."""
    for _step in range(40):
        page.keyboard.press("ArrowDown")
        if page.evaluate("() => document.activeElement.selectedOptions[0].label") == name:
            return
    raise AssertionError(f"{name} is not in the list")


@pytest.mark.requirement("NX-46", "NX-47")
def test_tabs_are_filled_in_by_keyboard_alone(live_server: LiveServer, case: Application, page: Page) -> None:
    opened(live_server, case, page, "form", "basics")

    tab_to(page, "从事学科分类")
    page.keyboard.type("yyljx")
    expect(page.get_by_role("option", name="演绎逻辑学")).to_be_visible()
    press(page, "ArrowDown", "Enter")
    tab_to(page, "省、自治区、直辖市")
    arrow_to(page, "浙江省")
    expect(page.get_by_label("户籍所在地 · 市、州、盟")).to_be_visible()
    tab_to(page, "市、州、盟")
    arrow_to(page, "宁波市")
    expect(page.get_by_label("户籍所在地 · 县、市、区")).to_be_visible()
    tab_to(page, "县、市、区")
    arrow_to(page, "海曙区")
    tab_to(page, "教育")
    press(page, "Space")
    tab_to(page, "参加工作时间")
    page.keyboard.type("201009")
    tab_to(page, "现从事专业")
    page.keyboard.type("催化")
    expect(page.locator("[data-counted]").last).to_have_text(" · 已填 2 个")
    tab_to(page, "保存")
    press(page, "Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("委托联系人")
    kept = answers(case)
    assert [kept[key] for key in ("subject", "home", "strengths", "work_start", "specialty")] == [
        "1101410",
        "330203",
        ["education"],
        "2010-09",
        "催化",
    ]
    tab_to(page, "工作经历")
    press(page, "Enter")
    _add_post(page, case)


def _add_post(page: Page, case: Application) -> None:
    """The focus goes to the first field of a new record, and back to its row."""
    expect(page.get_by_role("heading", level=1)).to_have_text("工作经历")
    tab_to(page, "新增")
    press(page, "Enter")
    expect(page.get_by_label("起始年月")).to_be_focused()
    page.keyboard.type("2018.9")
    press(page, "Enter")  # saves and stays
    expect(page.get_by_label("起始年月")).to_have_value("2018-09")
    tab_to(page, "工作单位")
    page.keyboard.type("银川大学")
    tab_to(page, "是")
    press(page, "Space")
    tab_to(page, "保存")
    press(page, "Enter")
    expect(page.get_by_text("已保存。", exact=True)).to_be_visible()
    (post,) = records_in(answers(case), "posts")
    assert page.evaluate("() => document.activeElement.id") == f"record-posts-{post['id']}"
    assert {"start": "2018-09", "employer": "银川大学", "full_time": True}.items() <= post.items()


def test_session_that_ends_while_a_record_is_typed_costs_nothing(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    record = begun(case)
    opened(live_server, case, page, "form", "papers", record)
    page.get_by_label("论文（专著）名称").fill("稀土催化")
    saved(page)
    _end_sessions()

    page.get_by_label("期刊/出版社").fill("化学学报")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    sign_in(page.context, case.applicant, page.url)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")

    saved(page)
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    (paper,) = records_in(answers(case), "papers")
    assert (paper["name"], paper["publisher"]) == ("稀土催化", "化学学报")


def _end_sessions() -> None:
    """As the operator would: every session on the server is gone."""
    from importlib import import_module

    from django.conf import settings
    from django.core.cache import caches

    engine = import_module(settings.SESSION_ENGINE)
    if hasattr(engine.SessionStore, "get_model_class"):
        engine.SessionStore.get_model_class().objects.all().delete()
    caches[settings.SESSION_CACHE_ALIAS].clear()


def test_what_was_typed_without_a_connection_is_there_after_the_page_was_opened_anew(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    record = begun(case)
    opened(live_server, case, page, "form", "papers", record)
    page.route("**/save/", lambda route: route.abort())
    page.get_by_label("论文（专著）名称").fill("稀土催化")
    expect(page.locator("[data-save-state]")).to_contain_text("保存失败")

    page.unroute("**/save/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(page.get_by_label("论文（专著）名称")).to_have_value("稀土催化")
    saved(page)
    assert records_in(answers(case), "papers")[0]["name"] == "稀土催化"


def test_browser_that_is_killed_in_the_middle_of_a_tab_costs_nothing(
    live_server: LiveServer, case: Application, page: Page, tmp_path: Path
) -> None:
    """Somebody goes on typing without a pause; then the browser's processes are killed, and another one is started."""
    record = begun(case, "posts")
    url = address(live_server, case, "form", "posts", record)
    typing = page.context.browser.browser_type  # type: ignore[union-attr]
    profile = tmp_path / "profile"
    context = typing.launch_persistent_context(profile, executable_path=CHROMIUM, args=CHROMIUM_FLAGS, locale="zh-CN")
    sign_in(context, case.applicant, url)
    tab = context.pages[0]
    tab.goto(url)
    tab.get_by_label("工作单位").press_sequentially("银川大学化学化工学院", delay=60)
    expect(tab.locator("[data-save-state]")).to_contain_text("已保存")
    _kill(profile)

    opened(live_server, case, page, "form", "posts", record)
    expect(page.get_by_label("工作单位")).to_have_value("银川大学化学化工学院")


def _kill(profile: Path) -> None:
    found = subprocess.run(["pgrep", "-f", str(profile)], capture_output=True, text=True, check=True).stdout.split()
    for pid in found:
        os.kill(int(pid), signal.SIGKILL)


def test_reset_asks_first_and_brings_back_what_the_page_was_opened_with(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    opened(live_server, case, page, "form", "basics")
    page.get_by_label("现从事专业").fill("催化")
    saved(page)
    page.get_by_text("重置", exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name="重置").click()

    expect(page.get_by_label("现从事专业")).to_have_value("")
    page.wait_for_function("() => document.querySelector('[data-save-state]').textContent.includes('已保存')")
    assert answers(case)["specialty"] == ""


def test_choices_follow_the_answer_above_them_and_conditions_the_record(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    record = begun(case)
    opened(live_server, case, page, "form", "papers", record)
    expect(page.get_by_label("排名备注")).to_be_hidden()
    page.get_by_label("其他").check()
    expect(page.get_by_label("排名备注")).to_be_visible()

    opened(live_server, case, page, "form", "posts", begun(case, "posts"))
    page.get_by_label("技工学校教师", exact=True).check()
    title = page.get_by_label("专业技术职称")
    title.fill("讲师")
    expect(page.get_by_role("option", name="讲师（高校）")).to_have_count(0)


def test_a_code_that_is_typed_is_taken_when_its_box_is_left_before_the_answer(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    opened(live_server, case, page, "form", "basics")
    subject = page.get_by_label("从事学科分类")
    subject.press_sequentially("演绎")
    expect(page.get_by_role("option", name="演绎逻辑学")).to_be_visible()
    subject.fill("证明论")
    subject.press("Tab")

    expect(subject).to_have_value("证明论")
    saved(page)
    assert answers(case)["subject"] == "1101420"


def test_characters_are_counted_as_people_count_them(live_server: LiveServer, case: Application, page: Page) -> None:
    opened(live_server, case, page, "form", "papers", begun(case))
    page.get_by_label("论文（专著）名称").fill("𠮷" * 31)

    expect(page.locator("[data-counted]").first).to_have_text(" · 已填 31 个")
    page.get_by_label("期刊/出版社").fill("学报")
    expect(page.get_by_text("最多 30 个字，现在有 31 个。")).to_be_visible()


@pytest.mark.requirement("NX-47")
def test_deleting_a_record_asks_first(live_server: LiveServer, case: Application, page: Page) -> None:
    with tenant_scope(case.tenant):
        add_records(application_id=case.pk, user=case.applicant, section="papers", many=[PAPER, PAPER])
    opened(live_server, case, page, "form", "papers")
    page.locator("summary", has_text="删除").first.click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    assert len(records_in(answers(case), "papers")) == 2
    page.locator("summary", has_text="删除").first.click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()

    expect(page.get_by_text("已删除。")).to_be_visible()
    assert len(records_in(answers(case), "papers")) == 1
