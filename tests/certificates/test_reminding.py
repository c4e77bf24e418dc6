"""Holders are told that they can renew, and that time runs out: each reminder once (issue: 23 months, 1 month, 1 week)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.services.way import By, revoke
from certificates.models import Certificate
from certificates.services.reminding import send_renewal_notices
from portal.notices.models import Notice, NoticeText
from tests.applications.renewing import renewing  # noqa: F401
from tests.builders import make_application, make_person
from tests.renewing import FIRST_DAY, LAST_DAY, NAME, RECOGNISED, Renewing, certificate_of, on

# ruff: noqa: F811
DAY = dt.timedelta(days=1)
LAST_WEEK = dt.date(2026, 10, 27)


@pytest.fixture
def clock() -> None:
    """Each test says what day it is."""


def run_on(*days: dt.date) -> list[tuple[str, str]]:
    """Run the job on these days, twice each; return which notices there are by which channel."""
    for day in days:
        with on(day):
            send_renewal_notices()
            assert send_renewal_notices() == 0
    told = Notice.objects.filter(key__in=["may_renew", "ends_soon"]).order_by("id")
    return [(notice.key, notice.channel) for notice in told]


@pytest.mark.requirement("HZ-36")
def test_told_on_the_first_day_and_in_the_last_week(renewing: Renewing) -> None:
    renewing.recognise()
    assert run_on(FIRST_DAY - DAY) == []
    # 23 months after the recognition and one month before the end are the same day: one message.
    assert run_on(FIRST_DAY, FIRST_DAY + DAY) == [("may_renew", "SMS"), ("may_renew", "PORTAL")]
    every = [*run_on(LAST_WEEK - DAY)[:2], ("ends_soon", "SMS"), ("ends_soon", "PORTAL")]
    assert run_on(LAST_WEEK, LAST_DAY, LAST_DAY + DAY) == every


def test_says_what_it_is_about(renewing: Renewing) -> None:
    number = certificate_of(renewing.recognise()).number
    run_on(FIRST_DAY)
    notice = Notice.objects.get(key="may_renew", channel="PORTAL")
    assert notice.text.startswith(f"{NAME}：您的证书{number}自2026-10-03起可以办理人才认定备案，2026-11-02到期。http")
    assert (notice.link, notice.recipient) == ("/apply/refiling/", renewing.person)
    assert notice.text.endswith(notice.link)


def test_bureaus_own_wording_and_the_holders_language(renewing: Renewing) -> None:
    NoticeText.objects.create(key="refiling.may_renew", text_zh="可以备案：{number}", text_en="Now: {number}")
    renewing.person.language = "en"
    renewing.person.save()
    number = certificate_of(renewing.recognise()).number
    run_on(FIRST_DAY)
    assert Notice.objects.get(key="may_renew", channel="PORTAL").text == f"Now: {number}"


def test_missed_days_are_caught_up_by_the_latest_alone(renewing: Renewing) -> None:
    renewing.recognise()
    assert run_on(LAST_WEEK + DAY) == [("ends_soon", "SMS"), ("ends_soon", "PORTAL")]


def test_nobody_is_reminded_of_what_ended_long_ago(renewing: Renewing) -> None:
    renewing.imported(dt.date(2020, 5, 1))
    assert run_on(LAST_WEEK) == []


def test_submitted_renewal_ends_the_reminders_and_a_draft_does_not(renewing: Renewing) -> None:
    renewing.recognise()
    with on(FIRST_DAY):
        case = renewing.begin()
    assert len(run_on(FIRST_DAY)) == 2
    with on(FIRST_DAY + DAY):
        renewing.submit(case)
    assert len(run_on(LAST_WEEK)) == 2


def test_revoked_and_renewed_are_not_reminded(renewing: Renewing) -> None:
    base = renewing.recognise()
    renewing.renew(FIRST_DAY)
    assert run_on(LAST_WEEK) == []
    assert len(run_on(dt.date(2028, 10, 3))) == 2
    revoke(base, by=By(user=renewing.reviewer, words="材料不实"))
    assert Notice.objects.filter(key="ends_soon").count() == 0


def test_revoked_recognition_is_not_reminded(renewing: Renewing) -> None:
    revoke(renewing.recognise(), by=By(user=renewing.reviewer, words="材料不实"))
    assert run_on(FIRST_DAY) == []


def test_as_many_queries_for_many_as_for_few(renewing: Renewing) -> None:
    few = _queries_for(renewing, 2)
    assert _queries_for(renewing, 12) == few <= 12
    assert Notice.objects.filter(key="may_renew", channel="PORTAL").count() == 14


def _queries_for(world: Renewing, number: int) -> int:
    """The queries of one run with so many holders more to be told, by SMS and in the portal."""
    for _number in range(number):
        holder = make_person(world.tenant)
        case = make_application(world.tenant, world.recognition, applicant=holder, state="approved")
        Certificate.objects.create(
            application=case,
            number=f"多{case.pk}",
            holder=holder,
            holder_name=holder.name,
            content={},
            issued_on=RECOGNISED,
            valid_until=LAST_DAY,
        )
    with (
        on(FIRST_DAY),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        assert send_renewal_notices() == 2 * number
    return len(queries)
