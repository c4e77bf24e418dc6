"""What follows when a consent is taken back: apps above register what they have to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.people.models import User

Follow = Callable[["User"], object]

_follows: list[Follow] = []


def register_withdrawal(follow: Follow) -> None:
    """Call `follow(user)` in the transaction in which a consent that applications need is withdrawn."""
    if follow not in _follows:
        _follows.append(follow)


def follow_withdrawal(user: User) -> None:
    for follow in _follows:
        follow(user)
