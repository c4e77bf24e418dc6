"""The probes of the ground: the database under the right role, migrations, disk, and the timed jobs."""

from __future__ import annotations

import functools
import os
import shutil
import tempfile

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal.calendar.clock import now
from portal.operations.jobs import scheduled_tasks
from portal.operations.models import JobRun
from portal.operations.probes import Reading

FREE_BYTES_NEEDED = 200 * 1024 * 1024
GRACE = 3
"""A job counts as late when it has not ended for so many times its span."""


def database() -> Reading:
    """Answer whether queries go through, as a role that row security binds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (stands_above,) = cursor.fetchone()
    if stands_above and settings.IN_PRODUCTION:
        return Reading(is_well=False, words="connected as a role that row security does not bind")
    return Reading()


@functools.cache
def _migrations_of_this_code() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset(loader.graph.leaf_nodes())


def migrations() -> Reading:
    """Answer whether the tables are those of this code; newer ones are well, for code is replaced after them."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    missing = _migrations_of_this_code() - applied
    return Reading(is_well=not missing, words="", values={"migrations_missing": len(missing)})


def disk() -> Reading:
    """Answer whether a file can be written, with room for more."""
    folder = settings.VAR
    free = shutil.disk_usage(folder).free
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".ready-") as file:
        file.write(b"ready")
        file.flush()
        os.fsync(file.fileno())
    words = "" if free >= FREE_BYTES_NEEDED else "less than 200 MB free"
    return Reading(is_well=not words, words=words, values={"disk_free_bytes": free})


def schedule() -> Reading:
    """Answer whether the jobs that run every few minutes have ended lately."""
    present = now()
    values: dict[str | tuple[str, str, str], float] = {}
    late = []
    for run in JobRun.objects.all():
        age = (present - run.ended_at).total_seconds()
        values["job_seconds_since_end", "task", run.task] = age
        values["job_failures_total", "task", run.task] = run.failures
        every = scheduled_tasks().get(run.task)
        if isinstance(every, int | float) and age > GRACE * every:
            late.append(run.task)
    words = f"late: {', '.join(sorted(late))}" if late else ""
    return Reading(is_well=not late, words=words, values=values)
