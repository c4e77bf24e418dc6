"""What a connector is given, what it brings, and how it fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Protocol

from applications.choices import FetchFault


@dataclass(frozen=True)
class Person:
    """Whose document is asked for, as the account has it. Never written into a log."""

    id_type: str
    id_number: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class Document:
    """What came: a file that is not in memory, read from its beginning, and gone when it is closed."""

    file: IO[bytes]
    size: int
    content_type: str

    def close(self) -> None:
        self.file.close()


class NotFetched(Exception):
    """No document came. `fault` is what the person is told, `cause` what the log says beside it: no names, no secret."""

    def __init__(self, fault: FetchFault, cause: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.cause = fault, cause


class Connector(Protocol):
    """A way to ask one service."""

    def fetch(self, person: Person, unit: str) -> Document:
        """Return the document about a person of the unit with this credit code, to be closed. Raises NotFetched."""
        ...
