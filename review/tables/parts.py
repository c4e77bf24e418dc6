"""What tables of figures are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from review.tables.charts import Columns, RowsChart


def grouped(number: int) -> str:
    """Return a number as both languages write large ones: 12,345."""
    return f"{number:,}"


@dataclass(frozen=True)
class Cell:
    """A number or a text, and where the cases behind it are listed."""

    value: int | float | str | None
    url: str = ""

    @property
    def text(self) -> str:
        if self.value is None:
            return "—"
        return grouped(self.value) if isinstance(self.value, int) else str(self.value)

    @property
    def is_number(self) -> bool:
        return not isinstance(self.value, str)


@dataclass(frozen=True)
class FigureTable:
    """A table of the dashboard: its rows, how they are counted, and the chart that shows them."""

    key: str
    title: str
    headers: list[str]
    rows: list[list[Cell]]
    counted: list[str] = field(default_factory=list)
    columns: Columns | None = None
    bars: RowsChart | None = None

    @property
    def has_chart(self) -> bool:
        return bool(self.columns or self.bars)


@dataclass(frozen=True)
class Links:
    """Leads from a figure to its cases, within what the page is narrowed to (`query`)."""

    query: dict[str, str]

    def __call__(self, figure: str, **narrowing: Any) -> str:
        return f"{reverse('review:figure_cases')}?{urlencode(self.query | narrowing | {'figure': figure})}"

    def cell(self, value: int, figure: str, **narrowing: Any) -> Cell:
        """Return a number that leads to its cases, if there are any."""
        return Cell(value, self(figure, **narrowing) if value else "")
