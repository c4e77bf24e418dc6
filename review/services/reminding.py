"""Reminders of limits that come near or have passed, and limits computed anew when the calendar changes (NB-90, NB-92)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from applications.choices import RUNNING
from applications.models import Application
from applications.services.deadlines import accept, last_entry, set_due_dates, stage_due
from applications.services.telling import tell
from applications.services.way import locked
from portal.calendar import today
from portal.calendar.queries import add_working_days, is_provisional
from review.choices import TaskState
from review.models import ReviewTask
from review.services.each import count_done
from review.services.publicising import extend_publicity

DUE_SOON_WORKING_DAYS = 2
LIMITS = ("accepted_on", "due_on", "due_is_provisional", "stage_due_on")


def send_deadline_notices() -> int:
    """Tell offices of tasks due soon or overdue, each once a stage; return how many tasks were looked at."""
    soon = add_working_days(today(), DUE_SOON_WORKING_DAYS)
    tasks = ReviewTask.objects.filter(state=TaskState.OPEN, due_on__lte=soon)
    related = ("application__version", "application__unit", "application__applicant", "office")
    return count_done(_remind, tasks.select_related(*related))


@transaction.atomic
def _remind(task: ReviewTask) -> bool:
    """The tasks of a joint stage are one occasion, also when some of them are done."""
    key = "overdue" if task.due_on < today() else "due_soon"
    entry = last_entry(task.application)
    if entry is not None:
        occasion = f"{task.stage}:{task.opened_at.timestamp():.6f}"
        tell(
            task.application,
            key,
            entry=entry,
            occasion=occasion,
            due=task.due_on.isoformat(),
            office=task.office.name,
        )
    return True


def recompute_limits() -> int:
    """Compute every running case's limits from its events and the calendar as it is now; return how many changed."""
    cases = Application.objects.filter(state__in=RUNNING, accepted_on__isnull=False)
    return count_done(_recompute, list(cases.values_list("pk", flat=True)))


@transaction.atomic
def _recompute(application_id: int) -> bool:
    application = locked(application_id)
    before = [getattr(application, name) for name in LIMITS]
    tasks = list(ReviewTask.objects.filter(application=application, state=TaskState.OPEN))
    _accept_anew(application, tasks)
    set_due_dates(application)
    for task in tasks:
        _recompute_task(application, task)
    application.stage_due_on = extend_publicity(application) or application.stage_due_on
    application.save(update_fields=LIMITS)
    return before != [getattr(application, name) for name in LIMITS]


def _accept_anew(application: Application, tasks: list[ReviewTask]) -> None:
    """A case that waits for the window follows it; what was accepted once stays accepted."""
    if not tasks or application.accepted_on is None or application.accepted_on <= today():
        return
    came_on = timezone.localdate(tasks[0].opened_at)
    accept(application, came_on=came_on)
    for task in tasks:
        task.opens_on = max(came_on, application.accepted_on)


def _recompute_task(application: Application, task: ReviewTask) -> None:
    stage = application.scheme.stage(task.stage)
    task.due_on = stage_due(application, opens_on=task.opens_on, working_days=stage.working_days)
    task.overall_due_on = application.due_on
    task.due_is_provisional = is_provisional(task.opens_on, task.due_on)
    task.save(update_fields=["opens_on", "due_on", "overall_due_on", "due_is_provisional"])
    application.stage_due_on = task.due_on
