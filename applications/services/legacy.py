"""What units declared on the former site is taken over, and comes to each unit once that is open here (CY-41, CY-42)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import LegacyRecord
from applications.queries import current_version
from applications.tables.legacy_checking import LegacyEntry, entry_of, faults_of_row, text_of
from applications.tables.legacy_file import LegacyRow, legacy_rows
from applications.tables.opening import UnusableWorkbook
from portal.audit.services import record_event, record_sensitive_read
from portal.calendar import now
from portal.people.lookups import id_number_key
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.policy import Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant
from units.models import Unit
from units.queries import vouched_units

TAKEN, THERE, REFUSED = "taken", "there", "refused"
Key = tuple[str, str, str]


class UnableToImport(Refused):
    """The file is not read, or the scheme is none that units fill in; nothing of it is kept."""


@dataclass(frozen=True)
class Outcome:
    """What became of one row, or would; the number of the document is masked."""

    row: int
    unit: str
    uscc: str
    name: str
    number: str
    round: str
    what: str
    reason: str = ""


@transaction.atomic
def import_legacy(
    *, scheme_key: str, file: File[Any], columns: Mapping[str, str], dry_run: bool = False
) -> list[Outcome]:
    """Take over the rows of a file that can be taken, and return what became of each; with `dry_run` write nothing.

    A person whom a unit declared in a round is taken once: the same file again takes nothing. Raises UnableToImport.
    """
    _require_scheme(scheme_key)
    # Two imports of a tenant come one after the other, or both would take the same row.
    Tenant.objects.select_for_update().get(pk=current_tenant().pk)
    taking = _Taking(scheme_key)
    try:
        with legacy_rows(file, columns) as rows:
            outcomes = [taking.outcome_of(row) for row in rows]
    except UnusableWorkbook as unusable:
        raise UnableToImport(str(unusable)) from None
    if not dry_run:
        taking.store()
        counts = {what: sum(one.what == what for one in outcomes) for what in (TAKEN, THERE, REFUSED)}
        record_event(action="legacy.imported", target=f"scheme:{scheme_key}", detail=counts)
    return outcomes


def _require_scheme(scheme_key: str) -> None:
    version = current_version(scheme_key)
    if version is None or "unit" not in version.scheme.fills_in:
        raise UnableToImport(_("没有由单位填报的事项“%(key)s”。") % {"key": scheme_key})


class _Taking:
    """The rows of one file, each held against what is there already and against the rows before it."""

    def __init__(self, scheme_key: str) -> None:
        self.scheme_key = scheme_key
        fields = ("uscc", "id_number_key", "round")
        known = LegacyRecord.objects.filter(scheme_key=scheme_key).values_list(*fields)
        self.there: set[tuple[str, str | None, str]] = set(known)
        self.first: dict[Key, tuple[int, LegacyEntry]] = {}

    def outcome_of(self, row: LegacyRow) -> Outcome:
        faults = faults_of_row(row)
        if faults:
            reasons = (f"{heading}：{reason}" if heading else reason for heading, reason in faults)
            return _outcome(row, REFUSED, "；".join(reasons))
        return self._held_against(row, entry_of(row))

    def _held_against(self, row: LegacyRow, entry: LegacyEntry) -> Outcome:
        key = (entry.uscc, id_number_key(entry.id_number), entry.round)
        if key in self.there:
            return _outcome(row, THERE, _("这一单位、人员和批次已经导入，没有改动。"))
        if key in self.first:
            number, earlier = self.first[key]
            if entry != earlier:
                words = {"row": number}
                return _outcome(row, REFUSED, _("与第 %(row)d 行是同一单位、人员和批次，内容不同。") % words)
            return _outcome(row, THERE, _("与第 %(row)d 行相同。") % {"row": number})
        self.first[key] = (row.number, entry)
        return _outcome(row, TAKEN)

    def store(self) -> None:
        moment, units = now(), {unit.uscc: unit for unit in vouched_units()}
        records = (self._record(entry, units.get(entry.uscc), moment) for _row, entry in self.first.values())
        LegacyRecord.objects.bulk_create(records, batch_size=200)

    def _record(self, entry: LegacyEntry, unit: Unit | None, moment: Any) -> LegacyRecord:
        matched_at = moment if unit else None
        facts = {"unit": unit, "matched_at": matched_at, "imported_at": moment, "scheme_key": self.scheme_key}
        return LegacyRecord(tenant=current_tenant(), **facts, **asdict(entry))


def _outcome(row: LegacyRow, what: str, reason: str = "") -> Outcome:
    return Outcome(
        row=row.number,
        unit=text_of(row, "unit_name"),
        uscc=text_of(row, "uscc"),
        name=text_of(row, "name"),
        number=mask_id_number(text_of(row, "id_number")),
        round=text_of(row, "round"),
        what=what,
        reason=reason,
    )


def report_rows(outcomes: Iterable[Outcome]) -> Iterator[tuple[Any, ...]]:
    """Yield what a report has of each row, the header first."""
    words = {TAKEN: _("导入"), THERE: _("已有"), REFUSED: _("未导入")}
    yield _("行"), _("单位名称"), _("统一社会信用代码"), _("姓名"), _("证件号码"), _("批次"), _("结果"), _("原因")
    for one in outcomes:
        yield one.row, one.unit, one.uscc, one.name, one.number, one.round, words[one.what], one.reason


@transaction.atomic
def match_legacy(unit: Unit) -> None:
    """Let a unit that is certified, and whose credit code is sure, have what it declared on the former site (CY-42)."""
    waiting = LegacyRecord.objects.filter(uscc=unit.uscc, unit=None)
    if count := waiting.update(unit=unit, matched_at=now()):
        record_event(action="legacy.matched", target=unit, detail={"records": count})


@transaction.atomic
def note_legacy_opened(*, record: LegacyRecord, user: User) -> None:
    """Log that a unit's administrator now has the whole number, to declare the person again."""
    assert record.unit is not None
    detail = {"unit": record.unit.name, "fields": "id_number"}
    record_sensitive_read(action="identity.viewed", target=record, actor=user, detail=detail)


def forget_legacy(record: LegacyRecord) -> int:
    """Delete a record whose time is over; return how many rows went."""
    return int(record.delete()[0])
