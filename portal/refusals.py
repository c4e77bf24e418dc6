"""What is refused while a request runs, and what it concerned: noted where it is said, for the audit log to pick up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

Target = TypeVar("Target")


@dataclass
class Noted:
    """The reasons that were given, and the last object that the request was about."""

    reasons: list[str] = field(default_factory=list)
    target: Any = None


_noted: ContextVar[Noted | None] = ContextVar("noted_refusals", default=None)


@contextlib.contextmanager
def noting_refusals() -> Iterator[Noted]:
    """Collect what is refused within the block. Outside of one nothing is noted."""
    noted = Noted()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def note_refusal(reason: str) -> None:
    if (noted := _noted.get()) is not None:
        noted.reasons.append(reason)


def concerns(target: Target) -> Target:
    """Say that the request is about this object, and return it: call it where an address's object is found, before
    anybody is asked whether the person may see it. A refusal that follows is logged as one about this object.
    """
    if (noted := _noted.get()) is not None:
        noted.target = target
    return target
