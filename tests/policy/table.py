"""docs/policy.csv: who may do what, read as it says itself: from top to bottom, the first row that fits holds."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "policy.csv"
COLUMNS = ("url", "method", "role", "relation", "state", "answer", "because")
ANSWERS = ("allow", "lead", "refuse", "409", "sign-in", "403", "404", "405")


@dataclass(frozen=True)
class Row:
    """One line of the table. A cell is `*`, or words (with `*` in them) parted by `|`."""

    line: int
    url: str
    method: str
    role: str
    relation: str
    state: str
    answer: str
    because: str

    def fits(self, **asked: str) -> bool:
        return all(_fits(getattr(self, column), value) for column, value in asked.items())


@functools.cache
def _fits(cell: str, value: str) -> bool:
    return any(fnmatchcase(value, word) for word in cell.split("|"))


@functools.cache
def rows() -> tuple[Row, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        assert tuple(next(reader)) == COLUMNS
        return tuple(Row(reader.line_num, *cells) for cells in reader if cells and not cells[0].startswith("#"))


def row_for(*, url: str, method: str, role: str, relation: str, state: str) -> Row | None:
    """Return the row that holds; what is answered to GET is answered to HEAD."""
    method = "GET" if method == "HEAD" else method
    asked = {"method": method, "role": role, "relation": relation, "state": state}
    return next((row for row in rows_of(url) if row.fits(**asked)), None)


@functools.cache
def rows_of(url: str) -> tuple[Row, ...]:
    """Return the rows that speak of an address, in order."""
    return tuple(row for row in rows() if row.fits(url=url))
