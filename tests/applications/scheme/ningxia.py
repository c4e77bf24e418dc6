"""The second portal's files, read once, and what the data dictionary says of their fields."""

import csv
from functools import cache
from pathlib import Path

from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from portal.codes import known_code_sets
from review.tenant_file import TenantFile, read_tenant_file

FOLDER = Path(__file__).resolve().parents[3] / "schemes" / "ningxia"
DICTIONARY = Path(__file__).resolve().parents[2] / "data" / "ningxia_fields.csv"
UNIT_INFORMATION = "3.20"
Row = dict[str, str]


@cache
def tenant() -> TenantFile:
    return read_tenant_file(FOLDER)[0]


@cache
def scheme() -> Scheme:
    return load_scheme(FOLDER / "collection", known_codes=known_code_sets(), known_offices=tenant().office_codes)


def fields_of_form() -> list[Row]:
    return [row for row in _rows() if row["number"] != UNIT_INFORMATION]


def fields_of_units() -> list[Row]:
    return [row for row in _rows() if row["number"] == UNIT_INFORMATION]


def _rows() -> list[Row]:
    with DICTIONARY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
