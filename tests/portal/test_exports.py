"""Tables that a spreadsheet shows and does not run."""

import csv
import datetime as dt
import io

import openpyxl
import pytest

from portal.exports import csv_of, defused, xlsx_of

HOSTILE = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u3000=1",
    "＝1",
    "＋1",
    "\ufeff=1",
    '=HYPERLINK("http://127.0.0.1/?"&A1,"x")',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_becomes_a_text_in_both_kinds_of_table(text: str) -> None:
    assert defused(text) == f"'{text}"
    rows = list(csv.reader(io.StringIO(csv_of(["列"], [[text]]).decode("utf-8-sig"), newline="")))
    assert rows[1][0].startswith("'")
    cell = openpyxl.load_workbook(io.BytesIO(xlsx_of(["列"], [[text]]))).active["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value.startswith("'")


@pytest.mark.parametrize("value", ["张三", "a=b", "3***3", "", None, -5, 1.5, dt.date(2026, 11, 3)])
def test_everything_else_stays_what_it_is(value: object) -> None:
    assert defused(value) == value


def test_texts_keep_quotes_commas_lines_and_leading_zeros() -> None:
    row = ['a"b', "c,d", "e\nf", "0012", -5, dt.date(2026, 11, 3)]

    rows = list(csv.reader(io.StringIO(csv_of(["一"], [row]).decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(["一"], [row]))).active

    assert rows[1][:5] == ['a"b', "c,d", "e\nf", "0012", "-5"]
    assert [cell.value for cell in sheet[2]][:5] == ['a"b', "c,d", "e\nf", "0012", -5]
    assert sheet["F2"].value == dt.datetime(2026, 11, 3)  # noqa: DTZ001  # as openpyxl reads it
