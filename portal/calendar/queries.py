"""Working days of the current tenant. Each function asks the database once for days and once for known years.

A list of cases loads one calendar for all of them: `calendar_for(earliest, latest)`, then its methods.
"""

from __future__ import annotations

import datetime as dt

from portal.calendar.clock import today
from portal.calendar.models import CalendarYear, Day
from portal.calendar.working import DayLine, SpecialDay, WorkingCalendar


def calendar_for(start: dt.date, end: dt.date) -> WorkingCalendar:
    """Return the tenant's calendar of the whole years from `start`'s to `end`'s. Two queries."""
    first, last = dt.date(start.year, 1, 1), dt.date(end.year, 12, 31)
    rows = Day.objects.filter(date__range=(first, last)).values_list("date", "is_working", "note")
    days = {date: SpecialDay(is_working, note) for date, is_working, note in rows}
    years = CalendarYear.objects.filter(year__range=(first.year, last.year)).values_list("year", flat=True)
    return WorkingCalendar(first, last, days, frozenset(years))


def is_working_day(date: dt.date) -> bool:
    return calendar_for(date, date).is_working_day(date)


def add_working_days(start: dt.date, n: int) -> dt.date:
    """See `WorkingCalendar.add_working_days`: the n-th working day after `start`."""
    return _calendar_ahead(start, n).add_working_days(start, n)


def working_days_left(due: dt.date, on: dt.date | None = None) -> int:
    """See `WorkingCalendar.working_days_left`; `on` is today unless told."""
    on = on or today()
    return calendar_for(min(due, on), max(due, on)).working_days_left(due, on)


def nth_working_day(year: int, month: int, n: int) -> dt.date:
    return _calendar_ahead(dt.date(year, month, 1), 0).nth_working_day(year, month, n)


def window_of(date: dt.date, first: int, last: int) -> tuple[dt.date, dt.date]:
    """See `WorkingCalendar.window_of` (NB-88)."""
    return _calendar_ahead(date, 0).window_of(date, first, last)


def next_acceptance_date(date: dt.date, first: int, last: int) -> dt.date:
    """See `WorkingCalendar.next_acceptance_date` (NB-88, AMB-05)."""
    return _calendar_ahead(date, 0).next_acceptance_date(date, first, last)


def is_provisional(*dates: dt.date) -> bool:
    """See `WorkingCalendar.is_provisional` (NB-90)."""
    return calendar_for(min(dates), max(dates)).is_provisional(*dates)


def explain(start: dt.date, n: int) -> list[DayLine]:
    """See `WorkingCalendar.explain`: day by day, what counts and why."""
    return _calendar_ahead(start, n).explain(start, n)


def _calendar_ahead(start: dt.date, n: int) -> WorkingCalendar:
    """Load enough years for n working days, even where a bureau closes for a month: at least one beyond `start`'s."""
    years = 1 + n // 200
    return calendar_for(start, dt.date(start.year + years, 12, 31))
