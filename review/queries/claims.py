"""Accounts of units on the former site about which the bureau decides (HZ-18, HZ-19)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language

from applications.models import Application
from applications.showing import MASKS
from applications.unit_information import current_information, stated_text
from portal.people.masking import mask_contact
from units.models import LegacyUnit, Unit
from units.queries import arrived_units

MASKED = {**MASKS, "email": mask_contact}


@dataclass(frozen=True)
class AccountRow:
    """An account as the lists show it: the unit that has arrived with its code, and how much was declared under it."""

    account: LegacyUnit
    unit: Unit | None
    cases: int


def rows_of(accounts: Iterable[LegacyUnit]) -> list[AccountRow]:
    """Return a page's accounts with what is known of them, in two queries."""
    accounts = list(accounts)
    codes = {account.uscc for account in accounts if account.uscc}
    units = {unit.uscc: unit for unit in arrived_units().filter(uscc__in=codes)}
    declared = Application.objects.filter(legacy_unit__in=accounts).values("legacy_unit").annotate(cases=Count("pk"))
    cases = dict(declared.order_by().values_list("legacy_unit", "cases"))
    return [AccountRow(one, units.get(one.uscc), cases.get(one.pk, 0)) for one in accounts]


def facts_of(account: LegacyUnit) -> list[tuple[str, str]]:
    """Return what the account knew of its unit, in words; numbers and addresses of people by halves."""
    information, language = current_information(), get_language()
    known = account.information or {}
    shown = [
        (field.label.of(language), MASKED.get(field.type, str)(stated_text(field, known.get(field.key), language)))
        for field in (information.fields if information else ())
    ]
    return [(label, text) for label, text in shown if text]
