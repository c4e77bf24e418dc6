"""Where the parts of a chart stand. Widths are in percent and heights in em, so that text keeps its size on a phone.

Charts are drawn by templates; colours and patterns are theirs. A label is cut to what a phone shows: the table has it whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

LABEL_WIDTH = 22
"""How many Chinese characters a phone shows beside each other in a chart."""

BAR_SHARE = 82
"""Percent of the width that the longest bar takes: its number stands behind it."""

PLOT_TOP, PLOT_HEIGHT = 1.6, 9.0
ROW_HEIGHT, NOTE_HEIGHT = 3.4, 1.3
MOST_LABELLED = 12


@dataclass(frozen=True)
class Bar:
    """One rectangle; `kind` names its colour and pattern, `words` what a pointer on it reads."""

    kind: str
    x: str
    width: str
    words: str
    y: str = ""
    height: str = ""


@dataclass(frozen=True)
class Line:
    """A line across the chart with its number, or a mark on a row."""

    at: str
    text: str


@dataclass(frozen=True)
class Tick:
    """What stands below a column."""

    x: str
    text: str
    below: str = ""


@dataclass(frozen=True)
class Columns:
    """Columns side by side, some kinds in each place. `legend`: kinds and their words."""

    bars: list[Bar]
    lines: list[Line]
    ticks: list[Tick]
    legend: list[tuple[str, str]]
    summary: str

    height = f"{PLOT_TOP + PLOT_HEIGHT + 3:.1f}em"
    ticks_at = f"{PLOT_TOP + PLOT_HEIGHT + 1.2:.1f}em"
    below_at = f"{PLOT_TOP + PLOT_HEIGHT + 2.5:.1f}em"


@dataclass(frozen=True)
class ChartRow:
    """One row: a label above, bars one behind the other, a number after them, a line of words below."""

    label: str
    label_at: str
    bar_at: str
    mark_from: str
    mark_to: str
    bars: list[Bar]
    after: str = ""
    after_x: str = ""
    after_at: str = ""
    note: str = ""
    note_at: str = ""
    limit: Line | None = None


@dataclass(frozen=True)
class RowsChart:
    """Rows below each other on one scale."""

    rows: list[ChartRow]
    height: str
    legend: list[tuple[str, str]]
    summary: str


@dataclass(frozen=True)
class Item:
    """What a row is to show: parts (kind, amount, words) one behind the other."""

    label: str
    parts: Sequence[tuple[str, float, str]]
    after: str = ""
    note: str = ""
    limit: float | None = None
    limit_words: str = ""

    @property
    def reach(self) -> float:
        return max(sum(amount for _kind, amount, _words in self.parts), self.limit or 0)


def columns_chart(
    places: Sequence[tuple[str, str, Sequence[tuple[str, int, str]]]], legend: list[tuple[str, str]], summary: str
) -> Columns | None:
    """Return columns for places (label, label below, bars of kind, amount and words); None if all are empty."""
    most = max((amount for _label, _below, bars in places for _kind, amount, _words in bars), default=0)
    if not most:
        return None
    step = round_step(most)
    top = math.ceil(most / step) * step
    bars, ticks = [], []
    for number, (label, below, values) in enumerate(places):
        left, room = 100 * number / len(places), 100 / len(places)
        width = room * 0.8 / len(values)
        for place, (kind, amount, words) in enumerate(values):
            bars.append(_column(kind, left + room * 0.1 + place * width, width, amount / top, words))
        ticks.append(Tick(percent(left + room / 2), label, below))
    lines = [Line(f"{_height(at / top):.2f}em", f"{at:,}") for at in range(0, top + 1, step)]
    return Columns([bar for bar in bars if bar], lines, ticks, legend, summary)


def round_step(most: int) -> int:
    """Return a round number of which at most five reach `most`."""
    size = 10 ** max(int(math.log10(most / 5)), 0) if most > 5 else 1
    return next(size * times for times in (1, 2, 5, 10, 20) if size * times * 5 >= most)


def _column(kind: str, left: float, width: float, share: float, words: str) -> Bar:
    height = PLOT_HEIGHT * share
    return Bar(kind, percent(left), percent(width), words, f"{_height(share):.2f}em", f"{height:.2f}em")


def _height(share: float) -> float:
    return PLOT_TOP + PLOT_HEIGHT * (1 - share)


def rows_chart(items: Sequence[Item], legend: list[tuple[str, str]], summary: str) -> RowsChart | None:
    """Return rows on one scale; None if there is nothing to show."""
    most = max((item.reach for item in items), default=0)
    if not most:
        return None
    rows, top = [], 0.0
    for item in items:
        rows.append(_row(item, top, BAR_SHARE / most))
        top += ROW_HEIGHT + (NOTE_HEIGHT if item.note else 0)
    return RowsChart(rows, f"{top:.1f}em", legend, summary)


def _row(item: Item, top: float, scale: float) -> ChartRow:
    bars, reached = [], 0.0
    for kind, amount, words in item.parts:
        if amount:
            bars.append(Bar(kind, percent(reached * scale), percent(amount * scale), words))
        reached += amount
    return ChartRow(
        label=cut_to(item.label, LABEL_WIDTH),
        label_at=f"{top + 1:.1f}em",
        bar_at=f"{top + 1.4:.1f}em",
        mark_from=f"{top + 1.2:.1f}em",
        mark_to=f"{top + 2.6:.1f}em",
        bars=bars,
        after=item.after,
        after_x=percent(reached * scale),
        after_at=f"{top + 2.25:.1f}em",
        note=item.note,
        note_at=f"{top + 3.6:.1f}em",
        limit=None if item.limit is None else Line(percent(item.limit * scale), item.limit_words),
    )


def percent(number: float) -> str:
    return f"{number:.2f}%"


def cut_to(text: str, width: float) -> str:
    """Return as much of a text as fits: a Chinese character counts one, another a bit more than half."""
    so_far = 0.0
    for place, character in enumerate(text):
        so_far += width_of(character)
        if so_far > width:
            return text[:place].rstrip() + "…"
    return text


def width_of(text: str) -> float:
    """Return how many Chinese characters are as wide as a text."""
    return sum(1 if east_asian_width(character) in "WF" else 0.52 for character in text)
