"""Periods, and the working days between two days."""

import datetime as dt

import pytest

from portal.calendar.queries import calendar_for
from review.queries.figures.period import Period, named_period, whole_month

day = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("name", "today", "start", "end"),
    [
        ("month", "2026-11-28", "2026-11-01", "2026-11-28"),
        ("last_month", "2027-01-05", "2026-12-01", "2026-12-31"),
        ("last_month", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("quarter", "2026-11-28", "2026-10-01", "2026-11-28"),
        ("quarter", "2027-03-31", "2027-01-01", "2027-03-31"),
        ("year", "2026-11-28", "2026-01-01", "2026-11-28"),
    ],
)
def test_named_periods_end_today_or_with_the_last_month(name, today, start, end):
    assert named_period(name, day(today)) == Period(day(start), day(end))


def test_months_are_at_least_twelve_and_cross_the_year():
    months = Period(day("2027-01-10"), day("2027-02-03")).months()
    assert (len(months), months[0], months[-1]) == (12, day("2026-03-01"), day("2027-02-01"))
    assert len(Period(day("2024-12-31"), day("2026-12-01")).months()) == 25


def test_the_present_month_ends_today():
    assert whole_month(day("2026-11-01"), today=day("2026-11-28")).end == day("2026-11-28")
    assert whole_month(day("2026-02-01"), today=day("2026-11-28")).end == day("2026-02-28")


def test_a_period_begins_and_ends_at_midnight_of_the_portals_zone():
    period = Period(day("2026-11-01"), day("2026-11-30"))
    assert period.since.isoformat() == "2026-11-01T00:00:00+08:00"
    assert period.until.isoformat() == "2026-12-01T00:00:00+08:00"
    assert period.moments[1] < period.until


def test_numbers_of_days_count_what_the_deadlines_count(tenant):
    calendar = calendar_for(day("2026-01-01"), day("2027-12-31"))
    numbers, start = calendar.numbers(), day("2026-09-20")
    for ahead in range(140):  # over the holidays of October and the turn of the year
        end = start + dt.timedelta(days=ahead)
        assert numbers[end] - numbers[start] == calendar.working_days_left(end, start)
