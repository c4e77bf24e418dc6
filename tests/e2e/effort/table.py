"""docs/effort.csv, what was counted, and the tables of docs/effort.md that show it."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass

from tests.e2e.effort.counting import Count
from tests.e2e.effort.tasks import ROLES, TASKS, Task, tasks_of
from tests.e2e.stage import ROOT

COUNTS = ROOT / "docs" / "effort.csv"
PAGE = ROOT / "docs" / "effort.md"
BEGIN, END = "<!-- tables: written by `make effort` -->", "<!-- end of the tables -->"
TITLES = {
    "applicant": "Applicant",
    "unit": "Unit's officer",
    "reviewer": "Reviewer",
    "bureau": "Bureau",
    "public": "Public",
}


@dataclass(frozen=True)
class Row:
    """One task as it was or is. Without numbers: it could not be done, and `steps` say what could be done instead."""

    when: str
    role: str
    task: str
    clicks: str
    keys: str
    characters: str
    pages: str
    steps: str

    @property
    def presses(self) -> int | None:
        return int(self.clicks) + int(self.keys) if self.clicks else None

    @property
    def words(self) -> str:
        """The count as the table shows it: clicks and keys, and of which each."""
        return f"{self.clicks} + {self.keys}" if self.clicks else "not possible"


Rows = dict[tuple[str, str, str], Row]
"""By when, role and task."""


def row_of(when: str, task: Task, count: Count) -> Row:
    clicks, keys, characters, pages = map(str, (count.clicks, count.keys, count.characters, count.pages))
    return Row(when, task.role, task.key, clicks, keys, characters, pages, count.steps)


def read_rows() -> Rows:
    """Return what was counted."""
    with COUNTS.open(encoding="utf-8", newline="") as file:
        rows = [Row(*line) for line in list(csv.reader(file))[1:]]
    return {(row.when, row.role, row.task): row for row in rows}


def keep(rows: list[Row]) -> None:
    """Put rows in the place of those of the same tasks, and write both files."""
    known = read_rows() | {(row.when, row.role, row.task): row for row in rows}
    wanted = [(when, task.role, task.key) for task in TASKS for when in ("before", "after")]
    with COUNTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(Row.__annotations__), lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(known[one]) for one in wanted if one in known)
    PAGE.write_text(page_with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def page_with_tables(page: str) -> str:
    """Return the page with the tables of what is in docs/effort.csv."""
    head, _begin, rest = page.partition(BEGIN)
    _old, _end, tail = rest.partition(END)
    rows = read_rows()
    tables = "\n\n".join(_table(role, rows) for role in ROLES)
    return f"{head}{BEGIN}\n\n{tables}\n\n{END}{tail}"


def _table(role: str, rows: Rows) -> str:
    lines = [
        f"### {TITLES[role]}",
        "",
        "| Task | before: clicks + keys | after: clicks + keys | change | typed, before → after | pages, before → after |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [_line(task, before, after) for task, before, after in _pairs(role, rows)]
    return "\n".join([*lines, _sum(role, rows)])


def _pairs(role: str, rows: Rows) -> list[tuple[Task, Row, Row]]:
    keys = [(task, ("before", role, task.key), ("after", role, task.key)) for task in tasks_of(role)]
    return [(task, rows[was], rows[now]) for task, was, now in keys if was in rows and now in rows]


def _line(task: Task, before: Row, after: Row) -> str:
    is_new = before.presses is None or after.presses is None
    change = "new" if is_new else _signed((after.presses or 0) - (before.presses or 0))
    return (
        f"| {task.title} | {before.words} | {after.words} | {change} "
        f"| {before.characters or '–'} → {after.characters} | {before.pages or '–'} → {after.pages} |"
    )


def _sum(role: str, rows: Rows) -> str:
    """The sum of those tasks that could be done before as well."""
    presses = [(before.presses, after.presses) for _task, before, after in _pairs(role, rows)]
    both = [(old, new) for old, new in presses if old is not None and new is not None]
    was, now = sum(old for old, _new in both), sum(new for _old, new in both)
    return f"| **the {len(both)} that could be done before, together** | **{was}** | **{now}** | **{_signed(now - was)}** | | |"


def _signed(number: int) -> str:
    return f"{number:+d}" if number else "0"
