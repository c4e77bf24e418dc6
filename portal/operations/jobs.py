"""Remembers how timed jobs went, and gives every line that a task logs its id."""

from __future__ import annotations

import logging
import time
from typing import Any

import structlog
from celery import signals
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F

from portal.calendar.clock import now
from portal.operations.models import JobRun

log = logging.getLogger(__name__)
_started: dict[str, float] = {}


def watch() -> None:
    """Listen to what Celery says of its tasks, in whatever process runs them."""
    signals.task_prerun.connect(_begin, dispatch_uid="operations")
    signals.task_postrun.connect(_end, dispatch_uid="operations")


def scheduled_tasks() -> dict[str, Any]:
    """Return each task of the beat with its schedule."""
    return {str(entry["task"]): entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def _begin(task_id: str, task: Any, **_others: Any) -> None:
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)
    _started[task_id] = time.monotonic()


def _end(task_id: str, task: Any, state: str | None = None, **_others: Any) -> None:
    seconds = time.monotonic() - _started.pop(task_id, time.monotonic())
    if task.name in scheduled_tasks():
        try:
            note_run(task=task.name, was_successful=state == "SUCCESS", seconds=seconds)
        except DatabaseError:
            log.warning("the end of %s could not be noted", task.name)
    structlog.contextvars.unbind_contextvars("task_id", "task")


@transaction.atomic
def note_run(*, task: str, was_successful: bool, seconds: float) -> None:
    """Write down how a run went."""
    values = {"ended_at": now(), "was_successful": was_successful, "seconds": seconds}
    JobRun.objects.get_or_create(task=task, defaults=values)
    counted = {"runs": F("runs") + 1, "failures": F("failures") + int(not was_successful)}
    JobRun.objects.filter(task=task).update(**values, **counted)
