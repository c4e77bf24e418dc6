"""Closing an account: every app says what stands in the way, what has to be kept, and erases what is its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.people.models import User


@dataclass(frozen=True)
class Kept:
    """Something that outlives the account: what, why, and until when if that is known."""

    what: str
    why: str
    until: dt.date | None = None


Obstacles = Callable[["User"], list[str]]
Keeps = Callable[["User"], list[Kept]]
Eraser = Callable[["User"], dict[str, int]]
Ties = Callable[["QuerySet[User]"], "QuerySet[User]"]

_obstacles: list[Obstacles] = []
_keeps: list[Keeps] = []
_erasers: list[Eraser] = []
_ties: list[Ties] = []


def register_obstacles(obstacles: Obstacles) -> None:
    """Let `obstacles(user)` refuse the closing with reasons (PIPL 47, 50), each saying what to do first."""
    if obstacles not in _obstacles:
        _obstacles.append(obstacles)


def register_kept(keeps: Keeps) -> None:
    if keeps not in _keeps:
        _keeps.append(keeps)


def register_eraser(erase: Eraser) -> None:
    """Call `erase(user)` in the closing transaction; it returns how much of what was erased."""
    if erase not in _erasers:
        _erasers.append(erase)


def register_ties(without: Ties) -> None:
    """Let `without(accounts)` leave out the accounts that somebody's work hangs on, however long they were not used."""
    if without not in _ties:
        _ties.append(without)


def without_ties(accounts: QuerySet[User]) -> QuerySet[User]:
    for without in _ties:
        accounts = without(accounts)
    return accounts


def obstacles_of(user: User) -> list[str]:
    return [reason for obstacles in _obstacles for reason in obstacles(user)]


def kept_of(user: User) -> list[Kept]:
    return [one for keeps in _keeps for one in keeps(user)]


def erase_parts(user: User) -> dict[str, int]:
    return {key: count for erase in _erasers for key, count in erase(user).items()}
