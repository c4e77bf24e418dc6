"""How the outbox is: what waits, for how long, and what could not be delivered."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Count, Min

from portal.calendar import now
from portal.notices.choices import NoticeState
from portal.notices.models import Notice
from portal.operations.probes import Reading
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

PATIENCE = dt.timedelta(minutes=10)
DUE = (NoticeState.QUEUED, NoticeState.RETRYING)
COUNTED = (*DUE, NoticeState.SENDING, NoticeState.FAILED)
"""Not those that were delivered: they are nearly all, and counting them takes its time."""


def notices() -> Reading:
    """Count the notices of all tenants that are not delivered; not well while one has been due for ten minutes."""
    counts: Counter[str] = Counter(dict.fromkeys(NoticeState, 0))
    oldest = now()
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            waiting = Notice.objects.filter(state__in=COUNTED).order_by()
            counts.update(dict(waiting.values_list("state").annotate(Count("pk"))))
            first = Notice.objects.filter(state__in=DUE).aggregate(first=Min("next_attempt_at"))["first"]
            oldest = min(oldest, first or oldest)
    late = now() - oldest
    values: dict[str | tuple[str, str, str], float] = {("notices", "state", s): n for s, n in counts.items()}
    values["notices_due_seconds"] = late.total_seconds()
    return Reading(is_well=late < PATIENCE, words="" if late < PATIENCE else "notices wait", values=values)
