"""Time that can be set: by a test or the case walker for a block, by the demo's clock control for everybody."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed_now", default=None)


def now() -> dt.datetime:
    """Return the portal's present moment, aware, in UTC."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    return timezone.now() + _demo_ahead()


def today() -> dt.date:
    """Return the present date in the portal's time zone."""
    return timezone.localdate(now())


@contextlib.contextmanager
def set_clock(moment: dt.datetime) -> Iterator[None]:
    """Make `now()` answer `moment` within the block."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


def move_demo_clock(by: dt.timedelta) -> None:
    """Move the demo's clock forward; raises RuntimeError where the clock is not a demo's."""
    from portal.calendar.models import ClockSetting

    if not settings.CLOCK_CAN_MOVE:
        raise RuntimeError("Only a demo's clock can be moved.")
    ClockSetting.objects.update_or_create(pk=1, defaults={"ahead": _demo_ahead() + by})


def _demo_ahead() -> dt.timedelta:
    if not getattr(settings, "CLOCK_CAN_MOVE", False):
        return dt.timedelta(0)
    from portal.calendar.models import ClockSetting

    row = ClockSetting.objects.filter(pk=1).first()
    return row.ahead if row else dt.timedelta(0)
