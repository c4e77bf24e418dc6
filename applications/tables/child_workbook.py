"""Runs as a process of its own, without Django: `child_workbook.py FOLDER ORDER` reads FOLDER/upload, an Excel file.

It writes FOLDER/rows.jsonl, one line a row that is not empty, and prints a line of JSON on the sheets, or the code of a
reason against the file. Memory and time are limited before the file is touched; formulas are named, never computed.
"""

import datetime as dt
import importlib
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

MEMORY = 512 * 1024**2
MOST_PARTS = 500
MOST_BYTES = 120 * 1024**2  # of all parts, unpacked
MOST_TIMES = 400  # a part unpacked, to what it is packed
SMALL_PART = 1024**2  # below it the ratio says nothing
MOST_COLUMNS = 100
LONGEST_CELL = 5000
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


class Refused(Exception):
    """The code of a reason, and what its words need."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.answer = {"refused": code, **more}


def limit_resources(seconds: int) -> None:
    """`seconds` of processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024**2, 256 * 1024**2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def demand_workbook(path: Path) -> None:
    """Look at the directory of the package before anything is unpacked."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLD_OFFICE:
        raise Refused("password" if ENCRYPTED in path.read_bytes() else "xls")
    if not zipfile.is_zipfile(path):
        raise Refused("other")
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
    names = {part.filename for part in parts}
    if not names >= {"[Content_Types].xml", "xl/workbook.xml"}:
        raise Refused("other")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refused("macros")
    demand_modest(parts)
    demand_plain(path, names)


def demand_plain(path: Path, names: set[str]) -> None:
    """No spreadsheet program writes a document type; it is there to make entities that multiply."""
    with zipfile.ZipFile(path) as package:
        for name in names:
            if name.endswith((".xml", ".rels")):
                with package.open(name) as part:
                    if b"<!DOCTYPE" in part.read(4096):
                        raise Refused("bomb")


def demand_modest(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise Refused("bomb")
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > MOST_TIMES * max(part.compress_size, 1):
            raise Refused("bomb")


def read(folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    """`order`: `sheets`, their keys by each name they may have; `rows`, how many each may have, and `all_rows`.

    With `first` in it, that is the key of the first sheet, whatever its name is.
    """
    import openpyxl

    sys.path.insert(0, str(Path(__file__).parent))
    headings: Any = importlib.import_module("headings")
    demand_workbook(folder / "upload")
    with (folder / "upload").open("rb") as file, (folder / "rows.jsonl").open("w", encoding="utf-8") as lines:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        return write_sheets(book.worksheets, order, headings.folded, lines)


def write_sheets(sheets: list[Any], order: dict[str, Any], folded: Any, lines: Any) -> dict[str, Any]:
    """Write the rows of the sheets that are wanted, and return what was found; others are named if they can be seen."""
    found: dict[str, Any] = {}
    unknown: list[str] = []
    left = order["all_rows"]
    for sheet in sheets:
        key = order["sheets"].get(folded(sheet.title), order.get("first"))
        if key is None or key in found:
            unknown += [sheet.title] if sheet.sheet_state == "visible" else []
            continue
        if sheet.sheet_state != "visible":
            raise Refused("hidden", sheet=sheet.title)
        written = write_rows(sheet, key, order["rows"][key], left, lines)
        left -= written
        found[key] = {"title": sheet.title, "rows": written, **marks_of(sheet)}
    return {"sheets": found, "unknown": unknown}


def write_rows(sheet: Any, key: str, most: int, left: int, lines: Any) -> int:
    """Write a sheet's rows; the first is its headings and counts for none. The file says no more than it may."""
    written = -1
    for number, cells in rows_of(sheet):
        written += 1
        if written > most:
            raise Refused("rows", sheet=sheet.title, most=most)
        if written > left:
            raise Refused("all_rows", sheet=sheet.title)
        lines.write(json.dumps({"sheet": key, "row": number, "cells": cells}, ensure_ascii=False) + "\n")
    return max(written, 0)


def rows_of(sheet: Any) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield the rows that hold something, each cell as its kind and its text, without empty ones at the end."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        cells = [cell_of(cell) for cell in row]
        while cells and cells[-1][1] == "":
            cells.pop()
        if cells:
            yield number, cells


def cell_of(cell: Any) -> list[str]:
    """`f` formula, `e` error, `d` date, `n` number, `b` truth, `s` text."""
    value = cell.value
    if value is None:
        return ["s", ""]
    if cell.data_type == "f":
        return ["f", str(getattr(value, "text", value))[:LONGEST_CELL] or "="]
    if isinstance(value, dt.datetime | dt.date):
        return ["d", value.isoformat()[:10]]
    if cell.data_type == "e":
        return ["e", str(value)[:LONGEST_CELL]]
    if isinstance(value, bool):
        return ["b", "true" if value else "false"]
    if isinstance(value, int | float):
        return ["n", str(int(value)) if float(value).is_integer() else repr(value)]
    return ["s", str(value)[:LONGEST_CELL]]


def marks_of(sheet: Any) -> dict[str, list[Any]]:
    """Which cells are merged and which rows are hidden. openpyxl leaves that out where it reads row by row."""
    merged: list[str] = []
    hidden: list[int] = []
    with sheet._get_source() as source:
        for event, element in ElementTree.iterparse(source, events=("start", "end")):
            name = element.tag.removeprefix(MAIN).removeprefix(STRICT)
            if event == "start" and name == "row" and element.get("hidden") in ("1", "true"):
                hidden.append(int(element.get("r") or 0))
            elif event == "end" and name == "mergeCell":
                merged.append(element.get("ref") or "")
            if event == "end":
                element.clear()
    return {"merged": merged[:100], "hidden_rows": hidden[:100_000]}


def main() -> None:
    order = json.loads(sys.argv[2])
    limit_resources(order["seconds"])
    try:
        answer = read(Path(sys.argv[1]), order)
    except Refused as refused:
        answer = refused.answer
    except MemoryError:
        answer = {"refused": "exhausted"}
    except Exception:  # whatever a reader makes of a file that was made to hurt it
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
