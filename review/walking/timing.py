"""The walk's clock. It moves only by `wait`, morning by morning, and what time sets going happens on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from applications.choices import STAGES
from applications.models import Application
from certificates.services.reminding import send_renewal_notices
from certificates.tasks import render_missing
from portal.calendar import now, set_clock, today
from portal.calendar.queries import add_working_days, next_acceptance_date
from portal.notices.delivery import deliver_due_notices
from portal.policy import Refused
from review.services.publicising import end_due_publicity
from review.services.reminding import send_deadline_notices
from review.walking.words import MORNING, SHANGHAI, Wait
from review.walking.world import World

ONE_DAY = dt.timedelta(days=1)
LONGEST_WAIT = dt.timedelta(days=3 * 366)


def destination(wait: Wait, world: World) -> dt.datetime:
    """Return when a wait ends. Raises Refused for a time that has passed or is years ahead."""
    end = _end(wait, world)
    if not now() <= end <= now() + LONGEST_WAIT:
        raise Refused(_("只能等到以后的日期，最长三年；现在是 %(now)s。") % {"now": f"{today()}"})
    return end


def _end(wait: Wait, world: World) -> dt.datetime:
    if wait.working_days is not None:
        return _morning(add_working_days(today(), wait.working_days) + ONE_DAY) if wait.working_days else now()
    if wait.until_window:
        return _window(world)
    if wait.until is not None:
        return wait.until
    return now() + dt.timedelta(days=wait.days or 0)


def _window(world: World) -> dt.datetime:
    """The morning on which the case is accepted; without one, the next day on which offices accept."""
    window = world.file.scheme.window
    accepted_on = world.case.accepted_on if world.application else None
    if accepted_on is None and window is not None:
        accepted_on = next_acceptance_date(today(), window.first_working_day, window.last_working_day)
    return now() if accepted_on is None or accepted_on <= today() else _morning(accepted_on)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, MORNING, SHANGHAI)


def let_pass(start: dt.datetime, end: dt.datetime, *, heard: Callable[..., None]) -> None:
    """Live through the time from `start` to `end`: what is due happens each morning; `heard` follows, under that clock.

    While no case runs, nothing falls due: the years in which a permission runs out pass at once.
    """
    day = start.astimezone(SHANGHAI).date() + ONE_DAY
    moments = []
    while _morning(day) < end:
        moments.append(_morning(day))
        day += ONE_DAY
    for moment in [*moments, end]:
        if moment == end or Application.objects.filter(state__in=STAGES).exists():
            with set_clock(moment):
                _do_what_is_due()
                heard()


def _do_what_is_due() -> None:
    end_due_publicity()
    send_deadline_notices()
    send_renewal_notices()
    render_missing()
    deliver_due_notices(limit=200)
