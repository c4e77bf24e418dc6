"""What every place for files can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Place(Protocol):
    """Where bytes lie by name. What is put there is there as a whole, or not at all."""

    def put(self, name: str, data: bytes) -> bool:
        """Store, or store anew; return whether the name is known to have been free."""

    def get(self, name: str) -> bytes:
        """Raise FileNotFoundError, or StorageAway."""

    def remove(self, name: str) -> None: ...

    def has(self, name: str) -> bool: ...

    def names(self) -> Iterator[tuple[str, float]]: ...

    def has_room_for(self, size: int) -> bool: ...

    def remove_parts(self, *, older_than: float) -> int: ...
