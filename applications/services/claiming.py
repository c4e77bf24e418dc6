"""What comes to a unit with its account of the former site: its declarations, and what the account knew of it (HZ-18)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from applications.checking.unit_information import faults_of_information, right_answers
from applications.checking.values import is_empty
from applications.models import Application
from applications.services.unit_information import store_information
from applications.unit_information import current_information, stated
from portal.audit.services import record_event
from units.models import LegacyUnit, Unit


@transaction.atomic
def take_over_cases(legacy: LegacyUnit, unit: Unit) -> None:
    """Let what was declared under the account be the unit's."""
    count = Application.objects.filter(legacy_unit=legacy).exclude(unit=unit).update(unit=unit)
    if count:
        detail = {"account": legacy.account, "cases": count}
        record_event(action="unit.cases_claimed", target=unit, actor=legacy.claimed_by, detail=detail)


@transaction.atomic
def take_over_information(legacy: LegacyUnit, unit: Unit) -> None:
    """Fill in what the unit has not stated itself, where the account knows a right answer; if that makes it whole, it opens.

    The unit is held, and need not choose its competent department again (HZ-16).
    """
    information = current_information()
    if information is None:
        return
    own: dict[str, Any] = {key: one for key, one in stated(information, unit).items() if not is_empty(one)}
    kept = right_answers(information, legacy.information or {}) | own
    is_done = not faults_of_information(information, kept)
    if kept == (unit.information or {}) or (unit.information_at is not None and not is_done):
        return
    store_information(unit=unit, answers=kept, by=legacy.claimed_by, is_done=is_done)
