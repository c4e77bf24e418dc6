"""Slow work where no worker does it: a demonstration's own threads, so that nobody waits for it with a page open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import connections

from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
Round = Callable[[], float | None]

_lock = threading.Lock()
_working: dict[int, threading.Event] = {}


def work_beside(tenant: Tenant, work: Callable[[], object], pause: Round) -> None:
    """Have `work` done for a tenant in a thread, again after each pause, until `pause` says None.

    One thread a tenant: another call wakes the one that is there. `pause` is asked where no call comes between its
    answer and the thread's end, so that nothing is left lying.
    """
    with _lock:
        if wakes := _working.get(tenant.pk):
            wakes.set()
            return
        _working[tenant.pk] = threading.Event()
    threading.Thread(target=_work, args=(tenant, work, pause), name=f"beside-{tenant.slug}", daemon=True).start()


def _work(tenant: Tenant, work: Callable[[], object], pause: Round) -> None:
    wakes = _working[tenant.pk]
    try:
        with tenant_scope(tenant):
            while (seconds := _once(tenant, work, pause)) is not None:
                connections.close_all()
                wakes.wait(min(seconds, LONGEST_PAUSE))
                wakes.clear()
    finally:
        connections.close_all()


def _once(tenant: Tenant, work: Callable[[], object], pause: Round) -> float | None:
    try:
        work()
        with _lock:
            seconds = pause()
            if seconds is None:
                del _working[tenant.pk]
        return seconds
    except Exception:
        log.exception("work beside the requests stopped; the next that is asked for begins it again")
        with _lock:
            _working.pop(tenant.pk, None)
        return None
