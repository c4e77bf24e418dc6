"""The accounts of units (HZ-18, HZ-19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from applications.tables.former_file import UNITS
from applications.tables.former_units import UnitEntry, UnitReader
from applications.tables.legacy_checking import text_of
from applications.tables.legacy_file import LegacyRow
from applications.unit_information import current_information
from certificates.services.former_rows import REFUSED, TAKEN, Outcome, Taking
from portal.codes.uscc import BadUscc, check_uscc
from units.models import LegacyUnit
from units.services.former import keep_account


class TakingUnits(Taking):
    """Keeps each account once. Which accounts share a code is said of each of them: none is claimed by itself."""

    key, numbered_by = UNITS, "account"

    def __init__(self) -> None:
        super().__init__()
        self.reader = UnitReader(current_information())
        self.accounts = {one.account: one for one in LegacyUnit.objects.select_related("unit")}
        self.there = set(self.accounts)
        self.sharing: dict[str, set[str]] = defaultdict(set)
        for one in self.accounts.values():
            self.sharing[one.uscc].add(one.account)

    def headings(self) -> Iterable[str]:
        return self.reader.headings()

    def note(self, row: LegacyRow) -> None:
        try:
            self.sharing[check_uscc(text_of(row, "uscc"))].add(text_of(row, "account"))
        except BadUscc:
            return

    def take(self, row: LegacyRow) -> Outcome:
        if faults := self.reader.faults(row):
            return self.outcome(row, REFUSED, faults)
        entry = self.reader.entry(row)
        if again := self.repeated(row, entry.account, entry):
            return again
        if entry.account in self.there:
            return self.present(row, same=_is_same(self.accounts[entry.account], entry))
        self.accounts[entry.account] = keep_account(
            account=entry.account, name=entry.name, uscc=entry.uscc, information=entry.information
        )
        return self.outcome(row, TAKEN, [*entry.notes, *self._conflict(entry)])

    def _conflict(self, entry: UnitEntry) -> list[str]:
        others = sorted(self.sharing[entry.uscc] - {entry.account}) if entry.uscc else []
        if not others:
            return []
        words = {"accounts": "、".join(others[:5])}
        return [_("与账号 %(accounts)s 的统一社会信用代码相同，单位登录后不能自动归属，由主管机构决定。") % words]


def _is_same(account: LegacyUnit, entry: UnitEntry) -> bool:
    stored = (account.name, account.uscc, account.information)
    return stored == (entry.name, entry.uscc, entry.information)
