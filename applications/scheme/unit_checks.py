"""What must hold in a scheme for which a unit applies itself, and in one that asks for its approval."""

from __future__ import annotations

from collections.abc import Iterator

from applications.scheme.conditions import conditions_of, match_lists
from applications.scheme.faults import Path
from applications.scheme.model import Scheme

Found = Iterator[tuple[Path, str]]


def unit_faults(scheme: Scheme) -> Found:
    """Yield the faults of `subject`, `needs` and `valid_months`, and of what does not go with them."""
    if scheme.subject == "unit":
        yield from _of_units(scheme)
    else:
        yield from _of_persons(scheme)


def _of_persons(scheme: Scheme) -> Found:
    if scheme.valid_months is not None:
        yield ("valid_months",), "only what a unit applies for itself runs out so; expected `subject: unit`"
    if scheme.needs == scheme.scheme:
        yield ("needs",), "a scheme does not need itself"
    if scheme.needs is not None and "unit" not in scheme.fills_in:
        yield ("needs",), "only units hold an approval; expected unit among `fills_in`"


def _of_units(scheme: Scheme) -> Found:
    for key in ("fills_in", "submits"):
        if tuple(getattr(scheme, key)) != ("unit",):
            yield (key,), "a unit applies for itself; expected [unit]"
    if scheme.needs is not None:
        yield ("needs",), "only what units do for persons needs something held; expected `subject: person`"
    if scheme.certificate is not None:
        yield ("certificate",), "certificates are issued to persons; expected none in a unit's scheme"
    if scheme.once:
        yield ("once",), "a unit changes and renews what it holds; expected no `once`"
    yield from _about_no_person(scheme)
    for number, stage in enumerate(scheme.stages):
        if stage.holder == "unit":
            yield ("stages", number, "holder"), "the unit itself has submitted it; expected an office"


def _about_no_person(scheme: Scheme) -> Found:
    """Who begins a case for the unit is not whom it is about: nothing of theirs stands in the form or decides."""
    for number, section in enumerate(scheme.sections):
        for index, field in enumerate(section.fields):
            path: Path = ("sections", number, "fields", index)
            if (field.prefill or "").startswith("applicant."):
                yield (*path, "prefill"), "a unit's case is about no person; expected a fact of the unit"
            if field.type in ("unit", "id_number"):
                yield (*path, "type"), f"a unit's case takes no field of type {field.type}"
    for where, match in conditions_of(scheme):
        for asked, _wanted in match_lists(match, where):
            if any(str(step).startswith("applicant.") for step in asked):
                yield asked, "a unit's case is about no person; expected no condition on applicant.*"
