"""What follows a changed calendar: apps above register it, since dates they have computed may no longer hold."""

from __future__ import annotations

from collections.abc import Callable

_followers: list[Callable[[], object]] = []


def register_calendar_change(follow: Callable[[], object]) -> None:
    """Call `follow()` in the tenant's scope, in the transaction that changes its calendar: it defers what takes long."""
    if follow not in _followers:
        _followers.append(follow)


def announce_change() -> None:
    """Tell the apps above."""
    for follow in _followers:
        follow()
