"""What the former site has of units, declarations and certificates is taken over, row by row (HZ-18, HZ-20, HZ-35)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from applications.queries import current_versions
from applications.tables.former_file import CASES, CERTIFICATES, SHEETS, UNITS, FormerTables, former_tables
from applications.tables.legacy_file import LegacyRow
from applications.tables.opening import UnusableWorkbook
from certificates.services.former_cases import TakingCases
from certificates.services.former_certificates import TakingCertificates
from certificates.services.former_rows import DIFFERS, REFUSED, TAKEN, THERE, Found, Outcome, Taking
from certificates.services.former_units import TakingUnits
from portal.audit.services import record_event
from portal.exports import Table
from portal.policy import Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant
from units.services.claiming import claim_waiting

Progress = Callable[[str, int], None]

EVERY = 500
WHATS = (TAKEN, THERE, DIFFERS, REFUSED)


class UnableToImport(Refused):
    """The file cannot be read, or the portal has no scheme to put it under; nothing of it is kept."""


def import_former(*, source: Path, dry_run: bool = False, progress: Progress = lambda key, done: None) -> Found:
    """Take over what can be taken of a workbook or folder, and return what became of each row.

    Each row stands for itself: one that cannot be taken holds up no other. What is there already is left as it is, so
    that the same file again changes nothing. A dry run does all of it and takes it back. Accounts of units that have
    signed in before are theirs at once (HZ-18), each in a transaction of its own once the import is kept. Raises
    UnableToImport; what cannot be opened as OSError.
    """
    found = _import(source, dry_run=dry_run, progress=progress)
    if not dry_run:
        found.claimed = claim_waiting()
    return found


@transaction.atomic
def _import(source: Path, *, dry_run: bool, progress: Progress) -> Found:
    # Two imports of a tenant come one after the other. Everybody else goes on working meanwhile.
    Tenant.objects.select_for_update(no_key=True).get(pk=current_tenant().pk)
    versions = {version.key: version for version in current_versions()}
    if not versions:
        raise UnableToImport(_("本门户还没有发布事项。"))
    try:
        with former_tables(source) as tables:
            found = _taken(tables, versions, progress)
    except UnusableWorkbook as unusable:
        raise UnableToImport(str(unusable)) from None
    record_event(action="former.imported", target="former", detail=counts_of(found))
    if dry_run:
        transaction.set_rollback(True)
    return found


def counts_of(found: Found) -> dict[str, dict[str, int]]:
    """Return how many rows of each table became what."""
    counts: dict[str, dict[str, int]] = {}
    for key in (UNITS, CASES, CERTIFICATES):
        by_what = Counter(one.what for one in found.outcomes[key])
        counts[key] = {what: by_what[what] for what in WHATS}
    return counts


def _taken(tables: FormerTables, versions: dict[str, Any], progress: Progress) -> Found:
    units = TakingUnits()
    cases = TakingCases(versions, units.accounts)
    certificates = TakingCertificates(cases)
    found = Found()
    for taking in (units, cases, certificates):
        rows = tables.rows(taking.key)
        taking.look_ahead(tables.rows(taking.key))
        found.outcomes[taking.key] = list(_outcomes(taking, rows, progress))
        found.strange[taking.key] = sorted(taking.strange)
    certificates.supersede()
    return found


def _outcomes(taking: Taking, rows: Iterator[LegacyRow], progress: Progress) -> Iterator[Outcome]:
    for done, row in enumerate(rows, start=1):
        yield _outcome(taking, row)
        if done % EVERY == 0:
            progress(taking.key, done)


def _outcome(taking: Taking, row: LegacyRow) -> Outcome:
    """One row, in a savepoint of its own: what the database refuses is taken back, and the next row comes."""
    try:
        with transaction.atomic():
            return taking.take(row)
    except (IntegrityError, DataError):
        return taking.outcome(row, REFUSED, [_("数据库不接受这一行，请核对其内容。")])


def report_tables(found: Found) -> Iterator[Table]:
    """Yield what a report has: a table for each of the file's, a row for each row, with the documents' numbers nowhere."""
    words = {TAKEN: _("导入"), THERE: _("已有"), DIFFERS: _("已有，内容不同"), REFUSED: _("未导入")}
    header = [_("行"), _("编号或账号"), _("姓名或单位"), _("结果"), _("原因或提示")]
    for sheet in SHEETS:
        rows = ((one.row, one.number, one.name, words[one.what], one.reason) for one in found.outcomes[sheet.key])
        yield sheet.title.zh, header, rows
