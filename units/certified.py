"""What happens when a unit is certified, and when one is left: apps above register it, as imports point down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.people.models import User
    from units.models import Unit

Act = Callable[["Unit"], None]
Objection = Callable[["User", "Unit"], str | None]

_acts: list[Act] = []
_vouched: list[Act] = []
_objections: list[Objection] = []


def register_certified(act: Act) -> None:
    """Call `act(unit)` inside the transaction in which a unit is certified, for the first time or again."""
    _acts.append(act)


def tell_certified(unit: Unit) -> None:
    for act in _acts:
        act(unit)


def register_vouched(act: Act) -> None:
    """Call `act(unit)` once the credit code is known to be the unit's own: read from its licence, or looked at.

    Whoever types a code passes as well (AMB-23); what others have left to the unit waits until the bureau has looked.
    """
    _vouched.append(act)


def tell_vouched(unit: Unit) -> None:
    for act in _vouched:
        act(unit)


def register_objection(reason_for: Objection) -> None:
    """Ask `reason_for(user, unit)` why the last administrator cannot leave a unit for another; None if they can."""
    if reason_for not in _objections:
        _objections.append(reason_for)


def objection_to_leaving(user: User, unit: Unit) -> str | None:
    """Return the first reason, which says what to do."""
    return next((reason for objects in _objections if (reason := objects(user, unit))), None)
