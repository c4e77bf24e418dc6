"""Doing the same with many cases, so that one that cannot be dealt with does not hold up those behind it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from review.models import ReviewTask

log = logging.getLogger(__name__)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Outcome:
    """What became of one task of several; without a reason it was done."""

    task: ReviewTask
    reason: str = ""

    @property
    def is_done(self) -> bool:
        return not self.reason


def count_done(act: Callable[[Item], bool], items: Iterable[Item]) -> int:
    """Do `act`, one transaction each, and return for how many it was true; one that fails is logged and left as it was."""
    return sum(_is_done(act, item) for item in items)


def _is_done(act: Callable[[Item], bool], item: Item) -> bool:
    try:
        return act(item)
    except Exception:
        log.exception("%s failed for %s", act.__name__, item)
        return False
