"""The strict look at records, what their rows are called, and what changed in them."""

from typing import Any

import pytest

from applications.checking import faults_of
from applications.checking.records import wrong_in_record
from applications.models import Application
from applications.queries import changes_between, facts_of
from applications.scheme.records import Place, place_of, record_in, records_in
from applications.services.confirming import confirm_case
from applications.services.drafts import start_application
from applications.services.records import add_record, remove_record, save_record
from applications.services.submitting import submit_application
from applications.showing import labelled_slots, names_of, submission_sections
from tests.applications.tiered import tiers  # noqa: F401
from tests.tiers import GOOD_POST, Tiers, attach, decide, fill_in, fresh

# ruff: noqa: F811


@pytest.fixture
def draft(tiers: Tiers) -> Application:
    return start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")


def faults_with(draft: Application, **values: Any) -> dict[str, str]:
    """What is said of a post with these changes, by field."""
    record = add_record(application_id=draft.pk, user=draft.applicant, section="posts", values={**GOOD_POST, **values})
    found = {fault.path: fault.message for fault in faults_of(fresh(draft)) if fault.section == "posts"}
    return {path.removeprefix(f"field:posts.{record}."): message for path, message in found.items()}


def test_a_good_record_has_no_fault(draft: Application) -> None:
    assert faults_with(draft) == {}


@pytest.mark.requirement("NX-83")
@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"employer": ""}, "employer", "必填"),
        ({"employer": "单" * 21}, "employer", "最多 20 个字，现在有 21 个"),
        ({"employer": "单"}, "employer", "至少 2 个字"),
        ({"end": "2015-06"}, "end", "不能早于"),
        ({"start": "2999-01"}, "start", "不能晚于今天"),
        ({"start": "2015"}, "start", "年月"),
        ({"rank": "chief"}, "rank", "不在列表"),
        ({"rank": "other"}, "rank_remark", "必填"),
        ({"series": "010", "title": "021"}, "title", "上一级"),
        ({"series": "999"}, "series", "不在列表"),
    ],
)
def test_each_fault_is_said_at_its_field(draft: Application, values: dict[str, str], field: str, words: str) -> None:
    found = faults_with(draft, **values)
    assert list(found) == [field]
    assert words in found[field]
    assert "第 1 条" in found[field]


@pytest.mark.requirement("NX-83")
def test_a_maximum_counts_characters_and_not_bytes(draft: Application) -> None:
    assert faults_with(draft, employer="𠮷" * 20, series="010", title="011") == {}


def test_what_is_missing_waits_and_what_is_wrong_is_said_at_once(draft: Application) -> None:
    record = add_record(
        application_id=draft.pk, user=draft.applicant, section="posts", values={"start": "2020-02", "end": "2019-01"}
    )
    case = fresh(draft)
    section = case.scheme.section("posts")
    kept = record_in(case.answers, "posts", record)
    assert kept is not None
    assert list(wrong_in_record(case, section.fields, kept)) == ["end"]


@pytest.mark.requirement("NX-84", "NX-86", "NX-87", "NX-90")
def test_rows_are_called_after_their_records_and_follow_them(draft: Application) -> None:
    key = draft.pk
    values = {**GOOD_POST, "series": "010", "title": "011"}
    record = add_record(application_id=key, user=draft.applicant, section="posts", values=values)

    def labels() -> list[str]:
        case = fresh(draft)
        return [slot.label.zh for slot in labelled_slots(case.scheme, facts_of(case))]

    assert labels() == ["工作单位: 示例研究院-201507-职员-教授, 相关证明材料"]
    changed = {"employer": "新单位", "rank": "other", "rank_remark": "顾问"}
    save_record(application_id=key, user=draft.applicant, section="posts", record=record, values=changed)
    assert labels() == ["工作单位: 新单位-201507-其他-顾问-教授, 相关证明材料"]
    remove_record(application_id=key, user=draft.applicant, section="posts", record=record)
    assert labels() == []


@pytest.mark.requirement("NX-89")
def test_each_row_waits_for_a_file(draft: Application) -> None:
    record = add_record(application_id=draft.pk, user=draft.applicant, section="posts", values=GOOD_POST)
    fault = next(fault for fault in faults_of(fresh(draft)) if fault.path.startswith("slot:"))
    assert (fault.path, fault.section) == (f"slot:post_papers.{record}", "attachments")
    assert "情况说明" in fault.message


def test_paths_say_what_they_point_at() -> None:
    assert place_of("field:contact.name") == Place("field", "contact.name")
    assert place_of("field:posts.ab12.start") == Place("field", "start", section="posts", record="ab12")
    assert place_of("record:posts.ab12") == Place("record", "", section="posts", record="ab12")
    assert place_of("section:posts") == Place("section", "", section="posts")
    assert place_of("slot:post_papers.ab12") == Place("slot", "post_papers", record="ab12")


def test_a_submission_shows_its_records_and_what_changed_in_them(draft: Application, tiers: Tiers) -> None:
    fill_in(draft, tiers.person, tiers.unit)
    submit_application(application_id=draft.pk, user=tiers.person)
    confirm_case(application_id=draft.pk, user=tiers.keeper)
    decide(draft, "return", "经历不符", remarks=[("section:posts", "补充")])
    record = records_in(fresh(draft).answers, "posts")[0]["id"]
    save_record(
        application_id=draft.pk, user=tiers.person, section="posts", record=record, values={"employer": "更正单位"}
    )
    added = add_record(application_id=draft.pk, user=tiers.person, section="posts", values=GOOD_POST)
    save = fresh(draft)
    attach(save, tiers.person)
    submit_application(application_id=draft.pk, user=tiers.person)
    first, second = fresh(draft).submissions.order_by("number")
    changed = changes_between(first, second)
    assert changed == {f"field:posts.{record}.employer", f"record:posts.{added}", f"slot:post_papers.{added}"}
    section = next(one for one in submission_sections(second, changed=changed) if one.key == "posts")
    assert [(one.number, one.title, one.is_new) for one in section.records] == [
        (1, "2015-07", False),
        (2, "2015-07", True),
    ]
    assert [cell.text for cell in section.records[0].cells if cell.is_changed] == ["更正单位"]
    names = names_of(second.application.scheme, second.answers)
    assert names[f"field:posts.{record}.employer"] == "工作经历 1 · 工作单位"
