"""A file of plain text, as spreadsheets export it: UTF-8 or GB18030, whatever stands between the cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from applications.tables.opening import MEGABYTE, MOST_ROWS, Cell, UnusableWorkbook

LARGEST_CSV = 50 * MEGABYTE
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MOST_CELLS = 100
TEXT_OF_FORMULA = re.compile(r'="([^"]*)"')  # how a number is written into a CSV file so that Excel keeps its digits

Numbered = Iterator[tuple[int, tuple[Cell, ...]]]


def csv_rows(file: File[Any], most: int = MOST_ROWS) -> Numbered:
    """Yield the rows of a file of text with their numbers. Raises UnusableWorkbook, while it is read as well."""
    text = _decoded(_content(file))
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    try:
        yield from _limited(reader, most)
    except csv.Error as error:
        words = {"line": reader.line_num, "error": str(error)}
        raise UnusableWorkbook(_("CSV 文件第 %(line)d 行附近无法读取（%(error)s），请检查引号。") % words) from None


def _limited(reader: Iterable[list[str]], most: int) -> Numbered:
    written = 0
    for number, cells in enumerate(reader, start=1):
        if len(cells) > MOST_CELLS:
            raise UnusableWorkbook(_("第 %(row)d 行超过 %(most)d 列。") % {"row": number, "most": MOST_CELLS})
        if not any(cell.strip() for cell in cells):
            continue
        written += 1
        if written > most + 1:
            raise UnusableWorkbook(_("文件超过 %(most)d 行，未予读取。请分成几个文件。") % {"most": most})
        yield number, tuple(map(_cell, cells))


def _cell(text: str) -> Cell:
    """A text, or a formula that a spreadsheet would compute; `="0123"` is the text in it."""
    text = text.strip("\t ")
    if quoted := TEXT_OF_FORMULA.fullmatch(text):
        return Cell("s", quoted[1])
    return Cell("f" if text.startswith("=") else "s", text)


def _content(file: File[Any]) -> bytes:
    if (file.size or 0) > LARGEST_CSV:
        words = {"limit": LARGEST_CSV // MEGABYTE}
        raise UnusableWorkbook(_("文件超过 %(limit)d MB，未予读取。请分成几个文件。") % words)
    file.seek(0)
    return bytes(file.read())


def _decoded(content: bytes) -> str:
    """Read UTF-8, with or without its mark, or else GB18030; Excel writes either, depending on its age."""
    if content.startswith(UTF_16) or b"\0" in content:
        raise UnusableWorkbook(_("文件不是 UTF-8 或 GB18030 编码的文本。请另存为“CSV UTF-8”后再导入。"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableWorkbook(_("文件不是 UTF-8 或 GB18030 编码的文本。请另存为“CSV UTF-8”后再导入。"))


def _delimiter(text: str) -> str:
    """What stands most often between the headings."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
