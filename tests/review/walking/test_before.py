"""Cases that come after another one, and units' own: what a file may say of them, and what it is told."""

from pathlib import Path

import pytest

from applications.scheme.faults import SchemeError
from review.walking.reading import read_case
from tests.review.walking.walks import CASES, walk

PERMISSION = CASES.parents[2] / "chaoyang" / "permission" / "cases"
HEAD = "scheme: chaoyang/declaration\nclock: 2026-03-10\nanswers: sample\nattachments: sample\n"
BEFORE = f"before: {PERMISSION / 'approved.yaml'}\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "case.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("steps: [submit]", "scheme: only units begin cases of it; expected a `unit`, or a case `before`"),
        ("before: none.yaml\nsteps: [submit]", "before: there is no file"),
        ("before: case.yaml\nsteps: [submit]", "before: this file comes after it already"),
        (f"{BEFORE}unit: {{name: 甲}}\nsteps: [submit]", "unit: expected none: it is the unit of the case before"),
        ("unit: {name: 甲}\nsteps: [{of: permission, submit: true}]", "expected the scheme of the case before"),
        (f"{BEFORE}steps: [{{of: permision, submit: true}}]", "did you mean permission"),
        (f"{BEFORE}steps: [{{of: permission, change: {{answers: {{feild: 文化}}}}}}]", "did you mean field"),
        (f"{BEFORE}steps: [{{of: permission, stage: first_review, do: pass}}]", "the scheme has no such stage"),
        (f"{BEFORE}steps: [{{change: {{answers: {{mayor: 无}}}}}}]", "did you mean major"),
        (f"{BEFORE}steps: [submit, {{result: listd}}]", "did you mean listed"),
    ],
)
def test_a_fault_is_named_where_it_stands(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(SchemeError, match="(?s)" + expected.replace("(", r"\(")):
        read_case(written(tmp_path, text))


def test_a_unit_of_another_portal_still_needs_what_routes_ask(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("scheme: ningbo/recognition\nclock: 2026-03-02\nunit: {name: 甲}\nsteps: [submit]")
    with pytest.raises(SchemeError, match="unit: expected `level` and `kind`, or `region`"):
        read_case(path)


@pytest.mark.django_db
def test_the_walk_ends_where_the_case_before_fails(tmp_path: Path) -> None:
    first = (
        (PERMISSION / "not-passed.yaml").read_text(encoding="utf-8").replace("permission: failed", "permission: held")
    )
    (tmp_path / "first.yaml").write_text(first, encoding="utf-8")

    walked = walk(written(tmp_path, "before: first.yaml\nsteps: [submit]"))

    assert walked.status == 1
    assert "case.yaml:5: the case before did not go as its file expects" in walked.errors
    assert walked.last["outcome"] is None
    assert walked.last["permission"] == "failed"


@pytest.mark.django_db
@pytest.mark.requirement("CY-37", "CY-40")
def test_steps_about_the_case_before_are_told_as_its_own_and_notices_only_once(tmp_path: Path) -> None:
    steps = "steps: [submit, {of: permission, change: {answers: {field: 文化}}}, {of: permission, submit: true}]"

    walked = walk(written(tmp_path, f"{BEFORE}{steps}"))

    assert (walked.status, walked.errors) == (0, "")
    told = [(line.get("of"), line["action"]) for line in walked.lines if "action" in line]
    assert told[-4:] == [(None, "started"), (None, "submitted"), ("permission", "started"), ("permission", "submitted")]
    notices = [notice["text"] for line in walked.lines for notice in line.get("notices", ())]
    assert sum("当前状态：待审核" in text for text in notices) == len(
        {notice["channel"] for line in walked.lines for notice in line.get("notices", ())}
    )
    assert walked.last["permission"] == "review"
