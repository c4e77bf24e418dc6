"""The third portal's files, read once, and what the data dictionary says of their fields."""

import csv
from functools import cache
from pathlib import Path

from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from portal.codes import known_code_sets
from review.tenant_file import TenantFile, read_tenant_file

FOLDER = Path(__file__).resolve().parents[3] / "schemes" / "chaoyang"
DICTIONARY = Path(__file__).resolve().parents[2] / "data" / "chaoyang_fields.csv"
PERMISSION, DECLARATION = "4.3", "4.4"
Row = dict[str, str]


@cache
def tenant() -> TenantFile:
    return read_tenant_file(FOLDER)[0]


@cache
def scheme(name: str) -> Scheme:
    return load_scheme(FOLDER / name, known_codes=known_code_sets(), known_offices=tenant().office_codes)


def fields(number: str) -> list[Row]:
    """Return the rows of a table of the dictionary."""
    with DICTIONARY.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["number"] == number]


def handbook(name: str) -> str:
    return (FOLDER / "handbooks" / f"{name}.md").read_text(encoding="utf-8")
