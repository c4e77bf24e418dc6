"""What a transaction leaves to be done afterwards: a row of its own, which a relay brings to the workers.

The request itself talks to the database only. So a queue that hangs holds nobody up, and a process that dies between
the commit and the queue loses nothing. Without a queue (a demonstration, tests) the work is done in process instead:
within the request, or by a thread beside it what takes seconds.
"""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial
from typing import Any

from celery import Task, current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Min

from portal.calendar import now
from portal.outbox.beside import work_beside
from portal.outbox.models import DeferredTask
from portal.tenants.scope import current_tenant

log = logging.getLogger(__name__)

LONGEST_RUN = dt.timedelta(seconds=30)
"""A worker that has not finished by then counts as dead, and the task is given to another."""

FIRST_PATIENCE = dt.timedelta(seconds=30)
LONGEST_PATIENCE = dt.timedelta(minutes=5)
"""How long the relay waits for a worker to begin before it sends a task again: a long queue is no reason to lengthen it."""

MOST_ATTEMPTS = 12
LONGEST_PAUSE = dt.timedelta(hours=1)


def defer(task: Task[Any, Any], *arguments: Any, slow: bool = False) -> None:
    """Have a task done once the present transaction is committed, at least once; `arguments` are plain and few.

    What is `slow` never holds a request up, in an installation without workers either; in tests it does.
    """
    has_workers = not current_app.conf.task_always_eager
    if not has_workers and (not slow or settings.IN_TESTS):
        transaction.on_commit(partial(_run_in_process, task, arguments), robust=True)
        return
    moment = now()
    DeferredTask.objects.create(task=task.name, arguments=list(arguments), created_at=moment, due_at=moment)
    if not has_workers:
        tenant = current_tenant()
        transaction.on_commit(lambda: work_beside(tenant, run_due_tasks, seconds_to_next), robust=True)


def seconds_to_next() -> float | None:
    """Return in how many seconds a task of the tenant falls due, None if none will."""
    due_at: dt.datetime | None = DeferredTask.objects.aggregate(next=Min("due_at"))["next"]
    return None if due_at is None else max(0.0, (due_at - now()).total_seconds())


def _run_in_process(task: Task[Any, Any], arguments: tuple[Any, ...]) -> None:
    try:
        task(*arguments)
    except Exception:
        log.exception("%s failed; the next round of timed work finds what is left", task.name)


@transaction.atomic
def lease_due_tasks(limit: int) -> list[int]:
    """Return due tasks of the tenant to be sent, and keep other relays from them for a while."""
    moment = now()
    due = DeferredTask.objects.select_for_update(skip_locked=True).filter(due_at__lte=moment)
    rows = list(due.order_by("due_at", "id")[:limit])
    for row in rows:
        row.due_at = moment + min(FIRST_PATIENCE * 2 ** min(row.sent, 10), LONGEST_PATIENCE)
        row.sent += 1
    DeferredTask.objects.bulk_update(rows, ["due_at", "sent"])
    return [row.pk for row in rows]


def hand_back_tasks(ids: list[int]) -> None:
    """Take back tasks that could not be sent: they are due at once, for nobody has heard of them."""
    DeferredTask.objects.filter(pk__in=ids, held_until=None).update(due_at=now(), sent=F("sent") - 1)


def run_task(pk: int) -> bool:
    """Run a task unless it is done or another worker is at it; say whether it was run and came through."""
    row = _take(pk)
    if row is None:
        return False
    try:
        current_app.tasks[row.task](*row.arguments)
    except Exception as error:
        log.exception("Deferred task %s failed for the %s. time", row, row.attempts)
        _put_off(row, error)
        return False
    DeferredTask.objects.filter(pk=pk, held_until=row.held_until).delete()
    return True


def run_due_tasks(limit: int = 200) -> int:
    """Run what is due in the tenant here and now, for installations without a relay; return how many came through."""
    return sum(run_task(pk) for pk in lease_due_tasks(limit))


@transaction.atomic
def _take(pk: int) -> DeferredTask | None:
    moment = now()
    row: DeferredTask | None = DeferredTask.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None or row.due_at is None or (row.held_until and row.held_until > moment):
        return None
    row.attempts += 1
    row.held_until = row.due_at = moment + LONGEST_RUN
    row.save(update_fields=["attempts", "held_until", "due_at"])
    return row


def _put_off(row: DeferredTask, error: Exception) -> None:
    pause = min(dt.timedelta(seconds=2) * 2 ** min(row.attempts, 12), LONGEST_PAUSE)
    due_at = None if row.attempts >= MOST_ATTEMPTS else now() + pause
    held = DeferredTask.objects.filter(pk=row.pk, held_until=row.held_until)
    held.update(due_at=due_at, held_until=None, error=f"{type(error).__name__}: {error}"[:300])
    if due_at is None:
        log.error("Deferred task %s was given up after %s attempts", row, row.attempts)
