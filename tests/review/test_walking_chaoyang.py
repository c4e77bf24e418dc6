"""The third portal's example cases: each passes as its own `expect` says."""

import json
from pathlib import Path

import pytest

from tests.review.walking.walks import CASES, walk

pytestmark = pytest.mark.django_db

SCHEMES = CASES.parents[2] / "chaoyang"
SHOWN = {
    "permission/approved": ("CY-26", "CY-27", "CY-28", "CY-29", "CY-31", "CY-32", "CY-36"),
    "permission/refused-and-applied-again": ("CY-38", "CY-39"),
    "permission/not-passed": ("CY-38",),
    "permission/changed-after-approval": ("CY-37",),
    "permission/expired": ("CY-34",),
    "permission/held-from-an-earlier-year": ("CY-36",),
    "permission/young-unit": ("CY-27",),
    "permission/certificate-missing": ("CY-28", "CY-31"),
    "declaration/through-both-reviews": ("CY-61", "CY-63", "CY-65", "CY-68", "CY-69", "CY-75", "CY-76", "CY-80"),
    "declaration/not-on-the-citys-list": ("CY-75",),
    "declaration/not-passed-by-the-first-review": ("CY-66", "CY-67"),
    "declaration/not-passed-by-the-re-review": ("CY-67", "CY-71", "CY-72"),
    "declaration/patents": ("CY-50", "CY-54"),
    "declaration/financing": ("CY-50", "CY-55"),
    "declaration/not-opened": ("CY-34",),
    "declaration/permission-not-passed": ("CY-34", "CY-38"),
    "declaration/permission-expired": ("CY-34",),
    "declaration/waits-while-the-permission-is-changed": ("CY-37",),
    "declaration/goes-on-while-the-permission-is-changed": ("CY-37",),
    "declaration/declared-by-two-units": ("CY-43",),
    "declaration/before-the-round": ("CY-59",),
    "declaration/after-the-round": ("CY-59",),
    "declaration/incomplete": ("CY-46", "CY-51", "CY-52", "CY-53"),
    "declaration/passport": ("CY-47",),
}  # fmt: skip


def file_of(name: str) -> Path:
    scheme, _slash, case = name.partition("/")
    return SCHEMES / scheme / "cases" / f"{case}.yaml"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.requirement(*ids)) for name, ids in SHOWN.items()]
)
def test_example_case_goes_as_it_expects(name: str) -> None:
    walked = walk(file_of(name))

    assert (walked.status, walked.errors) == (0, "")


def test_every_example_case_is_walked() -> None:
    assert {f"{path.parents[1].name}/{path.stem}" for path in SCHEMES.glob("*/cases/*.yaml")} == set(SHOWN)


@pytest.mark.requirement("CY-40", "CY-72")
def test_the_case_before_is_told_as_such_and_a_failure_names_its_stage() -> None:
    walked = walk(file_of("declaration/not-passed-by-the-re-review"))

    assert [line["action"] for line in walked.lines if line.get("of") == "permission" and "action" in line] == [
        *("started", "submitted", "approved")
    ]
    own = [line for line in walked.lines if "of" not in line]
    returned = next(line for line in own if line.get("action") == "returned")
    assert "区委人才办" in json.dumps(returned, ensure_ascii=False)
    assert own[-1]["permission"] == "held"
