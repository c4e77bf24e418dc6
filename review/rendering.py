"""The list that an office hands on, as an Excel file: as it was approved, in the columns that the scheme names (CY-74)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.models import Application, Submission
from applications.scheme import Field, Scheme
from applications.showing import answer_text
from applications.unit_information import current_information, stated_text
from portal.codes.regions import region_label
from portal.exports import xlsx_of
from portal.ui.templatetags.ui import day
from review.models import HandedOnList
from review.queries.following import FollowUpDesk, cases_in_list, label_of
from units.models import Unit

RESULT, WORDS, CASE = gettext_lazy("结果"), gettext_lazy("说明"), gettext_lazy("申报编号")
"""The columns that come back filled in: what was decided, and of which case."""

UNIT = "unit."
REGIONS = ("location_district", "tax_district", "region")


def handed_on_table(desk: FollowUpDesk, handed_on: HandedOnList) -> bytes:
    """Return the file of a list, with each case's result as it is today."""
    table = _Table(desk)
    rows = (table.row(number, case) for number, case in enumerate(cases_in_list(handed_on), start=1))
    return xlsx_of(table.header, rows, title=desk.follow_up.title.of(get_language()))


class _Table:
    """Answers in words, each looked up once: of many cases most say the same."""

    def __init__(self, desk: FollowUpDesk) -> None:
        self.columns = desk.follow_up.columns
        self.scheme: Scheme = desk.version.scheme
        self.fields = {field.key: field for field in self.scheme.fields()}
        self.stated = _stated_fields() if self.scheme.unit_facts else {}
        self.known: dict[tuple[str, str], str] = {}

    @property
    def header(self) -> list[str]:
        labels = [self._label(column) for column in self.columns]
        return [_("序号"), *labels, _("批次"), _("通过日期"), str(RESULT), str(WORDS), str(CASE)]

    def row(self, number: int, case: Application) -> list[Any]:
        submission = next(reversed(case.submissions.all()), None)
        values: Iterator[Any] = (self._value(column, submission) for column in self.columns)
        cells = [self._text(column, value) for column, value in zip(self.columns, values, strict=True)]
        result = label_of(case, case.result) if case.result else ""  # type: ignore[attr-defined]
        words = case.result_words or ""  # type: ignore[attr-defined]
        return [number, *cells, case.round, day(case.decided_at), result, words, case.public_id]

    def _label(self, column: str) -> str:
        field = self.fields.get(column) or self.stated.get(column)
        return field.label.of(get_language()) if field else _unit_label(column.removeprefix(UNIT))

    def _value(self, column: str, submission: Submission | None) -> Any:
        if submission is None:  # it was erased when its years were over
            return ""
        if column.startswith(UNIT):
            return submission.unit_facts.get(column.removeprefix(UNIT), "")
        return submission.answers.get(column)

    def _text(self, column: str, value: Any) -> str:
        key = (column, repr(value))
        if key not in self.known:
            self.known[key] = self._worded(column, value)
        return self.known[key]

    def _worded(self, column: str, value: Any) -> str:
        if column in self.fields:
            return answer_text(self.scheme, self.fields[column], value)
        if column in self.stated:
            return stated_text(self.stated[column], value)
        return _unit_text(column.removeprefix(UNIT), value)


def _stated_fields() -> dict[str, Field]:
    """What the tenant asks of its units beside the register, by the name of the column."""
    information = current_information()
    return {f"{UNIT}{field.key}": field for field in information.fields} if information else {}


def _unit_label(fact: str) -> str:
    try:
        return str(Unit._meta.get_field(fact).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return fact


def _unit_text(fact: str, value: Any) -> str:
    """A fact of the register in words."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if fact in REGIONS:
        return region_label(str(value))
    choices = dict(getattr(Unit._meta.get_field(fact), "choices", None) or ()) if fact != "region_level" else {}
    return str(choices.get(value, value))
