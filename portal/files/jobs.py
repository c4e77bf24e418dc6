"""Timed work with files."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.files.storage import default_storage

from portal.files.faults import StorageAway
from portal.files.reconciling import reconcile
from portal.files.spool import Spooled

log = logging.getLogger(__name__)


@shared_task
def move_spool() -> int:
    """Bring into the object store what waits on this disk; return how much still waits."""
    place = default_storage.place  # type: ignore[attr-defined]
    if not isinstance(place, Spooled):
        return 0
    moved, waiting = place.move()
    if moved or waiting:
        log.info("%s files moved from the spool to the object store, %s still wait", moved, waiting)
    return waiting


@shared_task
def remove_orphans() -> int:
    """Remove files that no row speaks of, and report rows without a file; return how many were removed."""
    try:
        report = reconcile(remove=True)
    except StorageAway:
        log.warning("files were not compared with rows: the storage does not answer")
        return 0
    return len(report.orphans)
