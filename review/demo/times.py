"""When the demonstration's cases happened: acceptance windows that lie behind us, and moments of office hours."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from applications.scheme import Scheme
from portal.calendar import today
from portal.calendar.queries import calendar_for
from portal.calendar.working import WorkingCalendar

OFFICE_HOURS = (9, 10, 11, 14, 15, 16)
SETTLED_DAYS = 4
"""A window counts as behind us once it began so many days ago: its cases can have been looked at."""


def past_windows(scheme: Scheme, count: int) -> list[dt.date]:
    """Return the first days of the last acceptance windows, the newest first."""
    first = scheme.window.first_working_day if scheme.window else 1
    month = today().replace(day=1)
    found: list[dt.date] = []
    while len(found) < count:
        start = calendar_for(month, month).nth_working_day(month.year, month.month, first)
        if start <= today() - dt.timedelta(days=SETTLED_DAYS):
            found.append(start)
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return found


def within_round(scheme: Scheme, moment: dt.datetime) -> dt.datetime:
    """Return the moment, or the nearest one at which a case of the scheme's round can be submitted that was begun before."""
    rule = scheme.round
    if rule is None:
        return moment
    if rule.closes_on is not None:
        moment = min(moment, office_moment(rule.closes_on, 3))
    return max(moment, office_moment(rule.opens_on + dt.timedelta(days=1), 3)) if rule.opens_on else moment


def is_open_by(scheme: Scheme, day: dt.date) -> bool:
    """Whether cases of the scheme's round may have been begun by that day."""
    rule = scheme.round
    return rule is None or rule.opens_on is None or rule.opens_on + dt.timedelta(days=1) < day


def office_moment(day: dt.date, order: int) -> dt.datetime:
    """Return a moment of that day in office hours; the order spreads cases over the day."""
    hour = OFFICE_HOURS[order % len(OFFICE_HOURS)]
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, order * 7 % 60)))


def steps_between(start: dt.datetime, end: dt.datetime, count: int) -> list[dt.datetime]:
    """Return `count` moments from the one to the other, on working days, the last at the end."""
    calendar = calendar_for(start.date(), end.date())
    moments: list[dt.datetime] = []
    for n in range(count):
        moment = _to_working_day(calendar, start + (end - start) * (n + 1) / count, start)
        moments.append(_to_office_hours(moment, n, moments[-1] if moments else start, end))
    return moments


def _to_working_day(calendar: WorkingCalendar, moment: dt.datetime, earliest: dt.datetime) -> dt.datetime:
    while not calendar.is_working_day(timezone.localdate(moment)) and moment - dt.timedelta(days=1) > earliest:
        moment -= dt.timedelta(days=1)
    return moment


def _to_office_hours(moment: dt.datetime, order: int, earliest: dt.datetime, latest: dt.datetime) -> dt.datetime:
    """Move a moment of the night into that day's office hours, where these lie between the two."""
    found = office_moment(timezone.localdate(moment), order)
    return found if earliest < found <= latest else max(moment, earliest)
