"""What is wrong in a file, and where: sheet, row, column, what stands there, and the reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass

LONGEST_VALUE = 60


@dataclass(frozen=True)
class Finding:
    """One thing that keeps a person from being taken. Row 0 stands for the sheet as a whole."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str

    @property
    def stored(self) -> dict[str, object]:
        """Return it as it is kept; of a long value the beginning is enough to find it."""
        value = f"{self.value[:LONGEST_VALUE]}…" if len(self.value) > LONGEST_VALUE else self.value
        return asdict(self) | {"value": value}
