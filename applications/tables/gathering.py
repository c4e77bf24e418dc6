"""From the rows of all sheets to persons, each with answers and records, and everything that cannot be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl.utils.cell import range_boundaries

from applications.scheme import Scheme
from applications.tables.cells import Reader, fault_of_cell
from applications.tables.findings import Finding
from applications.tables.headings import folded
from applications.tables.layout import ID_NUMBER, Column, Sheet, sheets_of
from applications.tables.opening import OpenWorkbook, Row, UnusableWorkbook, opened
from portal.people.identity import normalise
from portal.people.masking import mask_id_number


@dataclass
class Person:
    """One person as the file has them. `is_refused` once anything of theirs cannot be taken."""

    row: int
    identity: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    is_refused: bool = False

    @property
    def number(self) -> str:
        return normalise(self.identity.get(ID_NUMBER, ""))


@dataclass
class Gathered:
    """Everything a file holds."""

    sheets: dict[str, Sheet]
    titles: dict[str, str]
    people: list[Person] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    places: set[tuple[str, int, str]] = field(default_factory=set)

    def refuse(self, person: Person | None, sheet: str, row: int, column: str, value: str, reason: str) -> None:
        """Note what is wrong, the first thing of each cell, and that its person is not taken."""
        place = (self.titles.get(sheet, ""), row, column)
        if not column or place not in self.places:
            self.findings.append(Finding(*place, value, reason))
        self.places.add(place)
        if person is not None:
            person.is_refused = True


def gathered_from(scheme: Scheme, upload: UploadedFile[Any]) -> Gathered:
    """Read a file of persons. Raises UnusableWorkbook where it is not ours, or too large."""
    sheets = sheets_of(scheme)
    with opened(upload, sheets) as book:
        home = next(sheet for sheet in sheets if sheet.is_of_people)
        if home.key not in book.titles:
            words = {"sheet": home.title.zh}
            raise UnusableWorkbook(_("文件里没有工作表“%(sheet)s”。请下载模板填写，不要改动工作表的名称。") % words)
        return _Gathering(scheme, {sheet.key: sheet for sheet in sheets}, book).gather()


class _Gathering:
    def __init__(self, scheme: Scheme, sheets: dict[str, Sheet], book: OpenWorkbook) -> None:
        self.book, self.sheets = book, sheets
        self.reader = Reader(scheme)
        self.found = Gathered(sheets, book.titles)
        self.columns: dict[str, list[Column | None]] = {}
        self.merged = {key: _rows_of(ranges) for key, ranges in book.merged.items()}
        self.by_number: dict[str, list[Person]] = defaultdict(list)

    def gather(self) -> Gathered:
        """The sheet of the persons first, wherever it stands in the file: the rest hangs on it."""
        home = next(key for key, sheet in self.sheets.items() if sheet.is_of_people)
        for is_home in (True, False):
            for row in self.book.rows():
                if (row.sheet == home) is is_home:
                    self._row(row)
        for twins in self.by_number.values():
            self._refuse_twins(twins, home)
        return self.found

    def _row(self, row: Row) -> None:
        sheet = self.sheets[row.sheet]
        if sheet.key not in self.columns:
            self.columns[sheet.key] = self._headings(sheet, row)
        elif sheet.is_of_people:
            self._person(sheet, row)
        else:
            self._belonging(sheet, row)

    def _headings(self, sheet: Sheet, row: Row) -> list[Column | None]:
        """Which column is which; a file whose headings were changed is not guessed at."""
        known, title = sheet.headers, self.book.titles[sheet.key]
        columns = [known.get(folded(cell.text)) if cell.text.strip() else None for cell in row.cells]
        given = [column.key for column in columns if column]
        strange = [
            cell.text for cell, column in zip(row.cells, columns, strict=True) if cell.text.strip() and not column
        ]
        missing = [column.label.zh for column in sheet.columns if column.is_identity and _needed(column, given)]
        if strange or missing or len(given) != len(set(given)) or self.merged[sheet.key].get(row.number):
            raise UnusableWorkbook(_heading_words(title, strange, missing))
        return columns

    def _person(self, sheet: Sheet, row: Row) -> None:
        person = Person(row.number)
        self.found.people.append(person)
        self._read(sheet, row, person, person.answers)
        if person.number:
            self.by_number[person.number].append(person)

    def _belonging(self, sheet: Sheet, row: Row) -> None:
        """A row of another page belongs to the person whose number stands before it."""
        number = ""
        answers: dict[str, Any] = {}
        place = next((n for n, column in enumerate(self.columns[sheet.key]) if column and column.is_identity), 0)
        if place < len(row.cells):
            number = normalise(row.cells[place].text.strip().lstrip("'"))
        person = next(iter(self.by_number.get(number, [])), None)
        if person is None:
            self.found.refuse(None, sheet.key, row.number, "", mask_id_number(number), self._nobody(number))
            return
        self._read(sheet, row, person, answers)
        self._keep(sheet, row, person, answers)

    def _nobody(self, number: str) -> str:
        if not number:
            return _("没有证件号码，不知道这一行是谁的。")
        home = next(key for key, sheet in self.sheets.items() if sheet.is_of_people)
        return _("“%(sheet)s”中没有这个证件号码，不知道这一行是谁的。") % {"sheet": self.book.titles[home]}

    def _keep(self, sheet: Sheet, row: Row, person: Person, answers: dict[str, Any]) -> None:
        person.rows[sheet.key].append(row.number)
        if sheet.is_of_records:
            person.records[sheet.key].append(answers)
        elif len(person.rows[sheet.key]) > 1:
            reason = _("这一页每人只填一行，前面已有第 %(row)d 行。") % {"row": person.rows[sheet.key][0]}
            self.found.refuse(person, sheet.key, row.number, "", mask_id_number(person.number), reason)
        else:
            person.answers |= answers

    def _read(self, sheet: Sheet, row: Row, person: Person, answers: dict[str, Any]) -> None:
        if reason := self._fault_of_row(sheet, row):
            self.found.refuse(person, sheet.key, row.number, "", "", reason)
        columns = self.columns[sheet.key]
        for number, cell in enumerate(row.cells):
            if cell.text == "":
                continue
            column = columns[number] if number < len(columns) else None
            if column is None:
                self.found.refuse(person, sheet.key, row.number, "", cell.text, _("这一列没有标题，不知道是什么。"))
            elif fault := fault_of_cell(column, cell):
                self.found.refuse(person, sheet.key, row.number, column.label.zh, _shown(column, cell.text), fault)
            elif column.is_identity:
                person.identity.setdefault(column.key, self.reader.identity(column, cell))
            else:
                answers[column.key] = self.reader.answer(sheet.key, column, cell, answers)

    def _fault_of_row(self, sheet: Sheet, row: Row) -> str | None:
        if ranges := self.merged[sheet.key].get(row.number):
            return _("有合并的单元格（%(range)s），分不清内容属于哪一行。请取消合并，逐行填写。") % {"range": ranges}
        if row.number in self.book.hidden[sheet.key]:
            return _("这一行被隐藏或筛选掉了，您看不到。请取消隐藏，核对后再导入。")
        return None

    def _refuse_twins(self, twins: list[Person], home: str) -> None:
        """Which of two rows is right only the unit can know."""
        if len(twins) == 1:
            return
        rows = "、".join(str(one.row) for one in twins)
        label = next(column.label.zh for column in self.sheets[home].columns if column.key == ID_NUMBER)
        reason = _("第 %(rows)s 行是同一个证件号码，请只保留一行。") % {"rows": rows}
        for person in twins:
            self.found.refuse(person, home, person.row, label, mask_id_number(person.number), reason)


def _shown(column: Column, text: str) -> str:
    """Findings are kept and taken away; numbers of people are not among them."""
    return mask_id_number(text) if column.key == ID_NUMBER else text


def _needed(column: Column, given: list[str]) -> bool:
    return column.is_required and column.key not in given


def _rows_of(ranges: list[str]) -> dict[int, str]:
    """The rows that merged cells touch, each with one of them."""
    rows: dict[int, str] = {}
    for one in ranges:
        _left, first, _right, last = range_boundaries(one)
        rows |= dict.fromkeys(_few(first or 1, last or 50_000), one)
    return rows


def _few(first: int, last: int) -> Iterator[int]:
    """A range over a whole column is as good as one over what is read of it."""
    yield from range(first, min(last, first + 50_000) + 1)


def _heading_words(title: str, strange: list[str], missing: list[str]) -> str:
    words = {"sheet": title, "strange": "、".join(strange[:5]), "missing": "、".join(missing)}
    if missing:
        return _("工作表“%(sheet)s”的第一行缺少标题“%(missing)s”。请下载模板填写，不要改动第一行。") % words
    if strange:
        return _("工作表“%(sheet)s”第一行的标题“%(strange)s”不认识。请下载模板填写，不要改动第一行。") % words
    return _("工作表“%(sheet)s”第一行的标题重复或被合并。请下载模板填写，不要改动第一行。") % words
