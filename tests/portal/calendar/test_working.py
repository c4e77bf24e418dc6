"""Counting, without a database: the year 2026 as it is, 2027 not known yet."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.calendar.services import library_days
from portal.calendar.working import OutsideCalendar, WorkingCalendar

CALENDAR = WorkingCalendar(dt.date(2026, 1, 1), dt.date(2027, 12, 31), library_days(2026), frozenset({2026}))
DATES = st.dates(min_value=dt.date(2026, 1, 1), max_value=dt.date(2027, 6, 30))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.requirement("NB-90")
@pytest.mark.parametrize(
    ("date", "works"),
    [
        ("2026-02-13", True),
        ("2026-02-14", True),  # a Saturday worked for the Spring Festival
        ("2026-02-15", False),
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-03-01", False),
    ],
)
def test_day_around_the_spring_festival(date, works):
    assert CALENDAR.is_working_day(day(date)) is works


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-09-30", 7, "2026-10-15"),
        ("2026-03-06", 0, "2026-03-06"),
        ("2026-03-07", 0, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),
    ],
)
def test_working_days_are_counted_after_the_start(start, n, end):
    assert CALENDAR.add_working_days(day(start), n) == day(end)


def test_counting_backwards_is_refused():
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(day("2026-03-02"), -1)


@pytest.mark.parametrize(
    ("due", "on", "left"),
    [
        ("2026-03-06", "2026-03-06", 0),
        ("2026-03-06", "2026-03-02", 4),
        ("2026-02-24", "2026-02-13", 2),
        ("2026-03-06", "2026-03-07", -1),  # Saturday: overdue, though no working day has passed
        ("2026-03-06", "2026-03-09", -1),
        ("2026-03-06", "2026-03-10", -2),
        ("2026-03-07", "2026-03-06", 0),
    ],
)
def test_days_left_are_negative_when_overdue(due, on, left):
    assert CALENDAR.working_days_left(day(due), day(on)) == left


@given(DATES, st.integers(min_value=1, max_value=60))
def test_days_left_undoes_adding(start, n):
    assert CALENDAR.working_days_left(CALENDAR.add_working_days(start, n), start) == n


@given(DATES, st.integers(min_value=1, max_value=40))
def test_explanation_counts_what_adding_counts(start, n):
    lines = CALENDAR.explain(start, n)
    assert sum(line.counts for line in lines) == n
    assert lines[-1].date == CALENDAR.add_working_days(start, n)
    assert [line.date for line in lines] == [start + dt.timedelta(days=k) for k in range(len(lines))]


def test_explanation_says_why():
    why = {f"{line.date}": (line.counts, line.why) for line in CALENDAR.explain(day("2026-02-13"), 2)}
    assert why["2026-02-13"] == (False, "起算当日，不计入")
    assert why["2026-02-14"] == (True, "调休上班（春节）")
    assert why["2026-02-15"] == (False, "周末")
    assert why["2026-02-17"] == (False, "放假（春节）")
    assert why["2026-02-24"] == (True, "工作日")


@pytest.mark.requirement("NB-90")
def test_explanation_owns_up_to_a_year_it_does_not_know():
    lines = CALENDAR.explain(day("2026-12-30"), 3)
    assert "尚未公布" not in lines[1].why
    assert "尚未公布" in lines[-1].why


def test_nth_working_day_of_a_month():
    assert CALENDAR.nth_working_day(2026, 10, 1) == day("2026-10-08")
    assert CALENDAR.nth_working_day(2026, 1, 5) == day("2026-01-08")
    with pytest.raises(ValueError, match="fewer"):
        CALENDAR.nth_working_day(2026, 2, 25)


@pytest.mark.requirement("NB-88")
def test_window_is_the_first_five_working_days():
    assert CALENDAR.window_of(day("2026-10-20"), 1, 5) == (day("2026-10-08"), day("2026-10-13"))


@pytest.mark.requirement("NB-88")
@pytest.mark.parametrize(
    ("submitted", "accepted"),
    [
        ("2026-10-01", "2026-10-08"),  # before the window: its first day
        ("2026-10-08", "2026-10-08"),
        ("2026-10-11", "2026-10-12"),  # a Sunday within it
        ("2026-10-13", "2026-10-13"),
        ("2026-10-14", "2026-11-02"),  # after it: the next month's
        ("2026-12-08", "2027-01-01"),  # the plain week, since 2027 is not known
    ],
)
def test_acceptance_falls_into_a_window(submitted, accepted):
    assert CALENDAR.next_acceptance_date(day(submitted), 1, 5) == day(accepted)


@pytest.mark.requirement("NB-90")
def test_period_into_an_unknown_year_is_provisional():
    assert not CALENDAR.is_provisional(day("2026-01-01"), day("2026-12-31"))
    assert CALENDAR.is_provisional(day("2026-12-31"), day("2027-01-04"))
    assert CALENDAR.is_provisional(day("2027-02-01"))


def test_day_that_was_not_loaded_is_never_guessed():
    with pytest.raises(OutsideCalendar):
        CALENDAR.is_working_day(day("2028-01-03"))
    with pytest.raises(OutsideCalendar):
        CALENDAR.add_working_days(day("2027-12-30"), 5)
