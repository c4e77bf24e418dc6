import datetime as dt

import pytest
from django.test import Client

from portal.audit.models import Event
from portal.calendar.models import CalendarYear, Day
from portal.calendar.services import set_day
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user, sign_in

HOST = "ningbo.localhost"
NOTICE = "2027-02-05~2027-02-11 休 春节\n2027-02-13 班 春节\n\n2027-01-01 休 元旦"


@pytest.fixture
def administrator(tenant):
    return make_user(tenant, is_staff=True, is_superuser=True)


@pytest.fixture
def desk(administrator):
    client = Client(headers={"host": HOST})
    sign_in(client, administrator)
    return client


def test_day_set_in_the_admin_is_logged(desk, administrator):
    answer = desk.post("/manage/calendar/day/add/", {"date": "2026-03-02", "note": "搬迁"})
    assert answer.status_code == 302
    assert Day.objects.get().note == "搬迁"
    assert Event.objects.get(action="calendar.set_day").actor == administrator


def test_day_entered_twice_is_refused_in_the_form(desk):
    set_day(date=dt.date(2026, 3, 2), is_working=False, note="", by=None)
    answer = desk.post("/manage/calendar/day/add/", {"date": "2026-03-02", "note": "again"})
    assert answer.status_code == 200
    assert answer.context["errors"]


def test_day_deleted_in_the_admin_is_logged(desk):
    day = set_day(date=dt.date(2026, 3, 2), is_working=False, note="", by=None)
    desk.post(f"/manage/calendar/day/{day.pk}/delete/", {"post": "yes"})
    assert not Day.objects.exists()
    desk.post("/manage/calendar/day/", {"action": "delete_selected", "_selected_action": [day.pk], "post": "yes"})
    assert Event.objects.filter(action="calendar.clear_day").count() == 1


def test_year_typed_as_the_notice_prints_it(desk):
    answer = desk.post("/manage/calendar/calendaryear/add/", {"year": 2027, "source": "国办", "days": NOTICE})
    assert answer.status_code == 302
    days = {day.date: day.is_working for day in Day.objects.all()}
    assert days[dt.date(2027, 2, 13)] is True
    assert days[dt.date(2027, 2, 5)] is False
    assert dt.date(2027, 2, 6) not in days  # a Saturday: off anyway
    page = desk.get(f"/manage/calendar/calendaryear/{CalendarYear.objects.get().pk}/change/")
    assert "2027-02-13 班 春节" in page.content.decode()


@pytest.mark.parametrize("line", ["2027-02-30 休 春节", "2月5日放假", "2027-02-11~2027-02-05 休", "2026-02-05 休 春节"])
def test_line_that_cannot_be_read_is_refused_with_its_words(desk, line):
    answer = desk.post("/manage/calendar/calendaryear/add/", {"year": 2027, "source": "国办", "days": line})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["days"]
    assert not CalendarYear.objects.exists()


def test_admin_shows_no_other_tenants_days(desk):
    with tenant_scope(make_tenant("other")):
        foreign = set_day(date=dt.date(2026, 3, 2), is_working=False, note="秘密", by=None)
    assert "秘密" not in desk.get("/manage/calendar/day/").content.decode()
    assert desk.get(f"/manage/calendar/day/{foreign.pk}/change/").status_code == 302  # as for one that does not exist


def test_administrator_of_another_tenant_is_not_let_in(tenant):
    stranger = make_user(make_tenant("other"), is_staff=True, is_superuser=True)
    client = Client(headers={"host": HOST})
    sign_in(client, stranger)
    assert client.get("/manage/calendar/day/").status_code in {302, 403}


def test_known_year_cannot_be_deleted(desk):
    row = CalendarYear.objects.create(year=2027, source="国办")
    assert desk.get(f"/manage/calendar/calendaryear/{row.pk}/delete/").status_code == 403
