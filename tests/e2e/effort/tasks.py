"""The ten commonest tasks of each role: what each is called, who begins it and on which page, and the way to its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.effort.counting import Hand
from tests.e2e.effort.world import World

ROLES = ("applicant", "unit", "reviewer", "bureau", "public")
PER_ROLE = 10

Way = Callable[[Hand, "Place"], None]


@dataclass(frozen=True)
class Place:
    """Where a task is done: a portal with people and cases, and a folder for what is downloaded."""

    world: World
    folder: Path


@dataclass(frozen=True)
class Task:
    """`who` signs in and begins at `start`; nobody is a stranger. `key` is the name of its way."""

    role: str
    key: str
    title: str
    who: str
    start: str
    way: Way


TASKS: list[Task] = []


def task(role: str, title: str, *, who: str = "", start: str = "/") -> Callable[[Way], Way]:
    """Note a way as one of the tasks of a role. It ends by seeing the result."""

    def note(way: Way) -> Way:
        TASKS.append(Task(role, way.__name__, title, who, start, way))
        return way

    return note


def tasks_of(role: str) -> list[Task]:
    return [one for one in TASKS if one.role == role]
