"""The example cases are the manual's sentences in executable form; each passes as its own `expect` says."""

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

from tests.review.walking.walks import CASES, HEAD_LINES, case_file, walk

pytestmark = pytest.mark.django_db

SHOWN = {
    "r1-municipal-organ": ("NB-57", "NB-58", "NB-69", "NB-70", "NB-73", "NB-74", "NB-75", "NB-77", "NB-78", "NB-79",
                           "NB-80", "NB-83", "NB-86", "NB-88", "NB-89", "NB-90", "NB-98", "NB-103", "NB-106"),
    "r2-municipal-enterprise": ("NB-59",),
    "r2-municipal-institution": ("NB-59",),
    "r3-district-organ": ("NB-60",),
    "r4-district-enterprise": ("NB-61", "NB-68"),
    "r5-provincial-enterprise": ("NB-62", "NB-68"),
    "r6-provincial-institution": ("NB-63", "NB-68"),
    "r6-provincial-organ": ("NB-63",),
    "r7-provincial-institute": ("NB-64", "NB-65"),
    "r7-provincial-university": ("NB-64", "NB-65"),
    "central-enterprise": ("NB-66",),
    "central-institute": ("NB-66",),
    "non-public-enterprise": ("NB-67",),
    "unit-confirms": ("NB-48",),
    "joint-confirmation": ("NB-81", "NB-82"),
    "joint-rejection": ("NB-82", "NB-87"),
    "return-and-resubmission": ("NB-54", "NB-87"),
    "rejection": ("NB-87",),
    "sent-back": ("NB-76", "NB-77"),
    "objection-dismissed": ("NB-84", "NB-85"),
    "objection-upheld": ("NB-84", "NB-85"),
    "withdrawn-by-applicant": (),
    "recognition-withdrawn": ("NB-99", "NB-100", "NB-101", "NB-102"),
    "blacklisted": ("NB-100", "NB-102"),
    "outside-the-window": ("NB-88", "NB-89"),
    "foreign-doctor": ("NB-36", "NB-42", "NB-51"),
    "incomplete": ("NB-29", "NB-45", "NB-51"),
    "not-agreed": ("NB-12", "NB-13"),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.requirement(*ids)) for name, ids in SHOWN.items()]
)
def test_example_case_goes_as_it_expects(name):
    walked = walk(CASES / f"{name}.yaml")

    assert (walked.status, walked.errors) == (0, "")


def test_every_example_case_is_walked():
    assert {path.stem for path in CASES.glob("*.yaml")} == set(SHOWN)


@pytest.mark.requirement("NB-71", "NB-72", "NB-106")
def test_events_tell_who_holds_the_case_and_what_was_sent(tmp_path):
    walked = walk(case_file(tmp_path, "steps: [submit, {stage: pre_review, do: pass, opinion: 齐全, by: 王初审}]"))

    started, submitted, passed, last = walked.lines
    assert list(started)[:8] == ["at", "by", "office", "stage", "state", "label", "due_on", "notices"]
    assert (started["state"], started["office"], started["stage"]) == ("draft", None, None)
    assert (submitted["office"], submitted["due_on"]) == ("municipal-window", "2026-04-28")
    assert (passed["by"], passed["stage"], passed["words"]) == ("王初审", "originals_check", "齐全")
    assert {(notice["key"], notice["channel"]) for notice in passed["notices"]} == {
        ("originals", "sms"),
        ("originals", "portal"),
    }
    assert all("总窗口" in notice["text"] for notice in passed["notices"])
    assert (last["outcome"], last["certificate"], last["verify"]) == ("pre_review", None, None)


def test_stages_nobody_names_are_passed_by_their_holders(tmp_path):
    steps = "steps: [submit, {stage: pre_review, do: pass}, {stage: departmental_review, do: pass}]"
    walked = walk(case_file(tmp_path, steps))

    assert [line.get("implied", False) for line in walked.lines[:-1]] == [False, False, False, True, False]
    assert walked.last["stage"] == "bureau_submission"


def test_step_out_of_order_is_refused_with_where_the_case_is(tmp_path):
    walked = walk(case_file(tmp_path, "steps:\n  - submit\n  - {stage: bureau_approval, do: pass}\n"))

    assert walked.status == 1
    assert walked.last["refused"]["step"] == 2
    assert walked.last["refused"]["line"] == HEAD_LINES + 3
    assert "待预审" in walked.last["refused"]["reason"]
    assert f"case.yaml:{HEAD_LINES + 3}: step 2 was refused" in walked.errors


@pytest.mark.requirement("NB-82")
def test_joint_stage_without_an_office_is_decided_by_all(tmp_path):
    text = """
base: sample
steps:
  - edit: {answers: {equivalent_claim: true}}
  - submit
  - {stage: pre_review, do: pass}
  - {stage: departmental_review, do: pass}
  - {stage: joint_confirmation, do: pass}
"""
    walked = walk(case_file(tmp_path, text))

    assert walked.status == 0, walked.errors
    assert [line["action"] for line in walked.lines[-4:-1]] == ["joined", "joined", "passed"]
    assert walked.last["stage"] == "bureau_approval"


def test_reviewer_of_another_office_is_refused(tmp_path):
    walked = walk(case_file(tmp_path, "steps: [submit, {stage: pre_review, office: alliance-haishu, do: pass}]"))

    assert walked.status == 1
    assert "只有市服务总窗口的审核人可以办理" in walked.errors


@pytest.mark.requirement("NB-92")
def test_waiting_sends_reminders_on_their_days(tmp_path):
    text = """
steps:
  - submit
  - {stage: pre_review, do: pass}
  - {stage: originals_check, do: pass}
  - {wait: 9 working days}
expect: {notices: [due_soon, overdue], events: [{action: reminded, notices: [due_soon]}, {action: reminded, notices: [overdue]}]}
"""
    walked = walk(case_file(tmp_path, text))

    assert (walked.status, walked.errors) == (0, "")
    assert [line["at"][:10] for line in walked.lines[:-1] if line["action"] == "reminded"] == [
        "2026-03-09",
        "2026-03-12",
    ]


@pytest.mark.requirement("NB-50", "NB-51")
def test_form_sealed_before_a_change_is_refused_unless_it_is_a_sample(tmp_path):
    (tmp_path / "sealed.jpg").write_bytes(_jpeg())
    text = """
steps:
  - edit: {attachments: {nb_form_sealed: sealed.jpg}}
  - edit: {answers: {major: 数学}}
  - {submit: true, expect_refusal: 请重新打印}
"""
    given = case_file(tmp_path, text.replace("steps:", "attachments: {nb_form_sealed: sealed.jpg}\nsteps:"), head=False)
    given.write_text(_head_without_attachments() + given.read_text(encoding="utf-8"), encoding="utf-8")

    walked = walk(given)

    assert walked.lines[-2]["action"] == "refused"
    assert any("请重新打印" in fault for fault in walked.lines[-2]["faults"])


def test_expectation_that_fails_names_file_line_and_both_values(tmp_path):
    path = case_file(tmp_path, "steps: [submit]\nexpect:\n  outcome: approved\n  verify: null\n  certificate: true\n")

    walked = walk(path)

    assert walked.status == 1
    assert walked.errors.splitlines() == [
        f"{path}:{HEAD_LINES + 3}: expected outcome approved, got pre_review",
        f"{path}:{HEAD_LINES + 5}: expected certificate true, got none",
    ]


def test_refusal_that_does_not_come_fails_the_case(tmp_path):
    walked = walk(case_file(tmp_path, "steps:\n  - {submit: true, expect_refusal: 不行}\n"))

    assert walked.status == 1
    assert "expected a refusal with “不行”, but the step was done" in walked.errors


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("applicant: {id_number: 330203198506150011}", "校验位不符"),
        ("applicant: {birth_date: 1990-02-30}", "expected a date"),
        ("applicant: {name: '<script>alert(1)</script>', id_number: '339999198502300014'}", "不是真实的日期"),
        ("unit: {level: district, kind: organ, uscc: 913302001440000000}", "校验位不符"),
    ],
)
@pytest.mark.requirement("NB-33")
def test_bad_person_or_unit_is_refused_with_its_line(tmp_path, part, reason):
    path = tmp_path / "case.yaml"
    path.write_text(f"scheme: ningbo/recognition\nclock: 2026-03-02\n{part}\nsteps: [submit]\n", encoding="utf-8")

    walked = walk(path)

    assert walked.status in (1, 2)
    assert f"{path}:3" in walked.errors
    assert reason in walked.errors


def _stored_files() -> set[object]:
    return set(default_storage.names())


def test_nothing_remains_after_a_walk(settings):
    before = _rows()
    waiting, files = len(connection.run_on_commit), _stored_files()

    walk(CASES / "r5-provincial-enterprise.yaml", CASES / "blacklisted.yaml")

    assert _rows() == before
    assert len(connection.run_on_commit) == waiting
    assert settings.SMS_BACKEND == "page"
    assert _stored_files() == files


def test_no_message_leaves_the_house_during_a_walk(settings):
    settings.SMS_BACKEND = "aliyun"
    settings.SMS_ENDPOINT = "http://127.0.0.1:1"

    walked = walk(CASES / "r5-provincial-enterprise.yaml")

    assert (walked.status, walked.errors, settings.SMS_BACKEND) == (0, "", "aliyun")


def test_several_files_end_with_the_worst_status(tmp_path):
    broken = case_file(tmp_path, "steps: [sumbit]")

    walked = walk(broken, CASES / "not-agreed.yaml")

    assert walked.status == 2
    assert [line["outcome"] for line in walked.lines] == [None]


def test_same_case_says_the_same_twice():
    """All but the random parts: the token in the certificate's address, the case's in the links of notices."""
    first, second = (walk(CASES / "r2-municipal-institution.yaml").lines for _ in range(2))
    for line in [*first, *second]:
        line.pop("verify_url", None)
        line.update(notices=[(one["key"], one["channel"], one["to"]) for one in line.get("notices", [])])

    assert first == second


def _rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def _jpeg() -> bytes:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (600, 800), "white").save(file, "JPEG")
    return file.getvalue()


def _head_without_attachments() -> str:
    from tests.review.walking.walks import HEAD

    return HEAD.replace("attachments: sample\n", "")
