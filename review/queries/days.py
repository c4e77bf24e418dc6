"""Why a task is due when it is: every day from the one it counts from, and whether it counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from portal.calendar import today
from portal.calendar.queries import calendar_for
from review.models import ReviewTask


@dataclass(frozen=True)
class CountedDay:
    """One day; `number` is which working day it is, None where it does not count."""

    date: dt.date
    why: str
    number: int | None
    is_today: bool


def days_of(task: ReviewTask) -> list[CountedDay]:
    """Return the days from the acceptance, or from when a stage with a limit of its own opened, until the due date."""
    start = min(_start_of(task), task.due_on)
    calendar = calendar_for(start, task.due_on)
    found, number = [], 0
    for line in calendar.explain(start, calendar.working_days_left(task.due_on, start)):
        number += line.counts
        found.append(CountedDay(line.date, line.why, number if line.counts else None, line.date == today()))
    return found


def _start_of(task: ReviewTask) -> dt.date:
    stage = task.application.scheme.stage(task.stage)
    return task.opens_on if stage.working_days else task.application.accepted_on or task.opens_on
