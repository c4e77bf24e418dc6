"""Hands an Excel file to the child process, and what it found to whoever asked."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from applications.tables.layout import Sheet
from portal.files.scanning import Infected, ScannerAway, demand_clean

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
MOST_PEOPLE = 1_000
MOST_ROWS = 20_000
"""Of all sheets together. A file with more is read as far as that, and refused."""

FIRST = "first"
"""The key of a sheet that is read because it is the first."""

_CHILD = Path(__file__).parent / "child_workbook.py"


class UnusableWorkbook(Exception):
    """The file cannot be read at all; the text says why and what to do."""


@dataclass(frozen=True)
class Bounds:
    """How large a file may be, and how much processor time the child has for it; twice as long it is waited for."""

    megabytes: int = LARGEST_FILE // MEGABYTE
    rows: int = MOST_ROWS
    people: int = MOST_PEOPLE
    seconds: int = 20


UPLOADED = Bounds()


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: its kind (see `child_workbook.cell_of`) and its text."""

    kind: str = "s"
    text: str = ""


@dataclass(frozen=True)
class Row:
    """A row that is not empty: of which sheet, its number there, its cells."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class OpenWorkbook:
    """What the child found. `titles`, merged cells and hidden rows by the sheet's key; rows are read one by one."""

    path: Path
    titles: dict[str, str]
    merged: dict[str, list[str]]
    hidden: dict[str, frozenset[int]]
    unknown: list[str]

    def rows(self) -> Iterator[Row]:
        """Yield the rows sheet by sheet, in the order of the file; the first of each sheet are its headings."""
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                found = json.loads(line)
                yield Row(found["sheet"], found["row"], tuple(Cell(*cell) for cell in found["cells"]))


@contextmanager
def opened(upload: File[Any], sheets: Sequence[Sheet], bounds: Bounds = UPLOADED) -> Iterator[OpenWorkbook]:
    """Yield what stands in an upload, until the `with` block ends. Raises UnusableWorkbook."""
    order = {
        "sheets": {name: sheet.key for sheet in sheets for name in sheet.names},
        "rows": {sheet.key: bounds.people if sheet.is_of_people else bounds.rows for sheet in sheets},
    }
    with _opened(upload, order, bounds) as found:
        yield found


@contextmanager
def opened_table(file: File[Any]) -> Iterator[OpenWorkbook]:
    """Yield the first sheet of a file, whatever it is called, until the `with` block ends. Raises UnusableWorkbook."""
    with _opened(file, {"sheets": {}, "first": FIRST, "rows": {FIRST: MOST_ROWS}}, UPLOADED) as found:
        yield found


@contextmanager
def _opened(upload: File[Any], order: dict[str, Any], bounds: Bounds) -> Iterator[OpenWorkbook]:
    if (upload.size or 0) > bounds.megabytes * MEGABYTE:
        raise UnusableWorkbook(
            _("文件超过 %(limit)d MB。请删去无关的工作表和图片，或分成几个文件。") % {"limit": bounds.megabytes}
        )
    if not upload.size:
        raise UnusableWorkbook(_("这是一个空文件。请确认文件能正常打开后重新选择。"))
    with tempfile.TemporaryDirectory(prefix="juxian-upload-") as name:
        folder = Path(name)
        _write(upload, folder / "upload")
        order |= {"all_rows": bounds.rows, "seconds": bounds.seconds}
        yield _found(_ask_child(folder, order), folder, bounds)


def _write(upload: File[Any], path: Path) -> None:
    upload.seek(0)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    try:
        with path.open("rb") as file:
            demand_clean(file)
    except Infected:
        raise UnusableWorkbook(_("查出文件带有病毒，未予读取。请先查杀电脑上的病毒，再重新生成文件上传。")) from None
    except ScannerAway:
        raise UnusableWorkbook(_("查毒服务暂时没有响应，文件未予读取。请过几分钟重新上传。")) from None


def _ask_child(folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_CHILD), str(folder), json.dumps(order)]
    try:
        patience = 2 * order["seconds"]
        done = subprocess.run(command, capture_output=True, timeout=patience, check=False, env={}, cwd=folder)
        answer: dict[str, Any] = json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, OSError, ValueError):
        answer = {}
    return answer or {"refused": "exhausted"}


def _found(answer: dict[str, Any], folder: Path, bounds: Bounds) -> OpenWorkbook:
    if "refused" in answer:
        raise UnusableWorkbook(_reason(answer, bounds))
    sheets = answer["sheets"]
    return OpenWorkbook(
        path=folder / "rows.jsonl",
        titles={key: found["title"] for key, found in sheets.items()},
        merged={key: found["merged"] for key, found in sheets.items()},
        hidden={key: frozenset(found["hidden_rows"]) for key, found in sheets.items()},
        unknown=answer["unknown"],
    )


def _reason(answer: dict[str, Any], bounds: Bounds) -> str:
    sheet = {"sheet": answer.get("sheet", "")}
    reasons = {
        "xls": _("这是旧版 Excel 文件（.xls）。请用“另存为”选择“Excel 工作簿（.xlsx）”后上传。"),
        "password": _("文件设有打开密码。请取消密码后上传。"),
        "other": _("文件内容不是 Excel 工作簿（.xlsx），文件名的后缀不作数。请下载模板填写后上传。"),
        "macros": _("文件含有宏。请另存为不含宏的“Excel 工作簿（.xlsx）”后上传。"),
        "bomb": _("文件展开后过大，未予读取。请下载新的模板，只粘贴文字后上传。"),
        "exhausted": _("文件异常，打开时耗尽了资源。请下载新的模板，只粘贴文字后上传。"),
        "hidden": _("工作表“%(sheet)s”是隐藏的，其中的内容您看不到，未予读取。请取消隐藏并核对后上传。") % sheet,
        "rows": _("工作表“%(sheet)s”超过 %(most)d 行，未予读取。请分成几个文件上传。")
        % (sheet | {"most": answer.get("most", 0)}),
        "all_rows": _("各工作表合计超过 %(most)d 行，未予读取。请分成几个文件上传。") % {"most": bounds.rows},
    }
    return reasons.get(str(answer["refused"]), _("文件已损坏，无法打开。请下载模板重新填写后上传。"))
