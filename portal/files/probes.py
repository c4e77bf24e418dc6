"""Whether files reach their place: what waits on this disk for an object store that is away."""

from __future__ import annotations

import time

from django.core.files.storage import default_storage

from portal.files.spool import Spooled
from portal.operations.probes import Reading

PATIENCE = 60.0


def storage() -> Reading:
    """Count the files that wait; not well once one has waited for a minute. On a disk of our own nothing waits."""
    place = getattr(default_storage, "place", None)
    written = [at for _name, at in place.spool.names()] if isinstance(place, Spooled) else []
    oldest = time.time() - min(written, default=time.time())
    words = "files wait for the object store" if oldest > PATIENCE else ""
    values = {"files_waiting": len(written), "files_waiting_seconds": max(oldest, 0.0)}
    return Reading(is_well=not words, words=words, values=values)
