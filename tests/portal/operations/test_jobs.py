"""Timed jobs leave a trace, and their lateness is noticed."""

import datetime as dt

import pytest

from portal.calendar import set_clock
from portal.notices.tasks import deliver_due
from portal.operations.jobs import note_run, scheduled_tasks
from portal.operations.models import JobRun
from portal.operations.standard import schedule

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)
TASK = deliver_due.name


def test_a_run_is_noted_and_counted() -> None:
    note_run(task=TASK, was_successful=True, seconds=0.5)
    note_run(task=TASK, was_successful=False, seconds=0.25)
    (run,) = JobRun.objects.values("task", "was_successful", "seconds", "runs", "failures")
    assert run == {"task": TASK, "was_successful": False, "seconds": 0.25, "runs": 2, "failures": 1}


def test_celery_tells_of_runs() -> None:
    deliver_due.apply()
    assert JobRun.objects.get().was_successful
    assert TASK in scheduled_tasks()


@pytest.mark.parametrize(("minutes", "is_well"), [(2, True), (4, False)])
def test_a_late_job_is_noticed(minutes: int, is_well: bool) -> None:
    with set_clock(NOON):
        note_run(task=TASK, was_successful=True, seconds=1)
    with set_clock(NOON + dt.timedelta(minutes=minutes)):
        reading = schedule()
    assert reading.is_well == is_well
    assert reading.values["job_seconds_since_end", "task", TASK] == minutes * 60
