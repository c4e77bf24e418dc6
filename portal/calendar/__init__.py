"""The portal's clock and working days. Everything that needs the time asks `now()`."""

from portal.calendar.clock import now, set_clock, today

__all__ = ["now", "set_clock", "today"]
