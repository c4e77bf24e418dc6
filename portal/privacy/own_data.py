"""What the portal holds about a person: every app registers its part, in `AppConfig.ready`, so nothing here looks upward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True)
class OwnFile:
    """A file of the person's own; `path` is where it lies in the archive."""

    path: str
    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Collected:
    """Records of plain values, texts, lists and dicts, and the files that belong to them."""

    records: list[dict[str, Any]]
    files: list[OwnFile] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One part of a person's data. `words` names the keys for readers; a key without a word stays in the JSON alone."""

    key: str
    title: str | Promise
    words: Mapping[str, str | Promise]
    collect: Callable[[User], Collected]


_parts: dict[str, Part] = {}


def register_own_data(part: Part) -> None:
    """Add a part; registering the same key again replaces it."""
    _parts[part.key] = part


def parts() -> Iterable[Part]:
    return _parts.values()
