"""What a row says of a certificate that the former site issued (HZ-35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.tables.legacy_checking import day_of, fault_of_day, text_of, unread_cells
from applications.tables.legacy_file import LegacyRow

LONGEST = {"number": 60, "case": 60}


@dataclass(frozen=True)
class CertificateEntry:
    """A certificate; without `valid_until` the file does not say when it ends."""

    number: str
    case: str
    issued_on: dt.date
    valid_until: dt.date | None


def faults_of_certificate(row: LegacyRow) -> list[str]:
    """Return what keeps the row from being taken."""
    return [f"{heading}：{reason}" for heading, reason in unread_cells(row) or list(_faults(row))]


def certificate_entry(row: LegacyRow) -> CertificateEntry:
    """Return what a row without faults says."""
    issued_on = day_of(row, "issued_on")
    assert issued_on is not None
    return CertificateEntry(text_of(row, "number"), text_of(row, "case"), issued_on, day_of(row, "valid_until"))


def _faults(row: LegacyRow) -> Iterator[tuple[str, str]]:
    for key, most in LONGEST.items():
        if not text_of(row, key):
            yield row.headings[key], _("请填写。")
        elif len(text_of(row, key)) > most:
            yield row.headings[key], _("超过 %(most)d 个字符。") % {"most": most}
    if reason := fault_of_day(row, "issued_on"):
        yield row.headings["issued_on"], reason
    yield from _faults_of_end(row)


def _faults_of_end(row: LegacyRow) -> Iterator[tuple[str, str]]:
    issued_on, until = day_of(row, "issued_on"), day_of(row, "valid_until")
    if not text_of(row, "valid_until"):
        return
    if until is None:
        yield row.headings["valid_until"], _("不是真实的日期，请按“2026-01-31”的格式填写。")
    elif issued_on is not None and until < issued_on:
        yield row.headings["valid_until"], _("早于发证日期。")
