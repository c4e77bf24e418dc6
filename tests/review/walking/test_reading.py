"""Faults of case files and of the schemes they name: file, line, what was expected; nothing is walked."""

import shutil

import pytest

from tests.review.walking.walks import CASES, HEAD_LINES, case_file, walk

SCHEMES = CASES.parents[2]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("steps: [sumbit]", 1, "did you mean submit?"),
        ("step: [submit]", 1, "did you mean steps?"),
        ("steps:\n  - {stage: pre_reveiw, do: pass}", 2, "did you mean pre_review?"),
        ("steps:\n  - {stage: pre_review, do: maybe}", 2, "pass, return, send_back, reject"),
        ("steps:\n  - {stage: pre_review}", 2, "`stage` and `do` together"),
        ("steps:\n  - {stage: pre_review, do: pass, office: buro}", 2, "did you mean bureau?"),
        ("steps:\n  - {stage: pre_review, do: return, remarks: {higest_degree: x}}", 2, "did you mean highest_degree?"),
        ("steps:\n  - {stage: originals_check, do: pass, records: {checked_on: x}}", 2, "originals_checked_on"),
        ("steps:\n  - submit\n  - {wait: a while}", 3, "expected `5 working days`"),
        ("steps:\n  - {wait: 1 day, object: x}", 2, "exactly one of"),
        ("steps:\n  - edit: {answers: {majr: x}}", 2, "did you mean major?"),
        ("steps:\n  - edit: {attachments: {nb_identity: no.pdf}}", 2, "no.pdf; `sample` makes one"),
        ("steps: [submit]\nexpect: {outcom: approved}", 2, "did you mean outcome?"),
        ("steps: []", 1, "at least one step"),
        ("steps: [submit]\n  x: [", 2, "no readable YAML"),
    ],
)
def test_broken_case_names_file_line_and_expectation(tmp_path, text, line, words):
    path = case_file(tmp_path, text)

    walked = walk(path)

    assert (walked.status, walked.lines) == (2, [])
    assert f"{path}:{HEAD_LINES + line}:" in walked.errors
    assert words in walked.errors


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "expected a case"),
        ("- submit\n", 1, "expected a case"),
        ("clock: 2026-03-02\nsteps: [submit]\n", 1, "scheme: missing"),
        ("scheme: ningbo/recognitoin\nclock: 2026-03-02\nsteps: [submit]\n", 1, "did you mean ningbo/recognition?"),
        ("scheme: ningbo/recognition\nclock: soon\nsteps: [submit]\n", 2, "expected a date"),
        (
            "scheme: ningbo/recognition\nclock: 2026-03-02\nbase: smaple\nsteps: [submit]\n",
            1,
            "expected `base: sample`",
        ),
        (
            "scheme: ningbo/recognition\nclock: 2026-03-02\nunit: {level: municpal, kind: organ}\nsteps: [submit]\n",
            3,
            "did you mean municipal?",
        ),
        (
            "scheme: ningbo/recognition\nclock: 2026-03-02\nunit: {kind: organ}\nsteps: [submit]\n",
            3,
            "expected `level` and `kind`, or `region`",
        ),
    ],
)
def test_broken_head_names_file_line_and_expectation(tmp_path, text, line, words):
    path = case_file(tmp_path, text, head=False)

    walked = walk(path)

    assert (walked.status, walked.lines) == (2, [])
    assert f"{path}:{line}:" in walked.errors
    assert words in walked.errors


def test_missing_case_is_told(tmp_path):
    walked = walk(tmp_path / "none.yaml")

    assert (walked.status, walked.errors) == (2, f"{tmp_path / 'none.yaml'}:1: there is no such file\n")


def test_misspelt_field_in_a_condition_of_the_scheme_is_told_with_its_line(tmp_path):
    copy = shutil.copytree(SCHEMES / "ningbo", tmp_path / "ningbo")
    scheme = copy / "recognition" / "scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    scheme.write_text(text.replace("when: {degree_origin: hkmt}", "when: {degree_orgin: hkmt}"), encoding="utf-8")
    line = 1 + text.splitlines().index("    when: {degree_origin: hkmt}")
    path = case_file(tmp_path, f"scheme: {copy / 'recognition'}\nclock: 2026-03-02\nsteps: [submit]\n", head=False)

    walked = walk(path)

    assert (walked.status, walked.lines) == (2, [])
    assert f"{scheme}:{line}: slots" in walked.errors
    assert "did you mean degree_origin?" in walked.errors


@pytest.mark.django_db
def test_scheme_is_taken_as_it_is_on_disk_now(tmp_path):
    copy = shutil.copytree(SCHEMES / "ningbo", tmp_path / "ningbo")
    scheme = copy / "recognition" / "scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    scheme.write_text(text.replace("label: {zh: 待预审, en:", "label: {zh: 待窗口预审, en:"), encoding="utf-8")
    path = case_file(tmp_path, "steps: [submit]\nexpect: {label: 待窗口预审}")
    path.write_text(path.read_text(encoding="utf-8").replace("ningbo/recognition", str(scheme)), encoding="utf-8")

    walked = walk(path)

    assert (walked.status, walked.errors) == (0, "")


@pytest.mark.django_db
def test_scheme_outside_the_tree_uses_the_offices_of_the_tenant_that_has_one_like_it(tmp_path):
    copy = shutil.copytree(SCHEMES / "ningbo" / "recognition", tmp_path / "trial" / "recognition")
    path = case_file(tmp_path, "steps: [submit]\nexpect: {office: municipal-window}")
    path.write_text(path.read_text(encoding="utf-8").replace("ningbo/recognition", str(copy)), encoding="utf-8")

    assert walk(path).status == 0
