"""Importing persons: looked at first, taken one by one, each whole or not at all, however often it is begun."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from applications.choices import ImportState
from applications.models import Application, CaseImport, SchemeVersion
from applications.services import importing
from applications.services.drafts import start_application
from applications.services.importing import UnableToImport, check_import, import_some, start_import
from portal.audit.models import Event
from portal.calendar import now
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.policy import Refused
from portal.privacy.retention import rule_of
from portal.tenants.models import Tenant
from tests.builders import make_person, make_unit
from tests.collecting import book, entered, publish_collection, row_of, upload
from units.models import Unit

FIRST = 6_300_001


@pytest.fixture
def collecting(tenant: Tenant) -> SchemeVersion:
    return publish_collection(tenant)


def _check(version: SchemeVersion, unit: Unit, by: User, *people: dict[str, Any], **more: Any) -> CaseImport:
    return check_import(version=version, unit=unit, by=by, upload=upload(book(*people, **more)))


def _reasons(kept: CaseImport) -> list[tuple[str, int, str, str]]:
    return [(one["sheet"], one["row"], one["column"], one["reason"]) for one in kept.findings]


@pytest.mark.requirement("NX-108")
def test_checked_file_enters_nobody_until_it_is_started(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST), row_of(FIRST + 1))
    assert _reasons(kept) == []
    assert not Application.objects.exists()
    assert import_some(case_import_id=kept.pk, seconds=60) is False
    assert not Application.objects.exists()
    assert list(kept.people.values_list("row", "state")) == [(2, "waiting"), (3, "waiting")]


@pytest.mark.requirement("NX-108", "NX-99")
def test_persons_are_entered_with_answers_and_records(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    number = invented_id_number(FIRST)
    jobs = [{"证件号码": number, "起始年月": "2001-09", "工作单位": "一厂"}]
    kept = _check(collecting, unit, manager, row_of(FIRST, "欧阳某", 专业领域="教育"), **{"工作／经历": jobs})
    start_import(case_import_id=kept.pk, by=manager, informed=True)
    assert import_some(case_import_id=kept.pk, seconds=60) is False
    case = Application.objects.get()
    assert (case.applicant_name, case.entered_by, case.state, case.unit) == ("欧阳某", "unit", "draft", unit)
    assert case.applicant.id_number == number
    assert case.answers["strengths"] == ["education"]
    assert case.answers["ethnicity"] == "01"
    assert [record["employer"] for record in case.answers["jobs"]] == ["一厂"]
    person = kept.people.get()
    assert (person.state, person.case_id, person.content) == (ImportState.TAKEN, case.public_id, {})
    kept.refresh_from_db()
    assert kept.ended_at is not None


@pytest.mark.requirement("NX-108")
def test_begun_again_nobody_is_entered_twice(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST), row_of(FIRST + 1))
    for _time in range(2):
        start_import(case_import_id=kept.pk, by=manager, informed=True)
        import_some(case_import_id=kept.pk, seconds=60)
    assert Application.objects.count() == 2
    assert Event.objects.filter(action="import.started").count() == 1


@pytest.mark.requirement("NX-96", "NX-108")
def test_same_file_again_says_that_all_are_there(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST))
    start_import(case_import_id=kept.pk, by=manager, informed=True)
    import_some(case_import_id=kept.pk, seconds=60)
    again = _check(collecting, unit, manager, row_of(FIRST))
    assert again.people.count() == 0
    assert "本单位已在填报该人员" in _reasons(again)[0][3]


def test_import_without_time_left_goes_on_later(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST), row_of(FIRST + 1))
    start_import(case_import_id=kept.pk, by=manager, informed=True)
    assert import_some(case_import_id=kept.pk, seconds=0) is True
    assert import_some(case_import_id=kept.pk, seconds=60) is False
    assert Application.objects.count() == 2


def test_persons_must_have_been_informed(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST))
    with pytest.raises(UnableToImport, match="已告知"):
        start_import(case_import_id=kept.pk, by=manager, informed=False)
    kept.refresh_from_db()
    assert kept.started_at is None


@pytest.mark.requirement("NX-120")
def test_stranger_imports_nothing(collecting: SchemeVersion, unit: Unit, manager: User, person: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST))
    with pytest.raises(Refused):
        _check(collecting, unit, person, row_of(FIRST))
    with pytest.raises(Refused):
        start_import(case_import_id=kept.pk, by=person, informed=True)


def test_whoever_loses_the_seat_enters_nobody(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST))
    start_import(case_import_id=kept.pk, by=manager, informed=True)
    unit.administrators.update(is_active=False)
    import_some(case_import_id=kept.pk, seconds=60)
    assert kept.people.get().state == ImportState.REFUSED
    assert not Application.objects.exists()


@pytest.mark.requirement("NX-83")
@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"职务": "字" * 31}, "职务", "最多 30 个字，现在有 31 个"),
        ({"联系电话": "123"}, "联系电话", "手机号码"),
        ({"民族": "火星族"}, "民族", "不在列表中"),
        ({"专业领域": "教育、炼金"}, "专业领域", "不在列表中"),
        ({"参加工作时间": "2026-12"}, "参加工作时间", "不能晚于今天"),
        ({"参加工作时间": "很久以前"}, "参加工作时间", "格式填写年月"),
        ({"证件号码": "330203199001010010"}, "证件号码", "校验位不符"),
        ({"证件号码": ""}, "证件号码", "请填写证件号码"),
        ({"证件类型": "学生证"}, "证件类型", "从列表中选择"),
        ({"中文姓名": ""}, "中文姓名", "请填写姓名"),
        ({"性别": "不详"}, "性别", "“男”或“女”"),
        ({"出生日期": "1990-02-30"}, "出生日期", "不是真实的日期"),
        ({"出生日期": "1900-01-01"}, "出生日期", "不一致"),
    ],
)
def test_wrong_value_refuses_the_person_and_is_named(
    collecting: SchemeVersion, unit: Unit, manager: User, cells: dict[str, Any], column: str, words: str
) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST) | cells, row_of(FIRST + 1))
    [(sheet, row, named, reason)] = _reasons(kept)
    assert (sheet, row, named) == ("基本信息", 2, column)
    assert words in reason
    assert (kept.refused_people, kept.people.count()) == (1, 1)


def test_thirty_characters_pass_however_many_bytes(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    assert _reasons(_check(collecting, unit, manager, row_of(FIRST, 职务="𠮷" * 30))) == []


@pytest.mark.requirement("NX-82")
def test_records_are_checked_in_their_rows(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    number = invented_id_number(FIRST)
    jobs = [{"证件号码": number, "起始年月": "2010-01", "结束年月": "2009-12", "工作单位": "厂"}]
    awards = [{"证件号码": number, "荣誉名称": f"奖{n}", "获奖时间": dt.date(2018, 11, n + 1)} for n in range(3)]
    awards[0]["获奖时间"] = "2027-01-01"
    kept = _check(collecting, unit, manager, row_of(FIRST), **{"工作／经历": jobs, "荣誉奖项": awards})
    assert _reasons(kept) == [
        ("工作／经历", 2, "结束年月", "不能早于开始的日期（2010-01）。"),
        ("荣誉奖项", 2, "获奖时间", "日期不能晚于今天，请核对。"),
        ("荣誉奖项", 4, "", "每人最多 2 行，这是第 3 行。"),
    ]
    assert kept.refused_people == 1


@pytest.mark.requirement("NX-96")
def test_person_of_another_unit_is_not_named_with_it(
    collecting: SchemeVersion, unit: Unit, manager: User, tenant: Tenant
) -> None:
    other = make_person(tenant)
    elsewhere = make_unit(tenant, "别处的单位", administrator=other)
    entered(collecting, elsewhere, other, FIRST)
    [finding] = _check(collecting, unit, manager, row_of(FIRST)).findings
    assert "其他单位" in finding["reason"]
    assert "别处" not in finding["reason"]
    assert invented_id_number(FIRST) not in str(finding)


def test_known_person_with_another_name_is_refused(
    collecting: SchemeVersion, unit: Unit, manager: User, tenant: Tenant
) -> None:
    make_person(tenant, name="真名", id_number=invented_id_number(FIRST))
    assert "姓名与这里填写的不一致" in _reasons(_check(collecting, unit, manager, row_of(FIRST, "假名")))[0][3]


def test_person_who_began_meanwhile_is_refused_alone(
    collecting: SchemeVersion, unit: Unit, manager: User, tenant: Tenant
) -> None:
    known = make_person(tenant, name="导入1", id_number=invented_id_number(FIRST))
    kept = _check(collecting, unit, manager, row_of(FIRST, "导入1"), row_of(FIRST + 1))
    start_import(case_import_id=kept.pk, by=manager, informed=True)
    start_application(version=collecting, user=known, agreed=True, language="zh-hans")
    import_some(case_import_id=kept.pk, seconds=60)
    assert [(one.state, bool(one.reason)) for one in kept.people.all()] == [("refused", True), ("taken", False)]


def test_fault_of_the_program_costs_one_person_only(
    collecting: SchemeVersion, unit: Unit, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST), row_of(FIRST + 1))
    start_import(case_import_id=kept.pk, by=manager, informed=True)
    save = importing.save_answers

    def fail_once(**given: Any) -> Application:
        monkeypatch.setattr(importing, "save_answers", save)
        raise ValueError("a fault")

    monkeypatch.setattr(importing, "save_answers", fail_once)
    import_some(case_import_id=kept.pk, seconds=60)
    assert list(kept.people.values_list("state", flat=True)) == ["refused", "taken"]
    assert Application.objects.count() == 1


def test_file_without_persons_is_refused(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    with pytest.raises(UnableToImport, match="没有人员"):
        _check(collecting, unit, manager)
    assert not CaseImport.objects.exists()


def test_what_is_kept_of_a_file_is_sealed(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST, "欧阳某"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM applications_importedperson")
        [(content,)] = cursor.fetchall()
        cursor.execute("SELECT file_name, findings FROM applications_caseimport")
        [stored] = cursor.fetchall()
    assert invented_id_number(FIRST) not in content
    assert "人员" not in "".join(stored)
    assert kept.people.get().content["identity"]["applicant.id_number"] == invented_id_number(FIRST)


def test_what_was_checked_is_kept_for_a_month(collecting: SchemeVersion, unit: Unit, manager: User) -> None:
    kept = _check(collecting, unit, manager, row_of(FIRST))
    rule = rule_of("imports")
    assert rule is not None
    assert rule.due is not None
    assert rule.erase is not None
    assert list(rule.due(now())) == []
    assert list(rule.due(now() + dt.timedelta(days=1))) == [kept]
    assert rule.erase(kept) == 2
    assert not CaseImport.objects.exists()
