from pathlib import Path

import pytest

from tests.units.licence.album import take_all
from tests.units.licence.spoiling import spoiled_pictures
from units.licence.reading import ask_child


@pytest.mark.requirement("CY-13")
def test_codes_and_names_are_read_from_scans_and_photographs(tmp_path: Path) -> None:
    """Both forms, upright, turned, photographed, dark, soft, from a messenger: 95 % of the codes and 90 % of the names."""
    taken = take_all(tmp_path)
    answers = ask_child("text", [one.path for one in taken], seconds=400)
    pairs = list(zip(taken, answers, strict=True))
    codes = [one.path.name for one, answer in pairs if answer.get("uscc") != one.licence.uscc]
    names = [one.path.name for one, answer in pairs if answer.get("name") != one.licence.name]
    assert len(taken) >= 30
    assert len(codes) <= 0.05 * len(taken), codes
    assert len(names) <= 0.10 * len(taken), names


@pytest.mark.requirement("CY-17")
def test_what_cannot_be_read_is_given_the_advice_it_deserves(tmp_path: Path) -> None:
    deserved = spoiled_pictures(tmp_path)
    answers = ask_child("text", list(deserved), seconds=200)
    given = {path.name: answer.get("unreadable") for path, answer in zip(deserved, answers, strict=True)}
    assert given == {path.name: advice for path, advice in deserved.items()}
