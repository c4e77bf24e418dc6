"""A unit's own information: published as a form by the tenant, kept by the unit's administrators (NX-32…39)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.checking import Fault
from applications.checking.unit_information import faults_of_information
from applications.scheme.units import REGION, UnitInformation, UnitsBlock
from applications.services.publishing import hash_of
from applications.unit_information import current_information, stated, written_back
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused, require
from units.choices import UnitState
from units.models import Unit, UnitRules
from units.policies import may_state_information_reason
from units.services.arriving import open_arrived
from units.services.register import changed, locked_unit
from units.services.rules import publish_unit_rules


def publish_units_block(*, block: UnitsBlock) -> tuple[UnitRules, bool]:
    """Store what a tenant's file says of units as the newest version; return it and whether it is new."""
    content = block.model_dump(mode="json", exclude_unset=True)
    return publish_unit_rules(content=content, content_hash=hash_of(content))


@transaction.atomic
def save_information(
    *, unit: Unit, by: User, answers: Mapping[str, Any], revision: int | None = None, complete: bool = True
) -> list[Fault]:
    """Keep what the unit states about itself; return what keeps it from being complete, empty when it is.

    As long as it never was complete, everything typed is kept. What is complete is only replaced by what is complete, so
    that no case meets a unit without a region. `complete=False` keeps a draft and looks at nothing. A unit that came by the
    network is open once it is complete (HZ-14, HZ-15).
    Raises Refused, and Overtaken if the unit is no longer what `revision` showed.
    """
    require(may_state_information_reason(by, unit))
    information = current_information()
    if information is None:
        raise Refused(_("本门户不要求填写单位信息。"))
    unit = locked_unit(unit, revision, states=(UnitState.OPEN, UnitState.STATING))
    kept = _merged(information, unit, answers)
    faults = faults_of_information(information, kept) if complete else []
    is_done = complete and not faults
    if is_done or unit.information_at is None:
        store_information(unit=unit, answers=kept, by=by, is_done=is_done)
    return faults


def _merged(information: UnitInformation, unit: Unit, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stands with what was typed; what cannot be typed stays the register's (NX-36)."""
    typed = {one.key for one in information.fields if not one.immutable}
    return stated(information, unit) | {key: value for key, value in answers.items() if key in typed}


def store_information(*, unit: Unit, answers: dict[str, Any], by: User | None, is_done: bool) -> None:
    """Write what the unit states; what is whole goes into its columns as well, and opens it. The caller holds the unit."""
    before = dict(unit.information or {})
    unit.information = answers
    fields = ["information"]
    if is_done:
        columns = _columns(answers)
        for key, value in columns.items():
            setattr(unit, key, value)
        unit.information_at = now()
        fields += ["information_at", *columns]
    unit.save(update_fields=fields)
    keys = sorted(key for key in answers if answers[key] != before.get(key))
    action = "unit.information_completed" if is_done else "unit.information_saved"
    changed(unit, action, by, detail={"fields": keys, "region": unit.region})
    if is_done:
        open_arrived(unit=unit, by=by)


def _columns(answers: Mapping[str, Any]) -> dict[str, str]:
    """What of the statement is the register's as well, and decides about routes (NX-38)."""
    information = current_information()
    assert information is not None
    written = {column: str(answers.get(key) or "") for key, column in written_back(information).items()}
    return written | ({REGION: answers[REGION]} if answers.get(REGION) else {})
