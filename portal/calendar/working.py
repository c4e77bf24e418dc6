"""Counting working days: plain data and arithmetic, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from django.utils.translation import gettext, gettext_noop

ONE_DAY = dt.timedelta(days=1)

# The holidays as they are stored in a day's note; an explanation shows them in the reader's language.
HOLIDAYS = {
    "New Year's Day": gettext_noop("元旦"),
    "Spring Festival": gettext_noop("春节"),
    "Tomb-sweeping Day": gettext_noop("清明节"),
    "Labour Day": gettext_noop("劳动节"),
    "Dragon Boat Festival": gettext_noop("端午节"),
    "National Day": gettext_noop("国庆节"),
    "Mid-autumn Festival": gettext_noop("中秋节"),
    "Anti-Fascist 70th Day": gettext_noop("抗战胜利纪念日"),
}


class OutsideCalendar(LookupError):
    """A day was asked for that was not loaded: a fault in the program, never answered by a guess."""


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from the plain week."""

    is_working: bool
    note: str = ""


@dataclass(frozen=True)
class DayLine:
    """One day of an explained period: whether it counts, and why."""

    date: dt.date
    counts: bool
    why: str


@dataclass(frozen=True)
class WorkingCalendar:
    """A tenant's working days from `first` to `last`, both included. Asking beyond them raises OutsideCalendar."""

    first: dt.date
    last: dt.date
    days: Mapping[dt.date, SpecialDay] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()

    def is_working_day(self, date: dt.date) -> bool:
        if not self.first <= date <= self.last:
            raise OutsideCalendar(f"{date} is not between {self.first} and {self.last}.")
        special = self.days.get(date)
        return special.is_working if special else date.weekday() < 5

    def next_working_day(self, date: dt.date) -> dt.date:
        """Return the first working day on or after `date`."""
        return next(self._working_days(date))

    def add_working_days(self, start: dt.date, n: int) -> dt.date:
        """Return the n-th working day after `start`, which itself does not count; for n = 0, the next working day on or
        after `start`."""
        if n < 0:
            raise ValueError(f"Working days are counted forward, not by {n}.")
        if n == 0:
            return self.next_working_day(start)
        return _nth(self._working_days(start + ONE_DAY), n)

    def working_days_left(self, due: dt.date, on: dt.date) -> int:
        """Return how many working days remain after `on` until `due`, which counts: 0 on the due day itself.

        After the due date it is negative: how many working days it is overdue, at least one.
        """
        if on <= due:
            return self._count(on + ONE_DAY, due)
        return -max(1, self._count(due + ONE_DAY, on))

    def numbers(self) -> dict[dt.date, int]:
        """Return how many working days there are from `first` to each day, which counts.

        The difference of two days is what `working_days_left` counts between them: who asks for thousands of spans counts once.
        """
        counts = accumulate(int(self.is_working_day(date)) for date in _dates(self.first, self.last))
        return dict(zip(_dates(self.first, self.last), counts, strict=True))

    def nth_working_day(self, year: int, month: int, n: int) -> dt.date:
        """Return the n-th working day of a month, counting from 1; ValueError where it has fewer."""
        date = _nth(self._working_days(dt.date(year, month, 1)), n)
        if date.month != month:
            raise ValueError(f"{year}-{month:02d} has fewer than {n} working days.")
        return date

    def window_of(self, date: dt.date, first: int, last: int) -> tuple[dt.date, dt.date]:
        """Return when the window of `date`'s month opens and closes: its `first` and its `last` working day (NB-88)."""
        opens = self.nth_working_day(date.year, date.month, first)
        return opens, self.nth_working_day(date.year, date.month, last)

    def next_acceptance_date(self, date: dt.date, first: int, last: int) -> dt.date:
        """Return the first working day on or after `date` that lies in a monthly window (NB-88, AMB-05)."""
        opens, closes = self.window_of(date, first, last)
        if date <= closes:
            return self.next_working_day(max(date, opens))
        return self.window_of(_first_of_next_month(date), first, last)[0]

    def is_provisional(self, *dates: dt.date) -> bool:
        """Say whether a year from the earliest to the latest of `dates` is one whose holidays are not known (NB-90)."""
        years = range(min(dates).year, max(dates).year + 1)
        return not self.known_years.issuperset(years)

    def explain(self, start: dt.date, n: int) -> list[DayLine]:
        """Return every day from `start` to the n-th working day after it, each with why it counts or does not."""
        end = self.add_working_days(start, n)
        lines = [DayLine(start, counts=False, why=gettext("起算当日，不计入"))]
        return lines + [self._line(date) for date in _dates(start + ONE_DAY, end)]

    def _line(self, date: dt.date) -> DayLine:
        counts = self.is_working_day(date)
        return DayLine(date, counts, self._why(date, counts))

    def _why(self, date: dt.date, counts: bool) -> str:
        special = self.days.get(date)
        if special is None:
            why = gettext("工作日") if counts else gettext("周末")
        elif special.note:
            kind = gettext("调休上班（%(note)s）") if counts else gettext("放假（%(note)s）")
            why = kind % {"note": gettext(special.note)}
        else:
            why = gettext("调休上班") if counts else gettext("放假")
        if date.year in self.known_years:
            return why
        return gettext("%(why)s（当年放假安排尚未公布，暂按平常周计算）") % {"why": why}

    def _working_days(self, start: dt.date) -> Iterator[dt.date]:
        """Never ends by itself: beyond the last day `is_working_day` raises."""
        date = start
        while True:
            if self.is_working_day(date):
                yield date
            date += ONE_DAY

    def _count(self, first: dt.date, last: dt.date) -> int:
        return sum(self.is_working_day(date) for date in _dates(first, last))


def _nth(days: Iterator[dt.date], n: int) -> dt.date:
    for _ in range(n - 1):
        next(days)
    return next(days)


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=offset) for offset in range((last - first).days + 1))


def _first_of_next_month(date: dt.date) -> dt.date:
    return (date.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
