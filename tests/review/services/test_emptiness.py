"""A case that comes to an office where nobody sits."""

from portal.people.choices import AdminRole
from portal.people.roles import appoint
from review.models import Seat
from tests.builders import make_person
from tests.review.services.acting import officer, told


def test_who_gives_seats_is_told_once_a_day_that_nobody_is_there(cases, tenant):
    security = appoint(person=make_person(tenant), role=AdminRole.SECURITY, by=None)
    system = appoint(person=make_person(tenant), role=AdminRole.SYSTEM, by=None)
    cases.send("甲甲")
    cases.send("乙乙")
    notices = told("office.empty")
    assert {one.recipient for one in notices} == {security, system}
    assert len(notices) == 2
    assert "没有在任的审核人" in notices[0].text


def test_nobody_is_told_where_somebody_sits(cases, tenant):
    appoint(person=make_person(tenant), role=AdminRole.SECURITY, by=None)
    reviewer = officer("alliance-haishu")
    cases.send("甲甲")
    assert told("office.empty") == []
    Seat.objects.filter(user=reviewer).update(is_active=False)
    cases.send("乙乙")
    assert len(told("office.empty")) == 1
