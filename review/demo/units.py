"""The demonstration's units: those that asked to be opened, and those that an office brought into the register."""

from __future__ import annotations

from collections.abc import Iterable

from portal.calendar import now
from portal.people.invented import invented_phone, invented_uscc
from portal.people.models import User
from review.demo.accounts import Register
from review.demo.plan import UnitPlan
from review.models import Seat
from units.models import SchemeOpening, Unit
from units.services import create_unit, request_unit


def make_unit(plan: UnitPlan, number: int, register: Register, scheme: str) -> Unit:
    """Make an open unit and its responsible person, who is its administrator where an office made them so."""
    person = register.person(login=plan.login, name=plan.responsible)
    opener = opener_for(plan.region)
    unit = create_unit(by=opener, administrator=person, **_facts(plan, number))  # type: ignore[arg-type]
    if plan.region:
        unit.region, unit.medical_no = plan.region, plan.medical_no
        unit.org_code = f"{unit.uscc[8:16]}-{unit.uscc[16]}"
        unit.save(update_fields=["region", "medical_no", "org_code"])
    if plan.opened:
        SchemeOpening.objects.create(unit=unit, scheme_key=scheme, opened_by=opener, opened_at=now())
    return unit


def ask_for_unit(plan: UnitPlan, number: int, register: Register) -> None:
    """Let the responsible person ask for a unit that no office has opened yet."""
    request_unit(by=register.person(login=plan.login, name=plan.responsible), **_facts(plan, number))  # type: ignore[arg-type]


def complete_units(plans: Iterable[UnitPlan], units: dict[str, Unit]) -> None:
    """Let units state what they stated about themselves: their superiors are units too, named by login."""
    for plan in plans:
        unit = units.get(plan.login)
        if unit is not None and plan.information:
            unit.information = {
                key: units[value].public_id if value in units else value for key, value in plan.information.items()
            }
            unit.information_at = now()
            unit.save(update_fields=["information", "information_at"])


def opener_for(region: str) -> User:
    """Return who opens units of a region: a reviewer of its bureau, else of the first bureau there is."""
    seats = Seat.objects.filter(office__kind="bureau").select_related("user").order_by("office_id", "id")
    seat = seats.filter(office__region_code=region).first() or seats.first()
    assert seat is not None
    return seat.user


def _facts(plan: UnitPlan, number: int) -> dict[str, object]:
    return {
        "name": plan.name,
        "uscc": invented_uscc(number),
        "level": plan.level or "none",
        "kind": plan.kind or "enterprise",
        "location_district": plan.district,
        "tax_district": plan.tax_district or plan.district,
        "address": plan.address,
        "contact_name": plan.responsible,
        "contact_phone": invented_phone(90_000 + number),
        "confirms_online": plan.confirms_online,
    }
