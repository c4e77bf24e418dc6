"""Tables to take away. A cell is what it says: no spreadsheet runs it as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBERS = (int, float)


def defused(value: Any) -> Any:
    """Return a value that a spreadsheet shows and does not compute; numbers and dates stay what they are."""
    if value is None or isinstance(value, (*NUMBERS, dt.date)):
        return value
    text = str(value)
    return (
        f"'{text}"
        if text.lstrip(" \u3000\ufeff\0").startswith(BEGINS_A_FORMULA) or text[:1] in BEGINS_A_FORMULA
        else text
    )


def csv_of(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file that Excel opens as UTF-8, every cell defused and in quotes."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([defused(cell) for cell in row] for row in (header, *rows))
    return written.getvalue().encode("utf-8-sig")


Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]

NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_TITLE = 31


def xlsx_of(header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Sheet1") -> bytes:
    """Return an Excel file in which texts are texts: neither formulas nor links nor numbers are read out of them."""
    return book_of([(title, header, rows)])


def book_of(tables: Iterable[Table], *, above: Sequence[str] = ()) -> bytes:
    """Return such a file with several sheets: the title of each, its header, its rows; `above` stands over each header."""
    written = io.BytesIO()
    as_they_are = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, {"in_memory": True, **as_they_are}) as book:
        for table in tables:
            _write_table(book, *table, above=above)
    return written.getvalue()


def _write_table(
    book: Any, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, above: Sequence[str]
) -> None:
    sheet = book.add_worksheet(title.translate(NOT_IN_A_TITLE)[:LONGEST_TITLE])
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for number, line in enumerate(above):
        sheet.write_string(number, 0, str(defused(line)))
    top = len(above) + 1 if above else 0
    for column, text in enumerate(header):
        sheet.write_string(top, column, str(defused(text)), bold)
    for number, row in enumerate(rows, start=top + 1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, defused(cell), day)
    sheet.freeze_panes(top + 1, 0)


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, dt.datetime):
        sheet.write_string(row, column, value.isoformat(sep=" ", timespec="seconds"))
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, NUMBERS) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, "" if value is None else str(value))
