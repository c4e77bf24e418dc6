"""Units and people who come by their accounts of an outside network, without going there: what it would say is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications.scheme.form import ChoiceSource, Field
from applications.scheme.units import UnitInformation
from applications.services.unit_information import save_information
from applications.unit_information import current_information
from portal.network.arriving import person_arrives, unit_arrives
from portal.network.claims import PersonClaims, UnitClaims
from portal.people.models import User
from portal.policy import Refused
from portal.privacy.services.agreeing import agree_to_present_notice
from review.choices import OfficeKind
from review.models import Office
from review.walking.answering import stored_choice
from review.walking.units import UnitGiven
from review.walking.words import KINDS, meant
from units.models import Unit

CONTACT = "15400000007"


def arrive_as_person(claims: PersonClaims, *, language: str) -> User:
    """Return the account of a person who signs in, as the network describes them. Raises Refused."""
    person = person_arrives(claims)
    person.language = language
    person.save(update_fields=["language"])
    agree_to_present_notice(user=person, language=language)
    return person


def arrive_as_unit(given: UnitGiven, *, uscc: str) -> tuple[Unit, User]:
    """Return the unit that signs in and its account; it states what the tenant asks of it unless `opened` is false.

    Raises Refused.
    """
    user = unit_arrives(UnitClaims(sub=f"walk-{uscc}", name=given.name or "宁远示例大学", uscc=uscc))
    agree_to_present_notice(user=user, language=user.language)
    unit = Unit.objects.get(uscc=uscc)
    if given.opened and current_information() is not None:
        state(unit, user, _given(given))
    unit.refresh_from_db()
    return unit, user


def state(unit: Unit, by: User, answers: Mapping[str, Any]) -> None:
    """Let the unit state this, and what is still asked and not said as well as may be. Raises Refused with the faults."""
    information = current_information()
    assert information is not None
    faults = save_information(unit=unit, by=by, answers=_completed(information, unit, answers))
    if faults:
        raise Refused("\n".join(fault.message for fault in faults))


def _given(given: UnitGiven) -> dict[str, Any]:
    kind = meant(given.kind or "", KINDS)
    return {**({"unit_kind": kind} if kind else {}), **given.information}


def _completed(information: UnitInformation, unit: Unit, answers: Mapping[str, Any]) -> dict[str, Any]:
    known = {**unit.information, **answers}
    asked = [one for one in information.fields if not one.immutable and one.required]
    return {**answers, **{one.key: _sample(one) for one in asked if known.get(one.key) in (None, "")}}


def _sample(field: Field) -> Any:
    """What asks for least: no exception claimed, the first of what can be chosen."""
    if isinstance(field.choices, ChoiceSource) and field.choices.offices:
        return Office.objects.filter(kind=OfficeKind(field.choices.offices)).order_by("pk")[0].code
    made = {"boolean": False, "phone": CONTACT}
    if field.type in made:
        return made[field.type]
    return stored_choice(field) if field.choices is not None else "示例"
