"""Accounts of units on the site that was there before, as an import brings them (HZ-18)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from portal.calendar import now
from units.legacy_models import LegacyUnit


@transaction.atomic(savepoint=False)
def keep_account(*, account: str, name: str, uscc: str, information: dict[str, Any]) -> LegacyUnit:
    """Keep an account that nobody has claimed yet, and return it. The caller knows that it is not there."""
    kept: LegacyUnit = LegacyUnit.objects.create(
        account=account, name=name, uscc=uscc, information=information, imported_at=now()
    )
    return kept
