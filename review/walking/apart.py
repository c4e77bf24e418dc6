"""A place apart for a walk: whatever it writes is taken back, and nothing of it leaves the house."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from portal.files.disk import Disk


@contextlib.contextmanager
def nothing_remains() -> Iterator[None]:
    """Run the block in Chinese, in a transaction that is rolled back, with its own files, queue and channels."""
    with _files_apart(), _nothing_sent(), translation.override("zh-hans"), transaction.atomic():
        try:
            yield
            # What a commit would look at last.
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)


@contextlib.contextmanager
def _files_apart() -> Iterator[None]:
    """Every file field holds the same storage, so what lies behind it is exchanged."""
    with tempfile.TemporaryDirectory(prefix="juxian-walk-") as folder, default_storage.at(Disk(Path(folder))):  # type: ignore[attr-defined]
        yield


@contextlib.contextmanager
def _nothing_sent() -> Iterator[None]:
    """Tasks run here and now; messages are written down and not sent."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(_set(settings, "SMS_BACKEND", "page"))
        stack.enter_context(_set(settings, "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"))
        stack.enter_context(_set(current_app.conf, "task_always_eager", True))
        yield


@contextlib.contextmanager
def _set(holder: Any, name: str, value: Any) -> Iterator[None]:
    kept = getattr(holder, name)
    setattr(holder, name, value)
    try:
        yield
    finally:
        setattr(holder, name, kept)


def run_deferred(since: int) -> None:
    """Run what services put off until the commit that never comes: all but the first `since` callbacks."""
    while waiting := connection.run_on_commit[since:]:
        del connection.run_on_commit[since:]
        for one in waiting:
            one[1]()


def deferred_count() -> int:
    """Return how many callbacks wait for a commit already; they are another's."""
    return len(connection.run_on_commit)


def migrate_if_needed() -> None:
    """Bring the database up to date; in production that is for its operators to do."""
    if not _is_behind():
        return
    if settings.IN_PRODUCTION:
        raise CommandError("The database is older than the software: run `manage.py migrate` first.")
    call_command("migrate", verbosity=0, interactive=False)


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
