"""What rows and files have to say of each other, when a process died between writing the one and the other."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.utils import timezone

from portal.files.queries import every_name, own_names
from portal.files.storage import PURPOSE, PrivateStorage
from portal.sealing.keys import writing_key
from portal.sealing.seals import Box, is_sealed_bytes, own_box, version_of_bytes
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

log = logging.getLogger(__name__)

GRACE = dt.timedelta(hours=1)
"""A file may be older than its row by as much: its transaction may still be running."""


@dataclass(frozen=True)
class Report:
    """Names of files without a row, and of rows without their file; how many files there are in all."""

    files: int
    orphans: list[str]
    missing: list[str]
    parts: int = 0


def private_storage() -> PrivateStorage:
    storage: PrivateStorage = default_storage  # type: ignore[assignment]
    return storage


def reconcile(*, remove: bool) -> Report:
    """Compare all files with all rows; `remove` deletes the files that no row speaks of, once they are an hour old.

    Raises StorageAway. Rows are read after the files: what is stored meanwhile is on neither list.
    """
    storage, until = private_storage(), timezone.now() - GRACE
    stored = dict(storage.names())
    named = every_name()
    orphans = sorted(name for name, written in stored.items() if name not in named and written < until)
    missing = sorted(name for name in named if name not in stored and not storage.exists(name))
    for name in orphans if remove else ():
        storage.delete(name)
    for name in missing:
        log.error("a row speaks of a file that is not there: %s", name)
    parts = storage.place.remove_parts(older_than=GRACE.total_seconds()) if remove else 0
    return Report(len(stored), orphans, missing, parts)


def seal_plain() -> int:
    """Seal what was stored before files were sealed, for all tenants; return how many files that were."""
    sealed = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            sealed += sum(_seal_plain(private_storage(), name) for name in own_names())
    return sealed


def _seal_plain(storage: PrivateStorage, name: str) -> bool:
    try:
        content = storage.place.get(name)
    except FileNotFoundError:
        return False  # `reconcile` tells of it
    if is_sealed_bytes(content):
        return False
    storage.place.put(name, own_box().seal_bytes(content, purpose=PURPOSE, bound_to=name))
    return True


class SealedFiles:
    """Lets a rotation of keys reach the files."""

    name = "files"

    def reseal(self) -> Iterator[bool]:
        box, storage = own_box(), private_storage()
        newest = writing_key(box.owner).version
        for name in own_names():
            yield _reseal(storage, box, name, newest)


def _reseal(storage: PrivateStorage, box: Box, name: str, newest: int) -> bool:
    try:
        sealed = storage.place.get(name)
    except FileNotFoundError:
        return False  # `check_files` tells of it
    if version_of_bytes(sealed, purpose=PURPOSE) == newest:
        return False
    content = box.unseal_bytes(sealed, purpose=PURPOSE, bound_to=name)
    storage.place.put(name, box.seal_bytes(content, purpose=PURPOSE, bound_to=name))
    return True
