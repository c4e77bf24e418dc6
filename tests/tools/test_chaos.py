"""The table of counts tells what was reached, and no row can pass by saying nothing."""

import importlib
from pathlib import Path

import pytest

from tools.chaos import Figure, at_least, at_most, exactly
from tools.chaos.__main__ import line_of, measured
from tools.chaos.rows import ROWS
from tools.stack import Layout


@pytest.mark.parametrize(
    ("figure", "is_reached"),
    [
        (Figure("lost", 0, exactly(0)), True),
        (Figure("lost", 1, exactly(0)), False),
        (Figure("killed", 200, at_least(200)), True),
        (Figure("killed", 199, at_least(200)), False),
        (Figure("slowest", 1.01, at_most(1)), False),
        (Figure("told only", 7), True),
    ],
)
def test_a_figure_knows_whether_it_reaches(figure: Figure, is_reached: bool) -> None:
    assert figure.is_reached == is_reached
    assert Figure.from_json(figure.as_json()) == figure
    assert ("MISSED" in line_of(figure)) != is_reached


@pytest.mark.parametrize("name", ROWS)
def test_every_row_says_what_it_does_and_how_long_it_may_take(name: str) -> None:
    row = importlib.import_module(f"tools.chaos.{name}")
    assert row.TITLE
    assert 0 < row.LIMIT <= 900
    assert callable(row.measure)


def run(name: str, limit: float, tmp_path: Path) -> list[Figure]:
    layout = Layout(tmp_path)
    layout.logs.mkdir(parents=True)
    return list(measured(name, limit, layout))


def test_a_row_that_fails_is_not_reached(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (figure,) = run("no_such_row", 30, tmp_path)
    assert not figure.is_reached
    assert figure.name.startswith("failed, see ")
    assert "ModuleNotFoundError" in capsys.readouterr().out


def test_a_row_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    (figure,) = run("web_kills", 0.05, tmp_path)
    assert not figure.is_reached
    assert figure.name.startswith("stopped after ")
