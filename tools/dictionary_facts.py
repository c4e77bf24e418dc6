"""What a chapter of a data dictionary says of every field, as CSV for the tests: `dictionary_facts.py FILE 3 > facts.csv`.

A field is a row `| key | label zh | label en | type | Req | … |` below a heading `### 3.2 工作经历 — repeating, max 10`.
Requiredness: R always, C on a condition, O optional; I beside it: cannot be changed. `~` marks what the manual only implies.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

COLUMNS = ("number", "section", "repeating", "most", "key", "label", "type", "required", "immutable", "min", "max")
HEADING = re.compile(r"^### (?P<number>\d+\.\d+) (?P<title>\S+)(?P<rest>.*)$")
Row = dict[str, str]


def facts(text: str, chapter: str) -> Iterator[Row]:
    """Yield one row for each field of the chapter's tables, in their order."""
    section: Row = {}
    header: list[str] = []
    for line in text.splitlines():
        if found := HEADING.match(line):
            section, header = _section(found), []
        elif line.startswith("| key |"):
            header = _cells(line)
        elif line.startswith("|") and header and not line.startswith("|---") and section["number"].startswith(chapter):
            yield section | _field(dict(zip(header, _cells(line), strict=True)))
        elif not line.startswith("|"):
            header = []


def _section(found: re.Match[str]) -> Row:
    most = re.search(r"repeating, max (\d+)", found["rest"])
    repeating = "repeating" in found["rest"]
    return {
        "number": found["number"],
        "section": found["title"],
        "repeating": "yes" if repeating else "",
        "most": most[1] if most else "",
    }


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _field(cells: Row) -> Row:
    required = cells["Req"].replace("~", "").split(" ")[0]
    least, _dash, most = cells["Max"].rpartition("–") if "Max" in cells else ("", "", "")
    return {
        "key": cells["key"],
        "label": cells["label zh"].split(" (")[0].rstrip("~"),
        "type": cells["type"],
        "required": required.partition("+")[0],
        "immutable": "yes" if required.endswith("+I") else "",
        "min": least,
        "max": most,
    }


def main() -> None:
    path, chapter = sys.argv[1:]
    rows = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    rows.writeheader()
    rows.writerows(facts(Path(path).read_text(encoding="utf-8"), f"{chapter}."))


if __name__ == "__main__":
    main()
