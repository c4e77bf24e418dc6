"""What must hold for rounds, for documents by which people are entered, and for notes on states."""

from __future__ import annotations

from collections.abc import Collection

from applications.scheme.faults import Path, suggestion
from applications.scheme.form import Field
from applications.scheme.model import Scheme
from applications.scheme.naming import Found, once

PLACEHOLDER_TYPES = ("text", "long_text", "phone", "email", "id_number", "integer", "year_month", "year", "unit")
AGE = "applicant.age"


def case_faults(scheme: Scheme, *, states: Collection[str]) -> Found:
    """Yield every such fault. `states` are those off the way."""
    if scheme.round and scheme.once:
        yield ("once",), "a scheme with `round` takes a person once a round; expected no `once`"
    yield from _id_types(scheme)
    known = {*states, *(stage.state for stage in scheme.stages)}
    for state in scheme.state_notes:
        if state not in known:
            yield ("state_notes", state), f"no such state{suggestion(state, known)}"


def field_faults(field: Field, path: Path) -> Found:
    """Yield what is wrong with the words in an empty box, and with an age that is filled in."""
    if field.placeholder and field.type not in PLACEHOLDER_TYPES:
        yield (*path, "placeholder"), f"a {field.type} has no box to show it in; expected `hint`"
    if field.prefill == AGE and field.type != "integer":
        yield (*path, "type"), "an age is an integer"


def _id_types(scheme: Scheme) -> Found:
    if scheme.id_types and "unit" not in scheme.fills_in:
        yield ("id_types",), "no unit enters people here; expected `unit` in `fills_in`"
    yield from once((("id_types", number), one) for number, one in enumerate(scheme.id_types))
