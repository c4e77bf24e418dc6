"""An answer put into a case, and what follows from it beside the answers."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from applications.scheme import Field
from units.models import Unit
from units.queries import open_units


def keep_answer(application: Application, field: Field, value: Any) -> None:
    """Put an answer into the case, and what follows from it beside the answers. The caller saves."""
    if field.type == "unit":
        application.unit = chosen_unit(value)
        value = application.unit.public_id if application.unit else ""
    application.answers[field.key] = value
    if field.key == application.scheme.category_field:
        application.claimed_category = str(value or "")[:20]


def chosen_unit(public_id: Any) -> Unit | None:
    """Return the unit that an answer names, if its people may apply."""
    return open_units().filter(public_id=str(public_id or "")).first()
