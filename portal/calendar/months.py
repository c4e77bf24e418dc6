"""How long something holds that holds for so many months."""

import datetime as dt
from calendar import monthrange


def last_day_of(day: dt.date, months: int) -> dt.date:
    """Return the day before the same day so many months on: twelve months from 1 March end on the last of February."""
    return same_day_after(day, months) - dt.timedelta(days=1)


def same_day_after(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months on, or before if they are negative; in a shorter month its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))
