"""What units state about themselves (NX-32…39): the form in force, what a field can be answered with, answers in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.holders import office_name, offices_of_kind
from applications.scheme import Field
from applications.scheme.form import ChoiceSource
from applications.scheme.units import WRITTEN_BACK, AuthorisationWords, UnitInformation, UnitsBlock
from applications.showing import Option, codes_of
from portal.codes import code_set
from portal.codes.regions import prefix_of, region_label, regions_within
from portal.people.phone import shown_phone
from portal.tenants.scope import current_tenant
from units.models import Unit, UnitRules
from units.queries import current_rules

CHOICES = ("choice", "search_choice", "multi_choice", "region")


def current_information() -> UnitInformation | None:
    """Return the form in force in the current tenant, None if units state nothing."""
    block = _block(current_rules())
    return block.information if block else None


def authorisation_words() -> AuthorisationWords | None:
    """Return what the tenant calls the authorising of units, None if it has no words of its own."""
    block = _block(current_rules())
    return block.authorisation if block else None


def _block(rules: UnitRules | None) -> UnitsBlock | None:
    return UnitsBlock.model_validate(rules.content) if rules else None


def stated(information: UnitInformation, unit: Unit) -> dict[str, Any]:
    """Return the answers as they stand: what cannot be typed is the register's, what nobody has typed is taken from it.

    What is written back to the register is the register's once it is whole: there it may have been corrected.
    """
    answers = dict(unit.information or {})
    of_register = written_back(information) if unit.information_at else {}
    for field in information.fields:
        key = (field.prefill or "").removeprefix("unit.")
        if key and (field.immutable or field.key in of_register or field.key not in answers):
            answers[field.key] = getattr(unit, key)
    return answers


def written_back(information: UnitInformation) -> dict[str, str]:
    """Return the fields whose answers are columns of the register as well: the column by the field's key."""
    typed = (field for field in information.fields if not field.immutable and field.prefill in WRITTEN_BACK)
    return {field.key: str(field.prefill).removeprefix("unit.") for field in typed}


def choices_of(field: Field, language: str | None = None) -> list[Option]:
    """Return what a field can be answered with; a region lies within the tenant's own (AMB-17)."""
    if field.type == "region":
        return [
            Option(one.code, one.label, one.group, one.group_label) for one in regions_within(_top(field), language)
        ]
    if isinstance(field.choices, ChoiceSource) and field.choices.offices:
        return [Option(one.code, one.label(language)) for one in offices_of_kind(field.choices.offices)]
    if isinstance(field.choices, ChoiceSource):
        return [Option(code.code, code.label(language)) for code in codes_of(field.choices)]
    return [Option(str(one.value), one.label.of(language or get_language())) for one in field.choices or ()]


def _top(field: Field) -> str:
    """The narrower one of the tenant's region and the one that the field names."""
    own = current_tenant().region_code
    named = field.choices.within if isinstance(field.choices, ChoiceSource) else None
    return max(own, named or own, key=lambda code: len(prefix_of(code)))


def stated_text(field: Field, value: Any, language: str | None = None) -> str:
    """Return an answer in words, empty where there is none; a value that its source no longer has as it was stored."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list):
        return "、".join(stated_text(field, one, language) for one in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.type == "region":
        return region_label(str(value), language)
    if isinstance(field.choices, ChoiceSource) and field.choices.offices:
        return office_name(str(value), language)
    if isinstance(field.choices, ChoiceSource):
        return code_set(field.choices.codes or "").label(str(value), language)
    listed = {one.value: one.label for one in field.choices or ()}
    if value in listed:
        return listed[value].of(language or get_language())
    return _plain(field, str(value))


def _plain(field: Field, value: str) -> str:
    if field.type == "unit":
        unit = Unit.objects.filter(public_id=value).first()
        return unit.name if unit else ""
    return shown_phone(value) if field.type == "phone" else value
