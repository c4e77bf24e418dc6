"""The former site's accounts, declarations and certificates, taken over row by row (HZ-18, HZ-20, HZ-35)."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from applications.models import Application, LegacyRecord, SchemeVersion, TimelineEntry
from applications.showing import submission_sections
from certificates.models import Certificate
from certificates.services.former import counts_of, import_former
from portal.audit.models import Event
from portal.people.invented import invented_id_number, invented_uscc
from portal.tenants.models import Tenant
from tests.builders import make_person, make_unit
from tests.certificates.former import (
    NUMBER,
    USCC,
    case,
    certificate,
    folder,
    reasons,
    taken,
    unit,
    whats,
)
from units.models import LegacyUnit
from units.services.rules import publish_unit_rules

CHINA = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.requirement("HZ-18", "HZ-20", "HZ-35")
def test_account_recognition_and_certificate_are_taken(version: SchemeVersion, book: Path) -> None:
    found = import_former(source=book)
    assert {key: counts["taken"] for key, counts in counts_of(found).items()} == {
        "units": 1,
        "cases": 1,
        "certificates": 1,
    }
    account = LegacyUnit.objects.get()
    assert (account.account, account.name, account.uscc, account.unit) == ("old-1", "旧时研究院", USCC, None)
    application = Application.objects.get()
    assert (application.state, application.legacy_unit, application.unit) == ("approved", account, None)
    assert (application.determined_category, application.claimed_category) == ("D", "D")
    assert application.version == version
    assert application.decided_at is not None
    assert application.decided_at.astimezone(CHINA).date() == dt.date(2024, 10, 30)
    assert application.answers["highest_degree"] == "doctor"
    assert application.answers["claimed_category"] == "D"
    assert application.answers["graduate_school"] == "旧时大学"
    kept = Certificate.objects.get()
    assert (kept.number, kept.application, kept.is_imported) == ("旧证第1号", application, True)
    assert (kept.issued_on, kept.valid_until) == (dt.date(2024, 11, 5), dt.date(2026, 11, 4))
    assert (kept.content["name"], kept.content["unit"], kept.content["category"]["zh"]) == (
        "陈秀强",
        "旧时研究院",
        "拔尖人才",
    )
    assert NUMBER not in str(kept.content)


@pytest.mark.requirement("HZ-13", "HZ-20")
def test_person_is_made_without_an_account_and_is_who_was_here_already(
    version: SchemeVersion, tenant: Tenant, tmp_path: Path
) -> None:
    here = make_person(tenant, name="改过名", id_number=invented_id_number(9_100_002))
    found = taken(tmp_path, cases=[case(), case(2, 姓名="从前名")], certificates=[])
    one, two = Application.objects.order_by("id")
    assert (one.applicant.name, one.applicant.is_registered, one.applicant.sex) == ("陈秀强", False, one.answers["sex"])
    assert two.applicant == here
    assert (two.applicant_name, two.answers["name"]) == ("从前名", "从前名")
    first, second = reasons(found, "cases")
    assert first == ""
    assert "“*过名”" in second
    assert "从前名" not in second
    here.refresh_from_db()
    assert here.name == "改过名"


@pytest.mark.requirement("HZ-20")
def test_submission_is_frozen_with_what_was_answered(version: SchemeVersion, book: Path) -> None:
    import_former(source=book)
    submission = Application.objects.get().submissions.get()
    shown = {one.label: one.text for part in submission_sections(submission) for one in part.answers}
    assert (shown["姓名"], shown["证件号码"]) == ("陈秀强", NUMBER)
    assert (shown["工作单位"], shown["最高学位"]) == ("旧时研究院", "博士")
    assert submission.unit_facts == {"name": "旧时研究院", "uscc": USCC}
    assert submission.submitted_by == Application.objects.get().applicant
    entry = TimelineEntry.objects.get()
    assert entry.label_zh == Application.objects.get().label_zh
    assert "旧系统导入" in entry.words
    assert "RD-2024-001" in entry.words
    event = Event.objects.get(action="application.imported")
    assert event.detail["number"] == "RD-2024-001"
    assert "evidence" in event.detail


@pytest.mark.requirement("HZ-20")
def test_what_was_not_recognised_is_kept_as_a_record(version: SchemeVersion, tmp_path: Path) -> None:
    long = "0f8fad5b-d9cb-469f-a165-70867728950e"
    rows = [case(状态="审核不通过", 认定类别="", 认定日期=""), case(2, 状态="待预审", 申报编号=long)]
    found = taken(tmp_path, cases=rows, certificates=[certificate()])
    assert not Application.objects.exists()
    one, two = LegacyRecord.objects.order_by("id")
    assert (one.round, one.status, one.uscc, one.unit_name) == ("RD-2024-001", "审核不通过", USCC, "旧时研究院")
    assert one.further[0] == ["申报编号", "RD-2024-001"]
    assert ["毕业院校", "旧时大学"] in one.further
    assert (len(two.round), two.further[0][1]) == (20, long)
    assert "只作为记录保存" in reasons(found, "cases")[0]
    assert whats(found, "certificates") == ["refused"]
    assert "没有认定" in reasons(found, "certificates")[0]


@pytest.mark.requirement("HZ-20")
def test_answer_that_cannot_be_understood_is_said_and_left_empty(version: SchemeVersion, tmp_path: Path) -> None:
    found = taken(tmp_path, cases=[case(最高学位="博后", 手机="12", 毕业院校="旧时大学")], certificates=[])
    [reason] = reasons(found, "cases")
    assert whats(found, "cases") == ["taken"]
    assert "最高学位“博后”未导入" in reason
    assert "手机" in reason
    answers = Application.objects.get().answers
    assert "highest_degree" not in answers
    assert "mobile" not in answers
    assert answers["graduate_school"] == "旧时大学"


def test_columns_that_nothing_is_called_like_are_named(version: SchemeVersion, tmp_path: Path) -> None:
    found = taken(tmp_path, cases=[case(血型="A")], certificates=[])
    assert found.strange == {"units": [], "cases": ["血型"], "certificates": []}


@pytest.mark.requirement("HZ-18")
def test_information_of_an_account_is_read_by_the_tenants_form(version: SchemeVersion, tmp_path: Path) -> None:
    choices = [{"value": "enterprise", "label": {"zh": "企业", "en": "Enterprise"}}]
    fields = [
        {"key": "kind", "label": {"zh": "单位类别", "en": "Kind"}, "type": "choice", "choices": choices},
        {"key": "address", "label": {"zh": "地址", "en": "Address"}, "type": "text"},
        {"key": "founded", "label": {"zh": "成立日期", "en": "Founded"}, "type": "date"},
    ]
    information = {"title": {"zh": "单位信息", "en": "Unit"}, "fields": fields}
    publish_unit_rules(content={"opened_by_network": True, "information": information}, content_hash="x")
    rows = [
        unit(单位类别="企业", 地址="旧路1号", 成立日期="1999年1月2日"),
        unit(旧系统账号="old-2", 统一社会信用代码=invented_uscc(9_002), 单位类别="公司", 成立日期="没有"),
    ]
    found = taken(tmp_path, units=rows, cases=[], certificates=[])
    one, two = LegacyUnit.objects.order_by("id")
    assert one.information == {"kind": "enterprise", "address": "旧路1号", "founded": "1999-01-02"}
    assert two.information == {}
    first, second = reasons(found, "units")
    assert first == ""
    assert "单位类别“公司”未导入" in second
    assert "成立日期“没有”未导入" in second


@pytest.mark.requirement("HZ-19")
def test_account_without_a_right_code_is_taken_with_a_warning(version: SchemeVersion, tmp_path: Path) -> None:
    rows = [unit(旧系统账号="a", 统一社会信用代码=""), unit(旧系统账号="b", 统一社会信用代码=USCC[:-1] + "0")]
    found = taken(tmp_path, units=[*rows, unit(旧系统账号="c"), unit(旧系统账号="d")], cases=[], certificates=[])
    assert whats(found, "units") == ["taken"] * 4
    none, wrong, *both = reasons(found, "units")
    assert "没有统一社会信用代码" in none
    assert "校验位不符" in wrong
    assert "与账号 d 的统一社会信用代码相同" in both[0]
    assert "与账号 c 的统一社会信用代码相同" in both[1]


@pytest.mark.requirement("HZ-18")
def test_declaration_of_an_account_that_was_claimed_is_the_units_at_once(
    version: SchemeVersion, tenant: Tenant, tmp_path: Path
) -> None:
    taken(tmp_path, cases=[], certificates=[])
    claimed = make_unit(tenant, "现在的研究院", uscc=USCC)
    LegacyUnit.objects.update(unit=claimed)
    taken(tmp_path)
    application = Application.objects.get()
    assert application.unit == claimed
    assert application.answers["work_unit"] == claimed.public_id
    assert Certificate.objects.get().content["unit"] == "旧时研究院"


# --- Again, and alone


@pytest.mark.requirement("HZ-18", "HZ-20")
def test_same_file_again_takes_nothing_and_says_what_differs(version: SchemeVersion, tmp_path: Path) -> None:
    rows = [case(), case(2, 状态="未通过")]
    taken(tmp_path, cases=rows)
    before = counts_of_tables()
    again = taken(tmp_path, cases=rows)
    assert [whats(again, key) for key in again.outcomes] == [["there"], ["there", "there"], ["there"]]
    changed = taken(
        tmp_path,
        units=[unit(单位名称="改了")],
        cases=[case(毕业院校="别的大学"), case(2, 状态="已退回")],
        certificates=[certificate(有效期至="2027-01-01")],
    )
    assert [whats(changed, key) for key in changed.outcomes] == [["differs"], ["differs", "differs"], ["differs"]]
    assert "没有改动" in reasons(changed, "cases")[0]
    assert counts_of_tables(without=("audit",)) == {
        key: count for key, count in before.items() if not key.startswith("audit")
    }
    assert LegacyUnit.objects.get().name == "旧时研究院"
    grown = taken(tmp_path, cases=[*rows, case(3)], certificates=[certificate(), certificate(3)])
    assert whats(grown, "cases") == ["there", "there", "taken"]
    assert whats(grown, "certificates") == ["there", "taken"]


@pytest.mark.requirement("HZ-20")
def test_dry_run_says_the_same_and_writes_nothing(version: SchemeVersion, book: Path) -> None:
    before, files = counts_of_tables(), files_there()
    said = import_former(source=book, dry_run=True)
    assert counts_of_tables() == before
    assert files_there() == files
    assert import_former(source=book) == said


def counts_of_tables(without: tuple[str, ...] = ()) -> dict[str, int]:
    models = [model for model in apps.get_models() if model._meta.app_label not in without]
    return {model._meta.label_lower: model._base_manager.count() for model in models if model._meta.managed}


def files_there() -> list[str]:
    return sorted(os.path.join(root, name) for root, _folders, names in os.walk(settings.MEDIA_ROOT) for name in names)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_folder_of_plain_text_is_as_good(version: SchemeVersion, tmp_path: Path, encoding: str) -> None:
    found = import_former(source=folder(tmp_path / "old", encoding=encoding))
    assert [whats(found, key) for key in found.outcomes] == [["taken"], ["taken"], ["taken"]]
    assert Application.objects.get().answers["ethnicity"] == "01"
