"""What happens when a unit takes over its account of the former site: apps above register it, as imports point down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from units.models import LegacyUnit, Unit

Act = Callable[["LegacyUnit", "Unit"], None]

_acts: list[Act] = []


def register_claimed(act: Act) -> None:
    """Call `act(legacy, unit)` inside the transaction in which the unit, which is locked, takes the account over."""
    if act not in _acts:
        _acts.append(act)


def tell_claimed(legacy: LegacyUnit, unit: Unit) -> None:
    for act in _acts:
        act(legacy, unit)
