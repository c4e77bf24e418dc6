"""The part of the world that handling users see: units that a department opens, and what units state about themselves."""

from __future__ import annotations

from typing import Any

from applications.scheme.units import UnitsBlock
from portal.calendar import now
from portal.people.models import User
from review.services.authorising import open_for_unit
from review.tenant_file import read_tenant_file
from tests.uplands import FOLDER, statement
from units.models import Unit

SCHEME = "recognition"


def units_block() -> UnitsBlock:
    """What both portals ask of their units, which may go on asking to be opened."""
    block = read_tenant_file(FOLDER)[0].units
    assert block is not None
    return block.model_copy(update={"opened_by_office": False})


def authorised_units(units: dict[int, Unit], *, by: User) -> list[tuple[str, str, dict[str, Any]]]:
    """Open the scheme for the second unit; return state, public id and what a page of each would send."""
    Unit.objects.update(information_at=now())
    open_for_unit(unit=units[2], scheme_key=SCHEME, by=by)
    found = []
    for number, state in ((1, "closed"), (2, "opened")):
        unit = Unit.objects.get(pk=units[number].pk)
        seat = unit.administrators.filter(is_active=True).select_related("user").earliest("id")
        extra = {"revision": unit.revision, "administrator": seat.user.username, "uscc": unit.uscc}
        found.append((state, unit.public_id, extra))
    return found


def statement_of(unit_id: str) -> dict[str, Any]:
    """What a unit's administrator types, of a unit that is its own superior."""
    return statement(Unit(public_id=unit_id), region="330203") | {"go": "save", "field:head": "新负责人"}
