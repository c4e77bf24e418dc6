"""The days that figures are about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from portal.calendar.months import same_day_after

ONE_DAY = dt.timedelta(days=1)
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Period:
    """From `start` to `end`, both included, in the portal's time zone."""

    start: dt.date
    end: dt.date

    @property
    def since(self) -> dt.datetime:
        return midnight(self.start)

    @property
    def until(self) -> dt.datetime:
        """The first moment after the period."""
        return midnight(self.end + ONE_DAY)

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """First and last moment, for a range that includes both."""
        return self.since, self.until - dt.timedelta(microseconds=1)

    def months(self) -> list[dt.date]:
        """Return the first days of the months to be shown: at least twelve, ending with the period's last month."""
        last = self.end.replace(day=1)
        month = min(self.start.replace(day=1), same_day_after(last, 1 - MONTHS_SHOWN))
        found = []
        while month <= last:
            found.append(month)
            month = same_day_after(month, 1)
        return found


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def whole_month(month: dt.date, *, today: dt.date) -> Period:
    """Return a month by its first day; of the present one, what has passed."""
    return Period(month, min(same_day_after(month, 1) - ONE_DAY, today))


def named_period(name: str, today: dt.date) -> Period:
    """Return `month`, `quarter` or `year` until today, or the whole `last_month`; KeyError for another name."""
    first = today.replace(day=1)
    last_month = same_day_after(first, -1)
    return {
        "month": Period(first, today),
        "last_month": Period(last_month, first - ONE_DAY),
        "quarter": Period(first.replace(month=first.month - (first.month - 1) % 3), today),
        "year": Period(first.replace(month=1), today),
    }[name]
