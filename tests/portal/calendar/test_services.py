import datetime as dt

import pytest

from portal.audit.models import Event
from portal.calendar import queries, services, set_clock
from portal.calendar.models import CalendarYear, Day
from portal.calendar.working import SpecialDay
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user

pytestmark = pytest.mark.requirement("NB-90")

SPRING = {dt.date(2027, 2, 8): SpecialDay(False, "春节"), dt.date(2027, 2, 13): SpecialDay(True, "春节")}


def test_filled_year_has_the_days_that_differ_from_the_week(tenant):
    assert services.fill_calendar(years=[2026]) == [2026]
    days = {day.date: (day.is_working, day.note) for day in Day.objects.all()}
    assert days[dt.date(2026, 2, 14)] == (True, "春节")
    assert days[dt.date(2026, 2, 17)] == (False, "春节")
    assert dt.date(2026, 2, 15) not in days  # a Sunday anyway
    assert CalendarYear.objects.get().source.startswith("chinesecalendar ")


def test_filling_again_changes_nothing(tenant):
    services.fill_calendar()
    events = Event.objects.count()
    assert services.fill_calendar() == []
    assert Event.objects.count() == events


def test_year_the_library_does_not_know_is_not_written(tenant):
    assert services.fill_calendar(years=[2026, 2099]) == [2026]
    assert not CalendarYear.objects.filter(year=2099).exists()
    assert queries.is_provisional(dt.date(2099, 1, 5))
    assert not queries.is_provisional(dt.date(2026, 1, 5))


def test_year_that_the_library_corrected_is_refreshed(tenant):
    services.fill_calendar(years=[2026])
    Day.objects.filter(date=dt.date(2026, 2, 14)).delete()
    assert services.fill_calendar(years=[2026]) == [2026]
    assert queries.is_working_day(dt.date(2026, 2, 14))


def test_year_the_bureau_edited_is_left_alone(tenant):
    services.fill_calendar(years=[2026])
    services.set_day(date=dt.date(2026, 2, 14), is_working=False, note="本地放假", by=make_user(tenant))
    assert services.fill_calendar() != []
    assert not queries.is_working_day(dt.date(2026, 2, 14))


def test_day_set_before_the_year_was_known_survives(tenant):
    services.set_day(date=dt.date(2026, 3, 2), is_working=False, note="搬迁", by=None)
    assert queries.is_provisional(dt.date(2026, 3, 2))
    assert services.fill_calendar(years=[2026]) == [2026]
    assert not queries.is_working_day(dt.date(2026, 3, 2))
    assert queries.is_working_day(dt.date(2026, 2, 14))
    assert services.fill_calendar(years=[2026]) == []


def test_year_entered_from_the_notice_is_known(tenant):
    by = make_user(tenant)
    services.enter_year(year=2027, days=SPRING, source="国办发明电〔2026〕9号", by=by)
    assert not queries.is_provisional(dt.date(2027, 1, 4))
    assert queries.is_provisional(dt.date(2026, 12, 31), dt.date(2027, 1, 4))  # 2026 is not
    assert not queries.is_working_day(dt.date(2027, 2, 8))
    assert queries.is_working_day(dt.date(2027, 2, 13))
    event = Event.objects.get(action="calendar.enter_year")
    assert (event.actor, event.words) == (by, "国办发明电〔2026〕9号")
    assert event.detail["working"] == ["2027-02-13"]


def test_year_entered_again_replaces_its_days(tenant):
    services.enter_year(year=2027, days=SPRING, source="a", by=None)
    services.enter_year(year=2027, days={}, source="b", by=None)
    assert not Day.objects.exists()
    assert CalendarYear.objects.get().source == "b"


def test_day_of_another_year_is_refused(tenant):
    with pytest.raises(services.UnableToEnterYear, match="2027-02-08"):
        services.enter_year(year=2028, days=SPRING, source="a", by=None)


def test_changed_day_is_written_into_the_log(tenant):
    day = services.set_day(date=dt.date(2026, 3, 2), is_working=False, note="搬迁", by=None)
    services.clear_day(day=day, by=None)
    assert [event.action for event in Event.objects.order_by("id")] == ["calendar.set_day", "calendar.clear_day"]
    assert queries.is_working_day(dt.date(2026, 3, 2))


def test_calendar_is_the_tenants_own(tenant):
    services.set_day(date=dt.date(2026, 3, 2), is_working=False, note="", by=None)
    with tenant_scope(make_tenant("other")):
        assert queries.is_working_day(dt.date(2026, 3, 2))


def test_deadline_over_the_turn_of_the_year(tenant):
    services.fill_calendar(years=[2026])
    due = queries.add_working_days(dt.date(2026, 12, 30), 40)
    assert due.year == 2027
    assert queries.is_provisional(dt.date(2026, 12, 30), due)


def test_long_deadline_loads_enough_years(tenant):
    assert queries.add_working_days(dt.date(2026, 1, 1), 1000) > dt.date(2029, 1, 1)


def test_calculation_takes_two_queries_and_a_list_no_more(tenant, django_assert_num_queries):
    services.fill_calendar(years=[2026])
    with django_assert_num_queries(2):
        queries.explain(dt.date(2026, 2, 2), 40)
    dues = [dt.date(2026, 3, 2) + dt.timedelta(days=n) for n in range(50)]
    with django_assert_num_queries(2):
        calendar = queries.calendar_for(min(dues), max(dues))
        assert len({calendar.working_days_left(due, dt.date(2026, 3, 2)) for due in dues}) > 30


def test_days_left_count_from_today(tenant):
    with set_clock(dt.datetime(2026, 3, 5, 17, tzinfo=dt.UTC)):  # already the 6th in Shanghai
        assert queries.working_days_left(dt.date(2026, 3, 6)) == 0


@pytest.mark.requirement("NB-88")
def test_window_functions_of_the_tenant(tenant):
    services.fill_calendar(years=[2026])
    assert queries.window_of(dt.date(2026, 10, 1), 1, 5) == (dt.date(2026, 10, 8), dt.date(2026, 10, 13))
    assert queries.next_acceptance_date(dt.date(2026, 10, 14), 1, 5) == dt.date(2026, 11, 2)
    assert queries.nth_working_day(2026, 10, 2) == dt.date(2026, 10, 9)
