"""Lists that are read by key instead of by page number: the cost of a page does not grow with what lies before it."""

from __future__ import annotations

import datetime as dt


def date_key(text: str) -> tuple[dt.date, int] | None:
    """Return the day and the id of a key `<day>_<id>`, None for a text that is no key."""
    day, _, number = text.partition("_")
    try:
        return dt.date.fromisoformat(day), int(number)
    except ValueError:
        return None


def moment_key(text: str) -> tuple[dt.datetime, int] | None:
    """Return the moment and the id of a key `<moment>_<id>`, None for a text that is no key."""
    moment, _, number = text.partition("_")
    try:
        found = dt.datetime.fromisoformat(moment)
        return (found, int(number)) if found.tzinfo else None
    except ValueError:
        return None
