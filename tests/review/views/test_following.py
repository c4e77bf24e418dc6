"""After approval: who is handed on and when, what was decided of each, and who gets to know (CY-70, CY-74…76, CY-80)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, SchemeVersion
from applications.services.entering import enter_case
from applications.services.submitting import submit_application
from portal.audit.models import Event
from portal.exports import xlsx_of
from portal.notices.models import Notice
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import FollowUpRecord, HandedOnCase, HandedOnList
from tests.builders import make_person, make_tenant, make_unit, publish
from tests.following import approved, following, officer_of, publish_following
from tests.review.services.acting import decide, fresh
from units.models import Unit

DESK = "/follow-up/"
SEES = Callable[[User | None], Client]
LISTED = {"value": "listed", "words": "市人才〔2026〕1 号"}


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    tenant = make_tenant()
    with tenant_scope(tenant):
        yield tenant


@pytest.fixture
def version(tenant: Tenant) -> SchemeVersion:
    return publish_following(tenant)


@pytest.fixture
def keeper(tenant: Tenant) -> User:
    return make_person(tenant, name="经办人")


@pytest.fixture
def unit(tenant: Tenant, keeper: User) -> Unit:
    return make_unit(tenant, "引进单位", administrator=keeper)


@pytest.fixture
def officer(version: SchemeVersion) -> User:
    return officer_of(version.tenant, name="丁人才")


@pytest.fixture
def office(officer: User, as_user: SEES) -> Client:
    return as_user(officer)


def _names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{DESK}{query}")
    assert response.status_code == 200, response.content.decode()
    return [row["case"].applicant_name for row in response.context["rows"]]


def _hand_on(client: Client, query: str = "", **changes: Any) -> Any:
    seen = client.get(f"{DESK}{query}").context["seen"]
    return client.post(f"{DESK}hand-on/{query}", {"seen": seen} | changes)


def _record(client: Client, *cases: Application, **changes: Any) -> Any:
    chosen = [f"{case.public_id}:{fresh(case).revision}" for case in cases]
    return client.post(f"{DESK}results/", LISTED | {"case": chosen} | changes)


def _sheet(response: Any) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [[cell.value for cell in row] for row in book.worksheets[0]]


# --- the list


@pytest.mark.requirement("CY-70", "CY-74", "CY-80")
def test_case_comes_to_the_desk_once_the_last_stage_has_passed_it(
    version: SchemeVersion, unit: Unit, keeper: User, office: Client
) -> None:
    number = invented_id_number(7_100_001)
    facts: dict[str, Any] = {"id_type": "CN_ID", "id_number": number, "name": "真走完", "informed": True}
    case = enter_case(version=version, unit=unit, by=keeper, **facts)
    case.answers |= {"degree": "2", "school": "某大学"}
    case.save()
    submit_application(application_id=case.pk, user=keeper)
    decide(case, category="")
    assert _names(office) == []
    decide(case, category="")
    assert fresh(case).label_zh == "已完成"
    assert _names(office) == ["真走完"]
    page = office.get(DESK)
    assert "报上级研究审批" in page.content.decode()
    assert "上报与结果" in page.content.decode()  # the menu's words are the scheme's


@pytest.mark.requirement("CY-74")
def test_list_is_narrowed_by_what_was_done_and_decided(version: SchemeVersion, unit: Unit, office: Client) -> None:
    first = approved(version, unit, "甲一", round="2026")
    second = approved(version, unit, "乙二", round="2026")
    approved(version, unit, "丙三", round="2027")
    _hand_on(office, "?name=甲")
    _record(office, second)
    assert _names(office) == ["丙三", "乙二", "甲一"]
    assert _names(office, "?handed=no") == ["丙三", "乙二"]
    assert _names(office, "?handed=yes") == ["甲一"]
    assert _names(office, "?result=none") == ["丙三", "甲一"]
    assert _names(office, "?result=listed") == ["乙二"]
    assert _names(office, "?result=not_listed") == []
    assert _names(office, "?round=2027") == ["丙三"]
    assert _names(office, "?round=2026&handed=no&name=二") == ["乙二"]
    assert first.pk


@pytest.mark.requirement("CY-74")
def test_cases_of_older_versions_stay_and_those_without_follow_up_are_none(
    version: SchemeVersion, unit: Unit, office: Client, tenant: Tenant
) -> None:
    approved(version, unit, "旧版本")
    changed = following().follow_up.model_copy(update={"columns": ("name",)})  # type: ignore[union-attr]
    approved(publish_following(tenant, follow_up=changed), unit, "新版本")
    approved(publish_following(tenant, follow_up=None), unit, "无后续")
    assert _names(office) == ["新版本", "旧版本"]


def test_list_costs_the_same_number_of_queries_for_one_and_for_many(
    version: SchemeVersion, unit: Unit, office: Client, tenant: Tenant
) -> None:
    _record(office, approved(version, unit))

    def count() -> int:
        office.get(DESK)  # the messages of what was done are shown once
        with CaptureQueriesContext(connection) as queries:
            assert office.get(DESK).status_code == 200
        return len(queries)

    one = count()
    for _number in range(4):
        _record(office, approved(version, make_unit(tenant)))
    _hand_on(office)
    assert count() == one


# --- handing on


@pytest.mark.requirement("CY-74")
def test_list_is_handed_on_once_and_taken_away_as_often_as_needed(
    version: SchemeVersion, unit: Unit, office: Client, officer: User
) -> None:
    case = approved(version, unit, "=甲一", round="2026")
    response = _hand_on(office)
    assert response.status_code == 302
    made = HandedOnList.objects.get()
    assert (made.number, made.count, made.made_by) == (1, 1, officer)
    assert "第 1 批" in office.get(response["Location"]).content.decode()
    for _time in range(2):
        header, row = _sheet(office.get(f"{DESK}lists/{made.public_id}/"))
    assert header[1:8] == ["姓名", "身份证", "最高学位", "所在院校", "单位名称", "统一社会信用代码", "单位所在地"]
    assert row[1] == "'=甲一"  # no spreadsheet runs it
    assert row[2] == case.applicant.id_number
    assert row[3] == "博士"
    assert row[5:7] == [unit.name, unit.uscc]
    assert row[8] == "2026"
    assert row[-1] == case.public_id
    assert Event.objects.filter(action="follow_up.list_opened", actor=officer).count() == 1  # within a minute


@pytest.mark.requirement("CY-74")
def test_list_that_is_pressed_twice_or_from_an_old_page_is_made_once(
    version: SchemeVersion, unit: Unit, office: Client
) -> None:
    approved(version, unit)
    seen = office.get(DESK).context["seen"]
    assert office.post(f"{DESK}hand-on/", {"seen": seen}).status_code == 302
    again = office.post(f"{DESK}hand-on/", {"seen": seen})
    assert again.status_code == 409
    assert "丁人才 已于" in again.content.decode()
    assert "第 1 批名单" in again.content.decode()
    seen = office.get(DESK).context["seen"]
    approved(version, unit)
    grown = office.post(f"{DESK}hand-on/", {"seen": seen})
    assert grown.status_code == 409
    assert "现有 2 人" in grown.content.decode()
    assert HandedOnList.objects.count() == 1


def test_nothing_is_handed_on_of_nobody(version: SchemeVersion, office: Client) -> None:
    response = _hand_on(office)
    assert response.status_code == 422
    assert "1 至" in response.content.decode()
    assert not HandedOnList.objects.exists()


def test_file_shows_the_results_of_today_and_costs_the_same_for_many(
    version: SchemeVersion, unit: Unit, office: Client
) -> None:
    cases = [approved(version, unit) for _number in range(2)]
    _hand_on(office, f"?name={cases[0].applicant_name}")
    cases += [approved(version, unit) for _number in range(4)]
    _hand_on(office)
    _record(office, cases[0])
    counts = []
    for one in HandedOnList.objects.order_by("number"):
        office.get(f"{DESK}lists/{one.public_id}/")
        with CaptureQueriesContext(connection) as queries:
            rows = _sheet(office.get(f"{DESK}lists/{one.public_id}/"))
        counts.append(len(queries))
    assert len(rows) == 7
    assert [row[-3] for row in rows[1:]].count("已列入拟引进名单") == 1
    assert counts[0] == counts[1]


# --- results


@pytest.mark.requirement("CY-75", "CY-80")
def test_result_is_recorded_for_many_at_once_and_shown_where_the_case_is(
    version: SchemeVersion, unit: Unit, office: Client, officer: User, keeper: User, as_user: SEES
) -> None:
    cases = [approved(version, unit, f"甲{number}") for number in range(3)]
    response = _record(office, *cases[:2])
    assert response.status_code == 302
    assert [one.value for one in FollowUpRecord.objects.all()] == ["listed", "listed"]
    assert {one.recorded_by for one in FollowUpRecord.objects.all()} == {officer}
    entry = fresh(cases[0]).timeline.get()
    assert (entry.action, entry.label_zh, entry.words) == ("followed_up", "已列入拟引进名单", LISTED["words"])
    page = as_user(keeper).get(f"/cases/{cases[0].public_id}/").content.decode()
    assert page.count("已列入拟引进名单") >= 3  # beside the status, in its panel, in the timeline
    assert LISTED["words"] in page
    assert "尚无结果" in as_user(keeper).get(f"/cases/{cases[2].public_id}/").content.decode()
    listed = as_user(keeper).get("/my-units/cases/?list=all").context["rows"]
    assert [row["note"] for row in listed] == ["", "已列入拟引进名单", "已列入拟引进名单"]


@pytest.mark.requirement("CY-76")
def test_notice_of_the_result_goes_to_the_unit_once(
    version: SchemeVersion, unit: Unit, office: Client, keeper: User
) -> None:
    case = approved(version, unit, "甲一")
    _record(office, case)
    told = Notice.objects.filter(key="listed")
    assert {(one.channel, one.recipient_id) for one in told} == {("PORTAL", keeper.pk), ("SMS", keeper.pk)}
    assert {"甲一：已列入拟引进名单。市人才〔2026〕1 号。请登录人才业务办理平台填报。"} == {one.text for one in told}
    _record(office, case, words="市人才〔2026〕2 号")  # the words alone were wrong
    assert told.count() == 2
    _record(office, case, value="not_listed", words="")  # which names no notice
    assert told.count() == 2


@pytest.mark.requirement("CY-75")
def test_wrong_result_is_corrected_and_the_history_stays(version: SchemeVersion, unit: Unit, office: Client) -> None:
    case = approved(version, unit)
    _record(office, case)
    same = _record(office, case)
    assert same.status_code == 422
    assert "已是这一结果" in same.content.decode()
    assert LISTED["words"] in same.content.decode()
    assert "checked" in same.content.decode()
    assert _record(office, case, value="not_listed", words="更正").status_code == 302
    assert [one.value for one in case.follow_up_records.all()] == ["listed", "not_listed"]
    assert [row["result"] for row in office.get(DESK).context["rows"]] == ["未列入拟引进名单"]


@pytest.mark.requirement("CY-75")
def test_old_page_records_nothing_and_says_who_was_first(version: SchemeVersion, unit: Unit, office: Client) -> None:
    first, second = approved(version, unit), approved(version, unit)
    chosen = [f"{case.public_id}:{case.revision}" for case in (first, second)]
    _record(office, first)
    late = office.post(f"{DESK}results/", {"case": chosen, "value": "not_listed", "words": "写好的话"})
    assert late.status_code == 409
    assert "人才办 已于" in late.content.decode()
    assert "写好的话" in late.content.decode()
    assert FollowUpRecord.objects.count() == 1


@pytest.mark.requirement("CY-75")
def test_revoked_case_gets_no_result(version: SchemeVersion, unit: Unit, office: Client) -> None:
    case = approved(version, unit)
    value = f"{case.public_id}:{case.revision}"
    Application.objects.filter(pk=case.pk).update(state="revoked", label_zh="已撤销")
    assert _names(office) == []
    response = office.post(f"{DESK}results/", LISTED | {"case": [value]})
    assert response.status_code == 409
    assert "已撤销" in response.content.decode()
    assert not FollowUpRecord.objects.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"case": []}, "请选择 1 至"),
        ({"case": ["nonsense", "x:y"]}, "请选择 1 至"),
        ({"value": ""}, "请选择结果"),
        ({"value": "unheard"}, "选择"),
        ({"words": "长" * 2001}, "2000"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    version: SchemeVersion, unit: Unit, office: Client, body: dict[str, Any], words: str
) -> None:
    case = approved(version, unit)
    typed = {"case": [f"{case.public_id}:0"], "value": "listed", "words": "写好的话"} | body
    response = office.post(f"{DESK}results/", typed)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert typed["words"] in response.content.decode()
    assert not FollowUpRecord.objects.exists()


# --- who


@pytest.mark.requirement("CY-80")
def test_desk_exists_for_the_named_office_alone(
    version: SchemeVersion, unit: Unit, keeper: User, office: Client, tenant: Tenant, as_user: SEES
) -> None:
    case = approved(version, unit)
    _hand_on(office)
    made = HandedOnList.objects.get()
    for user in (keeper, officer_of(tenant, "service"), make_person(tenant)):
        client = as_user(user)
        assert DESK not in client.get("/").content.decode()
        for address in (DESK, f"{DESK}lists/", f"{DESK}lists/{made.public_id}/"):
            assert client.get(address).status_code == 404
        assert client.post(f"{DESK}hand-on/", {"seen": "1:1"}).status_code == 404
        assert client.post(f"{DESK}results/file/").status_code == 404
        assert _record(client, case).status_code == 404
    assert DESK in office.get("/").content.decode()
    assert not FollowUpRecord.objects.exists()
    assert HandedOnCase.objects.count() == 1


def test_nobody_records_the_result_of_their_own_case(
    version: SchemeVersion, unit: Unit, office: Client, officer: User
) -> None:
    case = approved(version, unit)
    Application.objects.filter(pk=case.pk).update(applicant=officer)
    response = _record(office, case)
    assert response.status_code == 422
    assert "自己的申报" in response.content.decode()


def test_portal_without_such_a_scheme_has_no_desk(tenant: Tenant, as_user: SEES) -> None:
    publish(tenant)
    assert DESK not in as_user(make_person(tenant)).get("/").content.decode()


def test_case_that_names_another_portals_case_is_refused_like_an_unknown_one(
    version: SchemeVersion, unit: Unit, office: Client
) -> None:
    other = make_tenant("elsewhere")
    with tenant_scope(other):
        theirs = approved(publish_following(other), make_unit(other))
    for name in (theirs.public_id, "nobodys"):
        response = office.post(f"{DESK}results/", LISTED | {"case": [f"{name}:0"]})
        assert response.status_code == 409
    with tenant_scope(other):
        assert not FollowUpRecord.objects.exists()


# --- results from a file


def _filled(office: Client, *lines: tuple[str, str], spoil: Callable[[Any], None] | None = None) -> Any:
    """Take the last list away, fill in result and words of its first rows, and send it back."""
    made = HandedOnList.objects.order_by("-id")[0]
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"{DESK}lists/{made.public_id}/").content))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for number, line in enumerate(lines, start=2):
        for heading, text in zip(("结果", "说明"), line, strict=True):
            sheet.cell(number, headings.index(heading) + 1, text)
    if spoil:
        spoil(sheet)
    written = io.BytesIO()
    book.save(written)
    return office.post(f"{DESK}results/file/", {"file": SimpleUploadedFile("结果.xlsx", written.getvalue())})


@pytest.mark.requirement("CY-75")
def test_results_come_back_in_the_list_that_was_handed_on(version: SchemeVersion, unit: Unit, office: Client) -> None:
    cases = [approved(version, unit, f"甲{number}") for number in range(3)]
    _hand_on(office)
    response = _filled(office, ("已列入拟引进名单", "一号文"), ("Not on the list", ""), ("", "还没有"))
    assert response.status_code == 302
    said = {one.application_id: (one.value, one.words) for one in FollowUpRecord.objects.all()}
    assert said == {cases[2].pk: ("listed", "一号文"), cases[1].pk: ("not_listed", "")}
    again = _filled(office)  # what it says is recorded
    assert (again.status_code, FollowUpRecord.objects.count()) == (302, 2)
    older = _filled(office, ("未列入拟引进名单", ""))
    assert older.status_code == 422
    assert "第 2 行：已记录了另一结果" in older.content.decode()


def test_list_in_english_comes_back_too(version: SchemeVersion, unit: Unit, office: Client) -> None:
    approved(version, unit)
    _hand_on(office)
    office.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    made = HandedOnList.objects.get()
    header, _row = _sheet(office.get(f"{DESK}lists/{made.public_id}/"))
    assert len(set(header)) == len(header)
    rows = [["On the list", "", Application.objects.get().public_id]]
    file = SimpleUploadedFile("results.xlsx", xlsx_of(header[-3:], rows))
    assert office.post(f"{DESK}results/file/", {"file": file}).status_code == 302
    assert FollowUpRecord.objects.get().value == "listed"


@pytest.mark.requirement("CY-75")
def test_file_with_a_fault_records_nothing_and_says_where(version: SchemeVersion, unit: Unit, office: Client) -> None:
    approved(version, unit)
    approved(version, unit)
    _hand_on(office)

    def spoil(sheet: Any) -> None:
        sheet.cell(3, sheet.max_column, "nobodys")

    response = _filled(office, ("大概可以", ""), ("已列入拟引进名单", ""), spoil=spoil)
    assert response.status_code == 422
    assert "第 2 行：没有“大概可以”这一结果" in response.content.decode()
    assert "第 3 行：编号不在" in response.content.decode()
    formula = _filled(office, ("=A1", ""))
    assert "第 2 行：单元格是公式" in formula.content.decode()
    for content, words in (
        (b"not a workbook", "不是 Excel 工作簿"),
        (b"", "空文件"),
        (xlsx_of(["甲"], []), "没有“申报编号”"),
    ):
        refused = office.post(f"{DESK}results/file/", {"file": SimpleUploadedFile("结果.xlsx", content)})
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert not FollowUpRecord.objects.exists()


@pytest.mark.requirement("CY-75")
def test_who_has_the_result_already_is_passed_over(version: SchemeVersion, unit: Unit, office: Client) -> None:
    known, other = approved(version, unit, "甲一"), approved(version, unit, "乙二")
    _record(office, known)
    told = Notice.objects.filter(key="listed").count()
    page = office.get(_record(office, known, other)["Location"]).content.decode()
    assert "已记录 1 人的结果。另有 1 人已是这一结果，没有重复记录。" in page
    assert (known.follow_up_records.count(), other.follow_up_records.count()) == (1, 1)
    assert Notice.objects.filter(key="listed").count() == 2 * told
