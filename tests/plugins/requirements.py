"""`@pytest.mark.requirement("NB-62", "NB-63")` says which sentences of the manuals a test shows to hold.

`make requirements` reads the marks; `pytest --requirement NB-62` runs the tests that carry one.
"""

import csv
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "docs" / "requirements.csv"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--requirement", action="append", help="run only the tests that show this requirement")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requirement(*ids): the requirements of docs/requirements.csv it shows")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _refuse_unknown_ids(items)
    if wanted := set(config.getoption("--requirement") or ()):
        chosen = [item for item in items if wanted & set(ids_of(item))]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen


def ids_of(item: pytest.Item) -> list[str]:
    return [identifier for mark in item.iter_markers("requirement") for identifier in mark.args]


def _refuse_unknown_ids(items: list[pytest.Item]) -> None:
    """A mistyped id would count as shown nowhere and be missed by nobody."""
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    unknown = [f"{item.nodeid}: {found}" for item in items for found in ids_of(item) if found not in known]
    if unknown:
        raise pytest.UsageError("No such requirement in docs/requirements.csv:\n" + "\n".join(unknown))
