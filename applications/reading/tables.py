"""A table copied out of a spreadsheet: rows of cells, and which of a form's fields each column is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from applications.reading.words import plain
from applications.scheme import Field

MOST_ROWS = 500
LONGEST_TABLE = 500_000  # characters
# in Chinese: looked for in tables that people paste
NUMBERING = {"序号", "no", "no.", "number", "操作", "actions"}


@dataclass(frozen=True)
class Table:
    """The rows below the head; `columns` has the field of each column, None for one that is left out."""

    columns: tuple[Field | None, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def left_out(self) -> list[str]:
        """The names of columns that are no field of the form."""
        pairs = zip(self.names, self.columns, strict=False)
        return [name for name, field in pairs if field is None and name and plain(name) not in NUMBERING]


def table_of(text: str, fields: Sequence[Field]) -> Table:
    """Return what the pasted text holds. Columns go by their names in the first row, in any order, by label in either
    language or by key; without such a row they are the fields in the order of the form.
    """
    rows = cells_of(text)
    named = _named(rows[0], fields) if rows else ()
    if any(named):
        return Table(named, rows[0], tuple(rows[1:]))
    return Table(tuple(fields), (), tuple(rows))


def cells_of(text: str) -> list[tuple[str, ...]]:
    """Return the cells of tab-separated text as a spreadsheet copies it, quoted where they hold breaks; no empty rows."""
    lines = csv.reader(io.StringIO(text[:LONGEST_TABLE].replace("\x00", ""), newline=""), delimiter="\t")
    rows = (tuple(cell.strip() for cell in line) for line in lines)
    return [row for row in rows if any(row)]


def _named(head: tuple[str, ...], fields: Sequence[Field]) -> tuple[Field | None, ...]:
    """The fields that a first row names; nothing if fewer than half of its cells are names: then it is data."""
    by_name = {plain(name): field for field in reversed(fields) for name in (field.key, field.label.en, field.label.zh)}
    found = tuple(by_name.get(plain(cell.rstrip("*＊"))) for cell in head)
    cells = [cell for cell in head if cell and plain(cell) not in NUMBERING]
    return found if 2 * sum(field is not None for field in found) >= len(cells) else ()
