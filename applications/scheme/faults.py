"""What is wrong in a scheme file: where, and what was expected there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: the file, its line, the path of keys that leads there, and what was expected."""

    file: str
    line: int
    path: str
    expected: str

    def __str__(self) -> str:
        place = f" {self.path}:" if self.path else ""
        return f"{self.file}:{self.line}:{place} {self.expected}"


class SchemeError(Exception):
    """A file that cannot be used, with every fault that was found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def written(path: Path) -> str:
    """Return a path as people write it: routes.pre_review[3].when.unit.level."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return words.removeprefix(".")


def suggestion(word: Any, known: Iterable[Any], *, list_up_to: int = 12) -> str:
    """Return `; did you mean x?`, or the few words that exist, or nothing when they are many."""
    words = sorted(_plain(one) for one in known)
    close = get_close_matches(_plain(word), words, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; expected one of: {', '.join(words)}" if 0 < len(words) <= list_up_to else ""


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
