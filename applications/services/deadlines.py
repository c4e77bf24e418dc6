"""When a case must be finished: computed from its events and the calendar, never counted (AMB-05, NB-88…90)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from applications.models import Application, TimelineEntry
from portal.calendar import today
from portal.calendar.queries import (
    add_working_days,
    calendar_for,
    is_provisional,
    next_acceptance_date,
)


def accept(application: Application, *, came_on: dt.date | None = None) -> None:
    """Set when the clock starts: on the day the case came (today), or on the first of the next window (AMB-05)."""
    window = application.scheme.window
    start = came_on or today()
    if window is not None:
        start = next_acceptance_date(start, window.first_working_day, window.last_working_day)
    application.accepted_on = start
    set_due_dates(application)


def set_due_dates(application: Application) -> None:
    """Compute the overall limit anew: so many working days after acceptance, those with the applicant not counted."""
    limit = application.scheme.working_days
    if application.accepted_on is None or limit is None:
        return
    paused = working_days_with_applicant(application)
    application.due_on = add_working_days(application.accepted_on, limit + paused)
    application.due_is_provisional = is_provisional(application.accepted_on, application.due_on)


def working_days_with_applicant(application: Application) -> int:
    """Return how many working days after acceptance the case lay with the applicant for correction, until today.

    What the unit gives back before the case is accepted pauses nothing: no clock runs yet.
    """
    accepted_on = application.accepted_on
    if accepted_on is None:
        return 0
    spans = _spans_with_applicant(application)
    return sum(_working_days_between(max(start, accepted_on), end) for start, end in spans)


def _spans_with_applicant(application: Application) -> list[tuple[dt.date, dt.date]]:
    spans: list[tuple[dt.date, dt.date]] = []
    since: dt.date | None = None
    for entry in application.timeline.filter(action__in=["returned", "submitted"]):
        day = timezone.localdate(entry.at)
        if entry.action == "returned":
            since = day
        elif since is not None:
            spans.append((since, day))
            since = None
    if since is not None:
        spans.append((since, today()))
    return spans


def _working_days_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and including `end`."""
    if end <= start:
        return 0
    calendar = calendar_for(start, end)
    days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def stage_due(application: Application, *, opens_on: dt.date, working_days: int | None) -> dt.date:
    """Return by when a stage must be done: its own limit from the day it opens, else the overall one.

    Before acceptance the overall limit has no date yet and counts from the day the stage opens.
    """
    if working_days is None and application.due_on is not None:
        return application.due_on
    limit = working_days or application.scheme.working_days
    assert limit is not None, "a scheme is not published without a limit for each office's stage"
    return add_working_days(opens_on, limit)


def last_entry(application: Application) -> TimelineEntry | None:
    return application.timeline.order_by("-id").first()
