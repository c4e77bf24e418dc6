"""The fourth portal's example cases: each passes as its own `expect` says."""

from pathlib import Path

import pytest

from tests.review.walking.walks import CASES, walk

pytestmark = pytest.mark.django_db

SCHEMES = CASES.parents[2] / "hangzhou"
SHOWN = {
    "recognition/recognised": ("HZ-35", "HZ-94", "HZ-96"),
    "recognition/unit-not-registered": ("HZ-14", "HZ-32"),
    "recognition/rejected": ("HZ-92",),
    "refiling/too-early": ("HZ-36", "HZ-37"),
    "refiling/first-day": ("HZ-36", "HZ-42", "HZ-45", "HZ-50", "HZ-80", "HZ-83", "HZ-84", "HZ-85", "HZ-90", "HZ-92"),
    "refiling/after-expiry": ("HZ-38",),
    "refiling/changed-unit": ("HZ-26", "HZ-31", "HZ-74", "HZ-97"),
    "refiling/changed-category": ("HZ-44", "HZ-45"),
    "refiling/changed-degree": ("HZ-76", "HZ-81"),
    "refiling/changed-title-and-education": ("HZ-75", "HZ-77"),
    "refiling/founder": ("HZ-79",),
    "refiling/fiscal-unit": ("HZ-71",),
    "refiling/name-changed": ("HZ-41",),
    "refiling/never-recognised": ("HZ-39",),
    "refiling/person-cannot-report": ("HZ-28", "HZ-88"),
    "refiling/unit-gives-back": ("HZ-34", "HZ-86"),
    "refiling/department-returns": ("HZ-92",),
    "refiling/department-changed": ("HZ-17", "HZ-98"),
    "refiling/second-renewal": ("HZ-36", "HZ-92"),
    "refiling/revoked": ("HZ-39",),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.requirement(*ids)) for name, ids in SHOWN.items()]
)
def test_example_case_goes_as_it_expects(name: str) -> None:
    walked = walk(file_of(name))

    assert (walked.status, walked.errors) == (0, "")


def file_of(name: str) -> Path:
    scheme, _slash, case = name.partition("/")
    return SCHEMES / scheme / "cases" / f"{case}.yaml"


def test_every_example_case_is_walked() -> None:
    assert {f"{path.parents[1].name}/{path.stem}" for path in SCHEMES.glob("*/cases/*.yaml")} == set(SHOWN)
