"""The pages of filing in two steps: the form, the files, the list of one's own cases, deletion, letters."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications import entries, models
from applications.choices import Progress
from applications.models import Application
from applications.services.filing import give_back_unreported, save_files, save_form
from tests.applications.filed import filing  # noqa: F401
from tests.applications.filling import client_of
from tests.builders import make_application
from tests.filed import Filed, fresh, make_somebody

# ruff: noqa: F811
LIST = "/cases/of/refiling/"


@pytest.fixture
def browser(filing: Filed) -> Client:
    return client_of(filing.person)


def page(case: Application, section: str = "form") -> str:
    return f"/cases/{case.public_id}/form/{section}/"


def sent(filing: Filed, case: Application, go: str, **answers: Any) -> dict[str, Any]:
    """What the whole form sends."""
    typed = {f"field:{key}": value for key, value in filing.answers(**answers).items()}
    return typed | {"go": go, "revision": case.revision}


def text_of(response: Any) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def actions(client: Client) -> list[str]:
    [row] = client.get(LIST).context["rows"]
    return [action.label for action in row["actions"]]


@pytest.mark.requirement("HZ-54", "HZ-59", "HZ-60")
def test_saved_form_says_what_comes_next(filing: Filed, browser: Client) -> None:
    case = filing.begun()
    shown = text_of(browser.get(page(case)))
    assert "保存信息" in shown
    assert "重置表单" in shown
    response = browser.post(page(case), sent(filing, case, "save_form"), follow=True)
    assert fresh(case).progress == Progress.FORM
    assert response.redirect_chain[-1][0].endswith("#next-step")
    shown = text_of(response)
    for words in (
        "当前状态： 上传佐证材料",
        "打印“公示信息”，按照规定交所在部门进行公示。",
        "打印公示信息",
        "打印申请表",
        "佐证材料上传",
    ):
        assert words in shown


@pytest.mark.requirement("HZ-28")
def test_nobody_finds_a_button_to_submit(filing: Filed, browser: Client) -> None:
    case = filing.files_saved()
    for section in ("form", "files"):
        html = browser.get(page(case, section)).content.decode()
        assert 'value="submit"' not in html
        assert "/preview/" not in html
    response = browser.post(f"/cases/{case.public_id}/submit/", {"revision": case.revision})
    assert response.status_code == 409
    assert "个人账号不能上报" in response.content.decode()


@pytest.mark.requirement("HZ-54")
def test_faults_are_shown_at_their_fields_and_nothing_typed_is_lost(filing: Filed, browser: Client) -> None:
    case = filing.begun()
    response = browser.post(page(case), sent(filing, case, "save_form", post="长" * 31, level=""), follow=True)
    assert [link["url"].partition("#")[2] for link in response.context["faults"]] == ["field-post", "field-level"]
    assert "长" * 31 in response.content.decode()
    assert fresh(case).progress == ""


@pytest.mark.requirement("HZ-67", "HZ-82")
def test_missing_file_is_said_at_its_slot(filing: Filed, browser: Client) -> None:
    case = filing.form_saved()
    response = browser.post(page(case, "files"), {"go": "save_files", "revision": case.revision}, follow=True)
    assert [link["url"].partition("#")[2] for link in response.context["faults"]] == ["slot-sealed"]
    filing.put(case)
    response = browser.post(page(case, "files"), {"go": "save_files", "revision": case.revision}, follow=True)
    assert "请联系所属企业的经办人提交。" in text_of(response)
    assert fresh(case).progress == Progress.FILES


def test_files_before_the_form_are_refused_in_words(filing: Filed, browser: Client) -> None:
    case = filing.typed(filing.begun())
    response = browser.post(page(case, "files"), {"go": "save_files", "revision": case.revision}, follow=True)
    assert "请先在表单页点击“保存信息”" in text_of(response)


@pytest.mark.requirement("HZ-66")
def test_slots_say_whether_something_is_there(filing: Filed, browser: Client) -> None:
    case = filing.form_saved()
    filing.put(case)
    shown = text_of(browser.get(page(case, "files")))
    assert shown.index("《备案申请表》") < shown.index("已上传") < shown.index("删除") < shown.index("暂未上传")


def test_autosave_says_how_far_the_case_is_and_looks_at_nothing_whole(filing: Filed, browser: Client) -> None:
    case = filing.files_saved()
    url, typed = f"{page(case)}save/", {"field:post": "班长"}
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(url, typed, headers={"accept": "application/json"}).json()
    assert (answer["progress"], answer["label"]) == ("", "草稿")
    assert not [one for one in queries if "applications_timelineentry" in one["sql"] and "INSERT" in one["sql"]]
    save_form(application_id=case.pk, user=filing.person)
    assert fresh(case).progress == Progress.FORM


@pytest.mark.requirement("HZ-55")
def test_every_date_can_be_emptied_without_scripts(filing: Filed, browser: Client) -> None:
    case = filing.typed(filing.begun())
    html = browser.get(page(case)).content.decode()
    assert html.count('type="date"') == html.count("data-clear-date") == 1
    assert 'aria-label="清除“来此工作时间”"' in html
    browser.post(page(case), sent(filing, case, "clear:since", post="班长"))
    assert (fresh(case).answers["since"], fresh(case).answers["post"]) == ("", "班长")


@pytest.mark.requirement("HZ-56")
def test_unit_is_looked_for_by_a_word(filing: Filed, browser: Client) -> None:
    assert "请输入单位名称关键字搜索并选择" in browser.get(page(filing.begun())).content.decode()


@pytest.mark.requirement("HZ-22", "HZ-46", "HZ-47", "HZ-49")
def test_list_shows_ones_own_cases_of_the_scheme(filing: Filed, browser: Client) -> None:
    filing.form_saved()
    make_application(filing.tenant, filing.version)
    response = browser.get(LIST)
    shown = text_of(response)
    assert "姓名 性别 认定级别 状态 操作" in shown
    assert "*秀强" in shown
    assert "市秀强" not in re.sub(r"<(header|nav).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    assert len(response.context["rows"]) == 1
    assert 'href="/apply/refiling/"' in response.content.decode()


@pytest.mark.requirement("HZ-48", "HZ-83", "HZ-84", "HZ-85", "HZ-86", "HZ-87")
def test_actions_follow_the_status(filing: Filed, browser: Client) -> None:
    case = filing.form_saved()
    models._parsed.clear()  # as another process reads the scheme, from the database
    five = ["编辑", "删除", "打印公示信息", "打印申请表", "进度查询"]
    assert actions(browser) == five
    filing.put(case)
    save_files(application_id=case.pk, user=filing.person)
    assert actions(browser) == five
    filing.report(fresh(case))
    assert actions(browser) == ["查看", "打印公示信息", "进度查询"]


@pytest.mark.requirement("HZ-86", "HZ-88")
def test_returned_case_is_edited_and_not_deleted(filing: Filed, browser: Client) -> None:
    filing.returned()
    assert actions(browser) == ["编辑", "打印公示信息", "打印申请表", "进度查询"]


@pytest.mark.requirement("HZ-46")
def test_list_costs_the_same_for_three_cases_as_for_one(filing: Filed, browser: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(LIST).status_code == 200
        return len(queries)

    answers = filing.answers()
    make_application(filing.tenant, filing.version, applicant=filing.person, unit=filing.unit, answers=answers)
    cost()
    once = cost()
    for _ in range(2):
        make_application(filing.tenant, filing.version, applicant=filing.person, unit=filing.unit, answers=answers)
    assert cost() == once


def test_scheme_without_such_a_list_has_no_page(filing: Filed, browser: Client, version: Any) -> None:
    assert browser.get("/cases/of/recognition/").status_code == 404
    assert browser.get("/cases/of/nothing/").status_code == 404


@pytest.mark.requirement("HZ-59", "HZ-62", "HZ-63")
def test_letters_wait_for_the_saved_form(filing: Filed, browser: Client) -> None:
    case = filing.typed(filing.begun())
    [row] = browser.get(LIST).context["rows"]
    assert [action.obstacle for action in row["actions"] if action.label.startswith("打印")] == [
        "请先填写完整并点击“保存信息”，再打印。"
    ] * 2
    url = f"/cases/{case.public_id}/letters/form/"
    assert "请先填写完整并点击“保存信息”" in browser.get(url).content.decode()
    save_form(application_id=case.pk, user=filing.person)
    assert browser.get(url)["content-type"] == "application/pdf"


@pytest.mark.requirement("HZ-85")
def test_form_is_not_printed_any_more_once_it_is_reported(filing: Filed, browser: Client) -> None:
    case = filing.reported()
    assert "只在提交以前打印" in browser.get(f"/cases/{case.public_id}/letters/form/").content.decode()
    assert browser.get(f"/cases/{case.public_id}/letters/public/")["content-type"] == "application/pdf"
    shown = text_of(browser.get(f"/cases/{case.public_id}/"))
    assert "打印公示信息" in shown
    assert "打印申请表" not in shown


@pytest.mark.requirement("HZ-87")
def test_deletion_asks_first_and_leads_to_the_list(filing: Filed, browser: Client) -> None:
    case = filing.files_saved()
    url = f"/cases/{case.public_id}/delete/"
    assert "一并清除，不能恢复" in browser.get(url).content.decode()
    assert Application.objects.filter(pk=case.pk).exists()
    stale = browser.post(url, {"revision": case.revision + 1})
    assert stale.status_code == 409
    response = browser.post(url, {"revision": case.revision}, follow=True)
    assert response.redirect_chain[-1][0] == LIST
    assert not Application.objects.filter(pk=case.pk).exists()


@pytest.mark.requirement("HZ-88")
def test_reported_case_is_not_deleted(filing: Filed, browser: Client) -> None:
    case = filing.reported()
    url = f"/cases/{case.public_id}/delete/"
    assert "不能删除" in text_of(browser.get(url, follow=True))
    assert browser.post(url, {"revision": case.revision}).status_code == 409
    html = browser.get(f"/cases/{case.public_id}/").content.decode()
    assert "撤回申报" not in html


@pytest.mark.requirement("HZ-91")
def test_progress_is_shown_at_any_status(filing: Filed, browser: Client) -> None:
    def steps(case: Application) -> list[tuple[str, str]]:
        shown = browser.get(f"/cases/{case.public_id}/").context["way"].steps
        return [(step.label, step.state) for step in shown]

    names = ["填写信息", "上传材料", "单位上报", "待预审", "已认定"]
    case = filing.begun()
    assert steps(case) == list(zip(names, ["current", "todo", "todo", "todo", "todo"], strict=True))
    filing.form_saved(case)
    assert steps(case) == list(zip(names, ["done", "current", "todo", "todo", "todo"], strict=True))
    filing.put(case)
    save_files(application_id=case.pk, user=filing.person)
    assert steps(case) == list(zip(names, ["done", "done", "current", "todo", "todo"], strict=True))
    filing.report(fresh(case))
    assert steps(case) == list(zip(names, ["done", "done", "done", "current", "todo"], strict=True))


@pytest.mark.requirement("HZ-34")
def test_units_words_stand_on_the_form_until_it_is_saved(filing: Filed, browser: Client) -> None:
    case = filing.files_saved()
    give_back_unreported(application_id=case.pk, user=filing.keeper, words="合同已到期")
    assert "合同已到期" in text_of(browser.get(page(case)))
    filing.typed(case, post="班长")
    assert "合同已到期" in text_of(browser.get(page(case)))
    save_form(application_id=case.pk, user=filing.person)
    assert "合同已到期" not in text_of(browser.get(page(case)))


def test_page_from_before_the_units_return_answers_409(filing: Filed, browser: Client) -> None:
    case = filing.files_saved()
    give_back_unreported(application_id=case.pk, user=filing.keeper, words="合同已到期")
    response = browser.post(page(case), sent(filing, case, "save_form"))
    assert response.status_code == 409
    assert filing.unit.name in response.content.decode()


@pytest.mark.requirement("HZ-31", "HZ-61", "HZ-99")
def test_words_are_there_before_a_unit_is_chosen(filing: Filed, browser: Client) -> None:
    assert "请联系所属企业的经办人提交。" in text_of(browser.get(page(filing.begun(), "files")))


def test_english_reader_finds_no_chinese_label(filing: Filed, browser: Client) -> None:
    case = filing.files_saved()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert case.label_en == "Ask your employer to report it"
    assert "Print the public sheet" in text_of(browser.get(LIST))


def test_another_persons_list_is_not_mine(filing: Filed) -> None:
    filing.form_saved()
    other = client_of(make_somebody(filing.tenant, "另外人", 7_900_002))
    assert other.get(LIST).context["rows"] == []


@pytest.mark.requirement("HZ-24")
def test_menu_leads_to_the_list_under_its_own_title(filing: Filed, version: Any) -> None:
    links = dict(entries._own_links())
    assert links["人才备案申请"] == LIST
    assert links[version.scheme.title.zh] == "/apply/recognition/"


@pytest.mark.requirement("HZ-30", "HZ-89")
def test_home_says_what_waits_for_whom(filing: Filed, browser: Client) -> None:
    filing.files_saved()
    assert "您的备案申请：请联系所属企业进行提交。" in text_of(browser.get("/"))
    assert "有 1 件员工的申报待单位上报。" in text_of(client_of(filing.keeper).get("/"))
