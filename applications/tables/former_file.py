"""An export of a former site: three tables, as sheets of a workbook or as files of plain text in a folder (HZ-18, HZ-20)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext as _

from applications.scheme import Text
from applications.tables.headings import folded
from applications.tables.layout import Column, Sheet
from applications.tables.legacy_file import LegacyRow, rows_of
from applications.tables.opening import Bounds, OpenWorkbook, UnusableWorkbook, opened
from applications.tables.plain_text import Numbered, csv_rows

MOST_ROWS = 100_000
WHOLE_SITE = Bounds(megabytes=50, rows=MOST_ROWS, people=MOST_ROWS, seconds=180)
"""An operator brings everything at once, and nobody waits at a page for it."""

UNITS, CASES, CERTIFICATES = "units", "cases", "certificates"


def _column(key: str, zh: str, en: str, *, required: bool = True) -> Column:
    return Column(key, Text(zh=zh, en=en), required)


SHEETS = (
    Sheet(
        UNITS,
        Text(zh="单位账号", en="Unit accounts"),
        (
            _column("account", "旧系统账号", "Former account"),
            _column("name", "单位名称", "Unit name"),
            _column("uscc", "统一社会信用代码", "Unified social credit code"),
        ),
    ),
    Sheet(
        CASES,
        Text(zh="认定申报", en="Declarations"),
        (
            _column("number", "申报编号", "Declaration number"),
            _column("scheme", "事项", "Scheme", required=False),
            _column("account", "旧系统账号", "Former account"),
            _column("name", "姓名", "Name"),
            _column("id_type", "证件类型", "ID type", required=False),
            _column("id_number", "证件号码", "ID number"),
            _column("category", "认定类别", "Recognised category"),
            _column("recognised_on", "认定日期", "Recognised on"),
            _column("status", "状态", "Status"),
        ),
    ),
    Sheet(
        CERTIFICATES,
        Text(zh="认定证书", en="Certificates"),
        (
            _column("number", "证书编号", "Certificate number"),
            _column("case", "申报编号", "Declaration number"),
            _column("issued_on", "发证日期", "Issued on"),
            _column("valid_until", "有效期至", "Valid until"),
        ),
    ),
)
"""The columns that every former site has; those of the form and of the units' information stand beside them."""


@dataclass(frozen=True)
class FormerTables:
    """What was opened. Each table can be gone through several times."""

    numbered: Callable[[str], Numbered]

    def rows(self, key: str) -> Iterator[LegacyRow]:
        """Yield the rows of a table. Raises UnusableWorkbook, with the table's name, where it cannot be read."""
        sheet = next(one for one in SHEETS if one.key == key)
        try:
            yield from rows_of(self.numbered(key), lambda headings: _places(sheet, headings))
        except UnusableWorkbook as unusable:
            raise UnusableWorkbook(_in_sheet(sheet, str(unusable))) from None


@contextmanager
def former_tables(source: Path) -> Iterator[FormerTables]:
    """Yield the three tables of a workbook, or of a folder, until the `with` block ends.

    Raises UnusableWorkbook where a table is missing, or the file is none or too large. OSError is the caller's.
    """
    if source.is_dir():
        yield FormerTables(_of_folder(source))
        return
    with source.open("rb") as file, opened(File(file), SHEETS, WHOLE_SITE) as book:
        _demand_sheets([sheet for sheet in SHEETS if sheet.key not in book.titles])
        yield FormerTables(lambda key: _of_book(book, key))


def _of_book(book: OpenWorkbook, key: str) -> Numbered:
    return ((row.number, row.cells) for row in book.rows() if row.sheet == key)


def _of_folder(folder: Path) -> Callable[[str], Numbered]:
    names = {folded(path.stem): path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".csv"}
    files = {sheet.key: names[name] for sheet in SHEETS for name in sheet.names if name in names}
    _demand_sheets([sheet for sheet in SHEETS if sheet.key not in files])

    def numbered(key: str) -> Numbered:
        with files[key].open("rb") as file:
            yield from csv_rows(File(file), MOST_ROWS)

    return numbered


def _demand_sheets(missing: list[Sheet]) -> None:
    if missing:
        words = {"missing": "、".join(sheet.title.zh for sheet in missing)}
        raise UnusableWorkbook(_("没有工作表或 CSV 文件“%(missing)s”。没有内容的，也请保留标题行。") % words)


def _places(sheet: Sheet, headings: list[str]) -> dict[str, int]:
    by_heading = [folded(heading) for heading in headings]
    known = sheet.headers
    places = {known[name].key: place for place, name in enumerate(by_heading) if name in known}
    missing = [column.label.zh for column in sheet.columns if column.is_required and column.key not in places]
    if missing:
        words = {"missing": "、".join(missing), "known": "、".join(filter(None, headings))[:500]}
        raise UnusableWorkbook(
            _("没有找到这些列：%(missing)s。现有的列：%(known)s。列名是乱码的，请检查编码。") % words
        )
    return places


def _in_sheet(sheet: Sheet, reason: str) -> str:
    return _("“%(sheet)s”：%(reason)s") % {"sheet": sheet.title.zh, "reason": reason}
