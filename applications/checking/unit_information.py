"""Whether what a unit states about itself is whole and can be right (NX-35, NX-36)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.faults import Fault
from applications.checking.values import fault_of_value, is_empty
from applications.models import Application
from applications.scheme import Field
from applications.scheme.units import UnitInformation
from applications.unit_information import CHOICES, choices_of
from units.queries import open_units

SECTION = "unit"


def faults_of_information(information: UnitInformation, answers: Mapping[str, Any]) -> list[Fault]:
    """Return everything that keeps the statement from being complete, in the order of its form."""
    found = ((field, _fault(field, answers.get(field.key))) for field in information.fields)
    return [Fault(f"field:{field.key}", SECTION, message) for field, message in found if message]


def faults_of_offices(information: UnitInformation, answers: Mapping[str, Any]) -> list[Fault]:
    """Return of these the ones about an office that was stated once and is in use no longer: another must be chosen."""
    fields = {f"field:{one.key}" for one in information.fields if getattr(one.choices, "offices", None)}
    return [fault for fault in faults_of_information(information, answers) if fault.path in fields] if fields else []


def right_answers(information: UnitInformation, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return of these answers, which were given elsewhere, what the form asks for and what passes its checks."""
    typed = (field for field in information.fields if not field.immutable)
    return {
        field.key: answers[field.key]
        for field in typed
        if not is_empty(answers.get(field.key)) and fault_of_stated(field, answers[field.key]) is None
    }


def _fault(field: Field, value: Any) -> str | None:
    label = field.label.of(get_language())
    if is_empty(value):
        return _missing(field, label) if field.required else None
    reason = fault_of_stated(field, value)
    return _("%(label)s：%(reason)s") % {"label": label, "reason": reason} if reason else None


def _missing(field: Field, label: str) -> str:
    if field.immutable:
        return _("登记信息中没有“%(label)s”，请联系当地人社部门补充。") % {"label": label}
    return _("请填写“%(label)s”。") % {"label": label}


def fault_of_stated(field: Field, value: Any) -> str | None:
    """Return why an answer that was given cannot be taken, or None."""
    if field.type in CHOICES:
        return _choice(field, value)
    if field.type == "unit":
        return _unit(value)
    # The checks of a case's answers look at the value alone, but for the catalogue, which no unit's form has.
    return fault_of_value(Application(answers={}), field, value)


def _choice(field: Field, value: Any) -> str | None:
    values = value if isinstance(value, list) else [value]
    if isinstance(value, list) != (field.type == "multi_choice"):
        return _("请重新选择。")
    offered = {option.value for option in choices_of(field)}
    return None if offered.issuperset(values) else _("所选的项目已不在列表中，请重新选择。")


def _unit(value: Any) -> str | None:
    """A superior is one of the register, found by a keyword (NX-37)."""
    is_there = isinstance(value, str) and open_units().filter(public_id=value).exists()
    return None if is_there else _("请从查找结果中选择单位。")
