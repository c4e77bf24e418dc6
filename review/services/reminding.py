"""Reminders of limits that come near or have passed, and limits computed anew when the calendar changes (NB-90, NB-92)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from applications.choices import RUNNING
from applications.models import Application
from applications.services.deadlines import last_entry, set_due_dates, stage_due
from applications.services.telling import tell
from portal.calendar import today
from portal.calendar.queries import add_working_days, is_provisional
from review.choices import TaskState
from review.models import ReviewTask

DUE_SOON_WORKING_DAYS = 2


def send_deadline_notices() -> int:
    """Tell offices of tasks due soon or overdue, each once a stage; return how many tasks were looked at."""
    soon = add_working_days(today(), DUE_SOON_WORKING_DAYS)
    looked_at = 0
    for task in _open_tasks_due_by(soon):
        _remind(task, "overdue" if task.due_on < today() else "due_soon")
        looked_at += 1
    return looked_at


def _open_tasks_due_by(day: dt.date) -> QuerySet[ReviewTask]:
    tasks = ReviewTask.objects.filter(state=TaskState.OPEN, due_on__lte=day)
    return tasks.select_related("application__version", "application__unit", "application__applicant", "office")


@transaction.atomic
def _remind(task: ReviewTask, key: str) -> None:
    entry = last_entry(task.application)
    if entry is not None:
        tell(task.application, key, entry=entry, due=task.due_on.isoformat(), office=task.office.name)


def recompute_limits() -> int:
    """Compute every running case's limits from its events and the calendar as it is now; return how many changed."""
    cases = Application.objects.filter(state__in=RUNNING, accepted_on__isnull=False)
    return sum(_recompute(pk) for pk in list(cases.values_list("pk", flat=True)))


@transaction.atomic
def _recompute(application_id: int) -> bool:
    application = Application.objects.select_for_update(of=("self",)).get(pk=application_id)
    before = application.due_on
    set_due_dates(application)
    application.save(update_fields=["due_on", "due_is_provisional"])
    tasks = ReviewTask.objects.filter(application=application, state=TaskState.OPEN)
    changed = [_recompute_task(application, task) for task in tasks]
    return application.due_on != before or any(changed)


def _recompute_task(application: Application, task: ReviewTask) -> bool:
    stage = application.scheme.stage(task.stage)
    due_on = stage_due(application, opens_on=task.opens_on, working_days=stage.working_days)
    is_changed = due_on != task.due_on
    task.due_on, task.overall_due_on = due_on, application.due_on
    task.due_is_provisional = is_provisional(task.opens_on, due_on)
    task.save(update_fields=["due_on", "overall_due_on", "due_is_provisional"])
    Application.objects.filter(pk=application.pk, stage=task.stage).update(stage_due_on=due_on)
    return is_changed
