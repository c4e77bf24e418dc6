"""Writing the calendar: from the library, day by day, or a whole year from the State Council's notice."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

import chinese_calendar.constants as library
from django.db import transaction

from portal.audit.services import record_event
from portal.calendar.changes import announce_change
from portal.calendar.clock import now
from portal.calendar.models import CalendarYear, Day
from portal.calendar.working import HOLIDAYS, SpecialDay
from portal.tenants.scope import current_tenant

if TYPE_CHECKING:
    from portal.people.models import User


class UnableToEnterYear(ValueError):
    """The days do not belong to the year."""


@transaction.atomic
def fill_calendar(*, years: Iterable[int] | None = None) -> list[int]:
    """Fill the tenant's years from the holiday library (all it knows, by default) and return those that changed.

    Years the library does not know are left alone, so that dates in them stay provisional. Years the bureau has edited
    are its own; in a year that was not known yet, the days the bureau has set stay and only the others are added.
    """
    known = {date.year for date in library.holidays}
    wanted = sorted(known if years is None else known.intersection(years))
    rows = {row.year: row for row in CalendarYear.objects.select_for_update().filter(year__in=wanted)}
    stored = _stored_days(wanted)
    changed = [year for year in wanted if _is_behind(rows.get(year), stored[year], library_days(year))]
    filled = [_filled_year(year, rows.get(year), stored[year]) for year in changed]
    days = {year: dict(library_days(year)) | ({} if year in rows else stored[year]) for year in changed}
    _write_days(days)
    for row in filled:
        _record_year(row, "calendar.fill", days[row.year], None)
    if changed:
        announce_change()
    return changed


@transaction.atomic
def set_day(*, date: dt.date, is_working: bool, note: str = "", by: User | None) -> Day:
    """Make one day a working day or a day off, whatever the week and the library say."""
    day: Day
    day, _ = Day.objects.update_or_create(date=date, defaults={"is_working": is_working, "note": note})
    _mark_edited(date.year)
    detail = {"date": f"{date}", "is_working": is_working}
    record_event(action="calendar.set_day", target=day, actor=by, words=note, detail=detail)
    announce_change()
    return day


@transaction.atomic
def clear_day(*, day: Day, by: User | None) -> None:
    """Let a day follow the plain week again."""
    record_event(action="calendar.clear_day", target=day, actor=by, detail={"date": f"{day.date}"})
    announce_change()
    _mark_edited(day.date.year)
    day.delete()


@transaction.atomic
def enter_year(*, year: int, days: Mapping[dt.date, SpecialDay], source: str, by: User | None) -> CalendarYear:
    """Replace a year's special days by those of the State Council's notice (`source`): the year is known then."""
    if strangers := [date for date in days if date.year != year]:
        raise UnableToEnterYear(f"{strangers[0]} is not in {year}.")
    row: CalendarYear
    row, _ = CalendarYear.objects.update_or_create(year=year, defaults={"source": source, "edited_at": now()})
    _write_days({year: days})
    _record_year(row, "calendar.enter_year", days, by)
    announce_change()
    return row


@functools.cache
def library_days(year: int) -> Mapping[dt.date, SpecialDay]:
    """Return the days of a year that differ from the plain week, as the library knows them."""
    off = {
        date: SpecialDay(is_working=False, note=HOLIDAYS.get(name, name))
        for date, name in library.holidays.items()
        if date.year == year and date.weekday() < 5
    }
    made_up = {
        date: SpecialDay(is_working=True, note=HOLIDAYS.get(name, name))
        for date, name in library.workdays.items()
        if date.year == year and date.weekday() >= 5
    }
    return MappingProxyType(off | made_up)


def _is_behind(
    row: CalendarYear | None, stored: Mapping[dt.date, SpecialDay], days: Mapping[dt.date, SpecialDay]
) -> bool:
    return row is None or not (row.edited_at or stored == days)


def _filled_year(year: int, row: CalendarYear | None, stored: Mapping[dt.date, SpecialDay]) -> CalendarYear:
    """Days set before the year was known are the bureau's, and so is the year from then on."""
    row = row or CalendarYear(year=year, edited_at=now() if stored else None)
    row.source = f"chinesecalendar {version('chinesecalendar')}"
    row.save()
    return row


def _stored_days(years: list[int]) -> dict[int, dict[dt.date, SpecialDay]]:
    stored: dict[int, dict[dt.date, SpecialDay]] = {year: {} for year in years}
    for day in Day.objects.filter(date__year__in=years):
        stored[day.date.year][day.date] = SpecialDay(day.is_working, day.note)
    return stored


def _write_days(years: Mapping[int, Mapping[dt.date, SpecialDay]]) -> None:
    """Replace the days of these years: all at once, since a new tenant gets more than twenty years."""
    Day.objects.filter(date__year__in=list(years)).delete()
    Day.objects.bulk_create(
        Day(tenant=current_tenant(), date=date, is_working=day.is_working, note=day.note)
        for days in years.values()
        for date, day in sorted(days.items())
    )


def _mark_edited(year: int) -> None:
    CalendarYear.objects.filter(year=year).update(edited_at=now())


def _record_year(row: CalendarYear, action: str, days: Mapping[dt.date, SpecialDay], by: User | None) -> None:
    detail = {
        "year": row.year,
        "off": [f"{date}" for date in sorted(days) if not days[date].is_working],
        "working": [f"{date}" for date in sorted(days) if days[date].is_working],
    }
    record_event(action=action, target=row, actor=by, words=row.source, detail=detail)
