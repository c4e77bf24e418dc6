"""Limits of cases and tasks: when they begin, what moves them, who is reminded (NB-88…92)."""

import pytest

from portal.calendar import set_clock
from portal.calendar.queries import add_working_days
from portal.calendar.services import set_day
from portal.notices.choices import Channel
from review.services.reminding import recompute_limits, send_deadline_notices
from tests.review.services.acting import at, decide, fresh, officer, task_of, told


@pytest.mark.requirement("NB-88", "NB-89")
@pytest.mark.parametrize(
    ("submitted", "accepted", "due"),
    [
        ("2026-11-02", "2026-11-02", "2026-12-28"),
        ("2026-11-06", "2026-11-06", "2027-01-01"),
        ("2026-11-07", "2026-12-01", "2027-01-26"),
        ("2026-11-01", "2026-11-02", "2026-12-28"),
        ("2026-10-01", "2026-10-08", "2026-12-02"),
    ],
)
def test_clock_starts_on_the_day_of_acceptance(cases, submitted, accepted, due):
    with set_clock(at(submitted)):
        application = cases.send()
    task = task_of(application)
    assert (str(application.accepted_on), str(application.due_on)) == (accepted, due)
    assert (str(task.opens_on), task.overall_due_on) == (accepted, application.due_on)


@pytest.mark.requirement("NB-90")
def test_limit_in_a_year_without_holidays_known_is_provisional(cases):
    with set_clock(at("2026-11-02")):
        assert not cases.send().due_is_provisional
    with set_clock(at("2026-11-20")):
        application = cases.send()
    assert application.due_is_provisional
    assert task_of(application).due_is_provisional


@pytest.mark.requirement("NB-78")
def test_department_has_seven_working_days(cases):
    with set_clock(at("2026-11-04")):
        application = cases.at("departmental_review")
        task = task_of(application)
    assert str(task.due_on) == "2026-11-13"
    assert application.stage_due_on == task.due_on
    with set_clock(at("2026-11-09")):
        decide(application)
    assert task_of(application).due_on == fresh(application).due_on


@pytest.mark.requirement("NB-90")
def test_changed_calendar_moves_the_limits_of_running_cases(cases, bureau, django_capture_on_commit_callbacks):
    application = cases.at("departmental_review")
    ended = cases.send()
    decide(ended, "reject")
    with django_capture_on_commit_callbacks(execute=True):
        set_day(date=at("2026-11-05").date(), is_working=False, note="台风", by=bureau)
    task = task_of(application)
    assert (str(task.due_on), str(task.overall_due_on)) == ("2026-11-13", "2026-12-30")
    application = fresh(application)
    assert (application.due_on, application.stage_due_on) == (task.overall_due_on, task.due_on)
    assert str(fresh(ended).due_on) == "2026-12-29"


@pytest.mark.requirement("NB-88", "NB-90")
def test_case_that_waits_follows_the_window_and_an_accepted_one_stays(cases, bureau):
    accepted = cases.send()
    with set_clock(at("2026-11-20")):
        waiting = cases.send()
        for day in ("2026-11-03", "2026-12-01"):
            set_day(date=at(day).date(), is_working=False, by=bureau)
        recompute_limits()
    assert str(fresh(accepted).accepted_on) == "2026-11-03"
    waiting, task = fresh(waiting), task_of(waiting)
    assert (str(waiting.accepted_on), str(task.opens_on)) == ("2026-12-02", "2026-12-02")
    assert waiting.due_on == add_working_days(waiting.accepted_on, 40)


@pytest.mark.requirement("NB-90")
def test_unchanged_calendar_changes_no_limit(cases):
    cases.at("departmental_review")
    cases.at("joint_confirmation", equivalent_claim=True)
    cases.at("publicity")
    with set_clock(at("2026-11-20")):
        cases.send()
        assert recompute_limits() == 0


@pytest.mark.requirement("NB-89")
def test_limit_of_a_case_with_the_applicant_moves_on_day_by_day(cases):
    application = cases.send()
    decide(application, "return")
    with set_clock(at("2026-11-05")):
        assert recompute_limits() == 1
    assert str(fresh(application).due_on) == "2026-12-31"


@pytest.mark.requirement("NB-92")
def test_office_is_reminded_once_before_the_limit_and_once_after_it(cases):
    application, reader = cases.at("departmental_review"), officer("human-resources-department")
    assert str(task_of(application).due_on) == "2026-11-12"
    for day in ("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12"):
        with set_clock(at(day)):
            send_deadline_notices()
        assert len(told("due_soon")) == (day >= "2026-11-10")
    for day in ("2026-11-13", "2026-11-16"):
        with set_clock(at(day)):
            send_deadline_notices()
    [soon], [late] = told("due_soon"), told("overdue")
    assert soon.recipient == late.recipient == reader
    assert (soon.channel, late.channel) == (Channel.PORTAL, Channel.PORTAL)
    assert "2026-11-12" in soon.text


@pytest.mark.requirement("NB-92")
def test_confirmation_by_one_office_does_not_remind_the_others_again(cases):
    for code in ("bureau", "talent-office", "human-resources-department"):
        officer(code)
    application = cases.at("joint_confirmation", equivalent_claim=True)
    with set_clock(at("2026-12-28")):
        send_deadline_notices()
        assert len(told("due_soon")) == 3
        decide(application, office="bureau")
        send_deadline_notices()
    assert len(told("due_soon")) == 3


@pytest.mark.requirement("NB-92")
def test_stage_that_comes_again_is_reminded_of_again(cases):
    application = cases.at("departmental_review")
    officer("human-resources-department")
    with set_clock(at("2026-11-12")):
        send_deadline_notices()
        decide(application, "return")
        cases.resubmit(application)
    with set_clock(at("2026-11-23")):
        send_deadline_notices()
    assert len(told("due_soon")) == 2
