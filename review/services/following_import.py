"""Results from the list that was handed on, filled in by hand: all of the file, or nothing of it (CY-75)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from applications.models import Application
from applications.scheme.parts import FollowUp
from applications.services.way import locked
from applications.tables.headings import folded
from applications.tables.opening import Cell, Row, UnusableWorkbook, opened_table
from portal.people.models import User
from portal.policy import require
from review.models import FollowUpRecord
from review.policies import may_follow_up
from review.queries.following import FollowUpDesk, cases_named, latest_records
from review.rendering import CASE, RESULT, WORDS
from review.services.following import UnableToFollowUp, record_one

SHOWN = 10
MOST_IN_A_FILE = 300
"""Each is told to its unit: more would take longer than a page may."""

LONGEST_WORDS = 2_000


@dataclass(frozen=True)
class Line:
    """One row of the file that says a result."""

    row: int
    case: str
    result: str
    words: str


class _Faults(list[str]):
    """What is wrong in a file, by row; as many as a page can show."""

    def note(self, row: int, reason: str) -> None:
        self.append(_("第 %(row)d 行：%(reason)s") % {"row": row, "reason": reason})

    def require_none(self) -> None:
        if self:
            more = _("，另有 %(count)d 处") % {"count": len(self) - SHOWN} if len(self) > SHOWN else ""
            raise UnableToFollowUp(_("没有导入。") + "；".join(self[:SHOWN]) + more)


@transaction.atomic
def import_results(*, desk: FollowUpDesk, file: File[Any], by: User) -> int:
    """Record the results that a file has for cases without one, and return how many.

    A row without a result, or with the one that is recorded, is passed over; another one than is recorded is a fault:
    the file may be older than the record. Raises UnableToFollowUp with every fault and its row, Refused.
    """
    require(may_follow_up(by, desk.office))
    faults = _Faults()
    lines = _lines_of(file, faults)
    faults.require_none()
    chosen = _chosen(desk, lines, faults)
    faults.require_none()
    if len(chosen) > MOST_IN_A_FILE:
        raise UnableToFollowUp(_("一次最多导入 %(most)d 人的结果，请分几次填写上传。") % {"most": MOST_IN_A_FILE})
    for application, value, words in chosen:
        record_one(desk=desk, application=locked(application.pk), value=value, words=words, by=by)
    return len(chosen)


def _chosen(desk: FollowUpDesk, lines: list[Line], faults: _Faults) -> list[tuple[Application, str, str]]:
    """Return the cases that get a result, in the order in which they are locked."""
    by_case = {line.case: line for line in lines}
    cases = list(cases_named(desk, by_case))
    present, known = latest_records(cases), {case.public_id for case in cases}
    for line in lines:
        if by_case[line.case] is not line:
            faults.note(line.row, _("同一编号出现两次。"))
        elif line.case not in known:
            faults.note(line.row, _("编号不在本事项的名单里。"))
    found = (_result(case, by_case[case.public_id], present.get(case.pk), faults) for case in cases)
    return [one for one in found if one is not None]


def _result(
    case: Application, line: Line, present: FollowUpRecord | None, faults: _Faults
) -> tuple[Application, str, str] | None:
    value = _value_of(case.scheme.follow_up, line.result)
    if value is None:
        faults.note(line.row, _("没有“%(word)s”这一结果。") % {"word": line.result[:40]})
    elif present is not None and present.value != value:
        faults.note(line.row, _("已记录了另一结果；确需更正的，请在“名单”中重新记录。"))
    return (case, value, line.words) if value is not None and present is None else None


def _value_of(follow_up: FollowUp | None, word: str) -> str | None:
    """The result that a cell names, in either language."""
    for one in follow_up.results if follow_up else ():
        if folded(word) in {folded(one.label.zh), folded(one.label.en), folded(one.value)}:
            return one.value
    return None


# Reading


def _lines_of(file: File[Any], faults: _Faults) -> list[Line]:
    try:
        with opened_table(file) as book:
            return list(_read(book.rows(), faults))
    except UnusableWorkbook as unusable:
        raise UnableToFollowUp(str(unusable)) from None


def _read(rows: Iterator[Row], faults: _Faults) -> Iterator[Line]:
    first = next(rows, None)
    places = _places([cell.text for cell in first.cells] if first else [])
    for row in rows:
        cells = {key: row.cells[place] if place < len(row.cells) else Cell() for key, place in places.items()}
        if any(cell.kind in ("f", "e") for cell in cells.values()):
            faults.note(row.number, _("单元格是公式，公式不计算。请复制后“选择性粘贴”为值。"))
        elif len(cells["words"].text) > LONGEST_WORDS:
            faults.note(row.number, _("说明超过 %(most)d 个字符。") % {"most": LONGEST_WORDS})
        elif cells["result"].text.strip():
            texts = {key: cell.text.strip().removeprefix("'") for key, cell in cells.items()}
            yield Line(row.number, texts["case"], texts["result"], texts["words"])


def _places(headings: list[str]) -> Mapping[str, int]:
    known = [folded(heading) for heading in headings]
    places = {}
    for key, names in _headings().items():
        place = next((known.index(name) for name in names if name in known), None)
        if place is None:
            raise UnableToFollowUp(_("这不是从本页下载的名单：没有“%(name)s”一列。") % {"name": names[0]})
        places[key] = place
    return places


def _headings() -> dict[str, list[str]]:
    """What the three columns may be called: the file may have been taken away in the other language."""
    named: dict[str, list[str]] = {"case": [], "result": [], "words": []}
    for language in dict.fromkeys((get_language(), "zh-hans", "en")):
        with override(language):
            for key, name in (("case", CASE), ("result", RESULT), ("words", WORDS)):
                named[key].append(folded(str(name)))
    return named
