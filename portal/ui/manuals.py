"""Which manual the link in the header leads to: apps say who works at which desk (NX-21)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.tenants.choices import Audience
from portal.tenants.models import Download
from portal.tenants.queries import manual_for, offered

_desks: dict[str, Callable[[Any], bool]] = {}


def register_desk(audience: str, works_there: Callable[[Any], bool]) -> None:
    """Let `works_there(user)` say who reads the manual of an audience; it is asked only where there is such a manual."""
    _desks[audience] = works_there


def manual_of(user: Any) -> Download | None:
    """Return the manual of the desk at which this person works, else the one for everyone."""
    manuals = offered().manuals
    for audience, works_there in _desks.items():
        if audience in manuals and user.is_authenticated and works_there(user):
            return manuals[audience]
    return manual_for(Audience.EVERYONE)
