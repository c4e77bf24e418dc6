"""The fourth portal's files, read once, and what the data dictionary says of their fields."""

import csv
from functools import cache
from pathlib import Path

from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from portal.codes import known_code_sets
from review.tenant_file import NetworkEntry, TenantFile, read_tenant_file

FOLDER = Path(__file__).resolve().parents[3] / "schemes" / "hangzhou"
DICTIONARY = Path(__file__).resolve().parents[2] / "data" / "hangzhou_fields.csv"
FORM, SLOTS, UNIT = "2.1", "2.2", "2.3"
Row = dict[str, str]


@cache
def tenant() -> TenantFile:
    return read_tenant_file(FOLDER)[0]


@cache
def scheme(name: str) -> Scheme:
    return load_scheme(FOLDER / name, known_codes=known_code_sets(), known_offices=tenant().office_codes)


def network() -> NetworkEntry:
    sign_in = tenant().sign_in
    assert sign_in is not None
    assert sign_in.network is not None
    return sign_in.network


def rows(number: str) -> list[Row]:
    """Return the rows of a table of the dictionary."""
    with DICTIONARY.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["number"] == number]


def quoted(row: Row, column: str) -> list[str]:
    return row[column].split("；") if row[column] else []


def handbook(name: str) -> str:
    return (FOLDER / "handbooks" / f"{name}.md").read_text(encoding="utf-8")
