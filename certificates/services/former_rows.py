"""What the takers of the three tables have in common: an outcome for each row, and rows that contradict each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from applications.tables.headings import folded
from applications.tables.legacy_checking import text_of
from applications.tables.legacy_file import LegacyRow

TAKEN, THERE, DIFFERS, REFUSED = "taken", "there", "differs", "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of a row, or would. `reasons` say why it was not taken, or what of it was not."""

    row: int
    number: str
    name: str
    what: str
    reasons: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        return "；".join(self.reasons)


@dataclass
class Found:
    """The outcomes by table, the columns that nothing is called like, and how many accounts found their unit here."""

    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    strange: dict[str, list[str]] = field(default_factory=dict)
    claimed: int = 0


class Taking(ABC):
    """Takes the rows of one table, each held against what is there and against the rows before it."""

    key: str
    numbered_by: str

    def __init__(self) -> None:
        self.strange: set[str] = set()
        self.first: dict[str, tuple[int, Any]] = {}

    @abstractmethod
    def take(self, row: LegacyRow) -> Outcome:
        """Take a row if it can be taken."""

    def look_ahead(self, rows: Iterator[LegacyRow]) -> None:
        """See the whole table once before its first row is taken."""
        known: set[str] | None = None
        for row in rows:
            if known is None:
                known = set(self.headings())
                self.strange = {one for one, _cell in row.further if one and folded(one) not in known}
            self.note(row)

    def headings(self) -> Iterable[str]:
        """Return, folded, what further columns can be called."""
        return ()

    def note(self, row: LegacyRow) -> None:
        """Look at a row before any is taken."""
        return

    def outcome(self, row: LegacyRow, what: str, reasons: Sequence[str] = ()) -> Outcome:
        return Outcome(row.number, text_of(row, self.numbered_by)[:60], text_of(row, "name")[:60], what, tuple(reasons))

    def repeated(self, row: LegacyRow, number: str, entry: Any) -> Outcome | None:
        """Return what becomes of a row whose number an earlier one of the file has, None for the first."""
        if number not in self.first:
            self.first[number] = row.number, entry
            return None
        earlier, same = self.first[number]
        if same == entry:
            return self.outcome(row, THERE, [_("与第 %(row)d 行相同。") % {"row": earlier}])
        return self.outcome(row, REFUSED, [_("与第 %(row)d 行编号相同，内容不同。") % {"row": earlier}])

    def present(self, row: LegacyRow, *, same: bool) -> Outcome:
        """Return what becomes of a row that was taken before."""
        if same:
            return self.outcome(row, THERE)
        return self.outcome(row, DIFFERS, [_("已经导入过，内容与这一行不同，没有改动。")])
