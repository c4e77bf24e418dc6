"""Offices as holders of stages: a stage opens one review task, a joint stage one for each office."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from applications.holders import Held
from applications.models import Application, Submission
from applications.queries import latest_submission
from applications.scheme import Stage
from applications.services.deadlines import stage_due
from portal.calendar import now, today
from portal.calendar.queries import is_provisional
from review.choices import TaskState
from review.models import Office, ReviewTask
from review.services.emptiness import tell_of_empty_office
from review.services.routing import foreseen_offices, offices_for


class OfficeHolder:
    """Opens review tasks for the offices that a stage's route or list names."""

    def open(self, application: Application, stage: Stage) -> Held:
        submission = latest_submission(application)
        assert submission is not None
        moment = _moment_of_round(application, stage)
        tasks = [
            _open_task(application, stage, office, submission, moment) for office in offices_for(application, stage)
        ]
        for task in tasks:
            tell_of_empty_office(task)
        return _held([task.office for task in tasks], tasks[0].due_on)

    def foresee(self, application: Application, stage: Stage, *, opens_on: dt.date | None) -> Held:
        due_on = None
        if opens_on is not None:
            due_on = stage_due(application, opens_on=opens_on, working_days=stage.working_days)
        return _held(foreseen_offices(application, stage), due_on)

    def close(self, application: Application) -> None:
        ReviewTask.objects.filter(application=application, state=TaskState.OPEN).update(
            state=TaskState.CANCELLED, closed_at=now()
        )


def _held(offices: list[Office], due_on: dt.date | None) -> Held:
    return Held(
        name_zh="、".join(office.name_zh for office in offices),
        name_en=", ".join(office.name_en or office.name_zh for office in offices),
        codes=tuple(office.code for office in offices),
        due_on=due_on,
    )


def _moment_of_round(application: Application, stage: Stage) -> dt.datetime:
    """The moment that all tasks of a round share, later than any before: by it rounds of a stage are told apart."""
    earlier = ReviewTask.objects.filter(application=application, stage=stage.key)
    last = earlier.aggregate(last=Max("opened_at"))["last"]
    return max(now(), last + dt.timedelta(microseconds=1)) if last else now()


def _open_task(
    application: Application, stage: Stage, office: Office, submission: Submission, moment: dt.datetime
) -> ReviewTask:
    opens_on = max(today(), application.accepted_on) if stage.accepts and application.accepted_on else today()
    due_on = stage_due(application, opens_on=opens_on, working_days=stage.working_days)
    task: ReviewTask = ReviewTask.objects.create(
        application=application,
        submission=submission,
        office=office,
        stage=stage.key,
        opens_on=opens_on,
        due_on=due_on,
        overall_due_on=application.due_on,
        due_is_provisional=is_provisional(opens_on, due_on),
        applicant_name=application.applicant_name,
        unit_name=application.unit.name if application.unit and not application.is_of_unit else "",
        category=application.claimed_category,
        opened_at=moment,
    )
    return task
