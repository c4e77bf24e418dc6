"""Which of the manuals' requirements are shown by a test, and which are not: `make requirements`.

A requirement is shown by a test marked `@pytest.mark.requirement("NB-62")`, or explained by a line
`- NB-62: explained: why` in docs/requirements.md.
"""

import argparse
import ast
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = re.compile(r"^- ([A-Z]{2}-\d+): explained: \S", re.MULTILINE)


def requirements() -> dict[str, str]:
    """Every id with its text, in the order of the manuals."""
    with (ROOT / "docs" / "requirements.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["text"] for row in csv.DictReader(file)}


def shown() -> set[str]:
    return {found for path in (ROOT / "tests").rglob("*.py") for found in marks_in(ast.parse(path.read_bytes()))}


def marks_in(tree: ast.Module) -> Iterator[str]:
    """The ids in every `….mark.requirement(…)`: on a function, a class, a parameter or a whole module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.requirement"):
            inside = (part for argument in node.args for part in ast.walk(argument))  # also of `*("NB-01", "NB-02")`
            yield from (str(part.value) for part in inside if isinstance(part, ast.Constant))


def explained() -> set[str]:
    path = ROOT / "docs" / "requirements.md"
    return set(EXPLAINED.findall(path.read_text(encoding="utf-8"))) if path.exists() else set()


def system_of(identifier: str) -> str:
    return identifier.partition("-")[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strict", nargs="*", default=[], metavar="NB", help="fail if one of these misses any")
    strict = set(parser.parse_args().strict)

    known, tested = requirements(), shown()
    reasons = explained() - tested
    missing = [identifier for identifier in known if identifier not in tested | reasons]
    for identifier in missing:
        print(f"{identifier}  {known[identifier]}")
    for line in summary(known, tested, reasons):
        print(line)
    unknown = sorted((tested | reasons) - known.keys())
    if unknown:
        print("not in docs/requirements.csv:", *unknown)
    return bool(unknown or strict & {system_of(identifier) for identifier in missing})


def summary(known: dict[str, str], tested: set[str], reasons: set[str]) -> Iterator[str]:
    totals, proven, told = (Counter(map(system_of, known.keys() & ids)) for ids in (known.keys(), tested, reasons))
    for system in dict.fromkeys(map(system_of, known)):
        absent = totals[system] - proven[system] - told[system]
        yield (f"{system} {proven[system]} of {totals[system]} shown, {told[system]} explained, {absent} missing")


if __name__ == "__main__":
    sys.exit(main())
