"""What a scheme may say of what follows approval, and how it is told what is wrong there."""

from pathlib import Path

import pytest

from applications.scheme.loader import SchemeError, load_scheme
from tests.applications.scheme.small import faults, small_scheme, written

FOLLOW_UP = """follow_up:
  title: {zh: 后续, en: Afterwards}
  office: talents
  columns: [degree, unit.name]
  results:
    - {value: listed, label: {zh: 列入, en: Listed}, notice: listed}
    - {value: not_listed, label: {zh: 未列入, en: Not listed}}
notices:
  listed: {to: [unit], text: {zh: "{applicant}：{result}", en: "{applicant}: {result}"}}
"""
WITH = ("notices:\n", FOLLOW_UP)

CASES = {
    "a column that does not exist": (
        ("[degree, unit.name]", "[degre, unit.name]"),
        "follow_up.columns[0]: no such column",
    ),
    "a fact that is no unit's": (("unit.name]", "applicant.id_type]"), "follow_up.columns[1]: no such column"),
    "a result given twice": (
        ("value: not_listed", "value: listed"),
        "follow_up.results[1].value: the value listed is taken",
    ),
    "a notice that does not exist": (("notice: listed", "notice: lisd"), "no such notice; did you mean listed?"),
    "no result at all": (("  results:", "  results: []\n  note:"), "follow_up"),
}


@pytest.mark.requirement("CY-74", "CY-75", "CY-76")
def test_follow_up_with_its_notice_loads(tmp_path: Path) -> None:
    follow_up = small_scheme(tmp_path, WITH).follow_up
    assert follow_up is not None
    assert follow_up.notices == {"listed"}
    assert [one.value for one in follow_up.results] == ["listed", "not_listed"]


@pytest.mark.parametrize("name", CASES)
def test_follow_up_is_refused_for(name: str, tmp_path: Path) -> None:
    (old, new), said = CASES[name]
    assert old in FOLLOW_UP
    assert said in "\n".join(faults(tmp_path, ("notices:\n", FOLLOW_UP.replace(old, new, 1))))


def test_office_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemeError) as raised:
        load_scheme(written(tmp_path, WITH), known_offices={"window", "talent"})
    assert "follow_up.office: no such office: talents; did you mean talent?" in str(raised.value)
