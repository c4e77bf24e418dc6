"""What happens when a unit is certified: apps above register it, as imports point down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from units.models import Unit

Act = Callable[["Unit"], None]

_acts: list[Act] = []


def register_certified(act: Act) -> None:
    """Call `act(unit)` inside the transaction in which a unit is certified, for the first time or again."""
    _acts.append(act)


def tell_certified(unit: Unit) -> None:
    for act in _acts:
        act(unit)
