"""The demonstration's units: those that asked to be opened, and those that an office brought into the register."""

from __future__ import annotations

from collections.abc import Iterable

from applications.services.unit_information import save_information
from portal.network.accounts import find_or_make_unit
from portal.people.invented import invented_phone, invented_uscc
from portal.people.models import User
from review.demo.accounts import Register
from review.demo.papers import paper
from review.demo.plan import UnitPlan
from review.models import Seat
from review.services.authorising import open_for_unit, register_unit, set_administrator
from units.licence import Reading
from units.models import Unit
from units.queries import administrators_of
from units.services import create_unit, request_unit
from units.services.arriving import arrive
from units.services.certifying import pass_certification
from units.services.licences import begin_certification, note_reading


def make_unit(plan: UnitPlan, number: int, register: Register, scheme: str) -> Unit:
    """Make an open unit and its responsible person, who acts for it where an office has said so."""
    person = register.person(login=plan.login, name=plan.responsible)
    opener = opener_for(plan.region)
    if not plan.region:
        return create_unit(by=opener, administrator=person, **_facts(plan, number))  # type: ignore[arg-type]
    unit = register_unit(
        by=opener, name=plan.name, uscc=invented_uscc(number), region=plan.region, medical_no=plan.medical_no
    )
    if plan.opened:
        open_for_unit(unit=unit, scheme_key=scheme, by=opener)
        set_administrator(unit=unit, scheme_key=scheme, user=person, by=opener)
    return unit


def certify_unit(plan: UnitPlan, number: int, register: Register) -> Unit:
    """Let the responsible person certify the unit by its licence. What the engine would read is given."""
    person, uscc = register.person(login=plan.login, name=plan.responsible), invented_uscc(number)
    certification = begin_certification(by=person, upload=paper("营业执照（示例）", plan.name))
    note_reading(certification_id=certification.pk, found=Reading(name=plan.name, uscc=uscc, source="ocr", seconds=1.0))
    email = f"{plan.login}@example.com"
    return pass_certification(certification=certification, by=person, name=plan.name, uscc=uscc, email=email)


def arrived_unit(plan: UnitPlan, number: int) -> Unit:
    """Let a unit sign in by its account of the network for the first time."""
    account = find_or_make_unit(invented_uscc(number), plan.name, None)
    assert account is not None
    account.login_name = plan.login
    account.save(update_fields=["login_name"])
    arrive(account, invented_uscc(number), plan.name)
    unit: Unit = Unit.objects.get(uscc=invented_uscc(number))
    return unit


def sign_in_again(plans: Iterable[UnitPlan], units: dict[str, Unit]) -> None:
    """Let units come once more: what was imported meanwhile becomes theirs."""
    for plan in plans:
        if plan.login in units:
            unit = units[plan.login]
            account = administrators_of(unit).first()
            assert account is not None
            arrive(account, unit.uscc, unit.name)
            unit.refresh_from_db()


def ask_for_unit(plan: UnitPlan, number: int, register: Register) -> None:
    """Let the responsible person ask for a unit that no office has opened yet."""
    request_unit(by=register.person(login=plan.login, name=plan.responsible), **_facts(plan, number))  # type: ignore[arg-type]


def complete_units(plans: Iterable[UnitPlan], units: dict[str, Unit]) -> None:
    """Let units state what they stated about themselves: their superiors are units too, named by login."""
    for plan in plans:
        if plan.login in units and plan.information:
            unit = units[plan.login]
            answers = {
                key: units[value].public_id if value in units else value for key, value in plan.information.items()
            }
            administrator = administrators_of(unit).first()
            assert administrator is not None
            faults = save_information(unit=unit, by=administrator, answers=answers)
            assert not faults, f"{plan.login}: {faults}"
            unit.refresh_from_db()


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
        "level": plan.level,
        "kind": plan.kind,
        "location_district": plan.district,
        "tax_district": plan.tax_district or plan.district,
        "address": plan.address,
        "contact_name": plan.responsible,
        "contact_phone": invented_phone(90_000 + number),
        "confirms_online": plan.confirms_online,
    }
