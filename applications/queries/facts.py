"""What is known of a case when conditions ask, and what its form takes from the account and the unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from applications.comparing import changed_facts_of
from applications.models import (
    Application,
    CatalogueCondition,
)
from applications.queries.schemes import condition_field, conditions_of
from applications.scheme import Field, Stage, matches
from applications.scheme.asking import relevant
from applications.scheme.form import ChoiceSource
from portal.calendar import today
from portal.people.models import User
from units.queries import unit_of_person


def facts_of(application: Application) -> dict[str, Any]:
    """Return what conditions of the form ask: the case's own facts, and whether its catalogue condition needs evidence.

    Of a case that renews a recognition also which of its answers are others than then (HZ-81).
    """
    facts = application.facts
    field = condition_field(application.scheme)
    if field is not None:
        chosen = _chosen_condition(application, field)
        facts["condition.needs_evidence"] = chosen.needs_evidence if chosen else False
    return facts | changed_facts_of(application, facts)


def facts_on_way(application: Application) -> dict[str, Any]:
    """Return what stages and routes ask: the facts without answers to questions that are not asked any more."""
    return relevant(application.scheme, facts_of(application))


def _chosen_condition(application: Application, field: Field) -> CatalogueCondition | None:
    assert isinstance(field.choices, ChoiceSource)
    category = application.answers.get(field.choices.of or "")
    code = application.answers.get(field.key)
    if not isinstance(category, str) or not isinstance(code, str) or not code:
        return None
    return conditions_of(application.scheme.catalogue_key).filter(category__code=category, code=code).first()


def stages_of(application: Application) -> list[Stage]:
    """Return the stages that this case goes through, in order; those whose condition fails are left out."""
    facts = facts_on_way(application)
    return [stage for stage in application.scheme.stages if matches(stage.when, facts)]


def is_typed(application: Application, field: Field) -> bool:
    """Whether the form takes an answer to this field: not what the account or the unit says (NX-53, AMB-22).

    A field that is asked `once` is typed as long as the account lacks it and the case was never submitted.
    """
    if not field.immutable:
        return True
    if not field.once or application.submitted_at is not None:
        return False
    return not known_value(application, field)


def known_value(application: Application, field: Field) -> Any:
    """Return what the account or the unit says for a field that is prefilled from there; empty if it says nothing."""
    owner, _dot, key = (field.prefill or "").partition(".")
    if owner == "unit":
        return application.unit.facts_for([key]).get(key, "") if application.unit else ""
    if field.prefill == "applicant.unit":
        unit = unit_of_person(application.applicant)
        return unit.public_id if unit else ""
    if field.prefill == "applicant.age":
        age = age_of(application.applicant)
        return "" if age is None else str(age)
    value = getattr(application.applicant, key, "") if owner else ""
    return value.isoformat() if hasattr(value, "isoformat") else (value or "")


def age_of(person: User) -> int | None:
    """Return a person's full years today (AMB-26); None where the birth date is not known."""
    return full_years(person.birth_date, today()) if person.birth_date else None


def full_years(birth: dt.date, on: dt.date) -> int:
    """Return how many birthdays somebody has had; that of the 29th of February is the 1st of March in other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
