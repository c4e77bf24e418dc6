"""How much is left to be done after commits, how late the relay is, and what was given up."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Min, Q

from portal.calendar import now
from portal.operations.probes import Reading
from portal.outbox.models import DeferredTask
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

PATIENCE = dt.timedelta(minutes=2)


def outbox() -> Reading:
    """Count the deferred tasks of all tenants; not well while one has been due for two minutes, or was given up."""
    present = oldest = now()
    depth = given_up = 0
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            found = DeferredTask.objects.aggregate(
                depth=Count("pk"), given_up=Count("pk", filter=Q(due_at=None)), oldest=Min("due_at")
            )
        depth, given_up = depth + found["depth"], given_up + found["given_up"]
        oldest = min(oldest, found["oldest"] or oldest)
    late = present - oldest
    words = [words for words, holds in (("late", late > PATIENCE), ("tasks were given up", given_up)) if holds]
    values = {"outbox_depth": depth, "outbox_given_up": given_up, "outbox_late_seconds": late.total_seconds()}
    return Reading(is_well=not words, words=", ".join(words), values=values)
