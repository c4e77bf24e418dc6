from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext

from portal.audit.choices import Kind
from portal.audit.models import Checkpoint, Event, Link, Pending
from portal.audit.services import name_of
from portal.operations.probes import Reading
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope

LATE = 120.0
"""Seconds after which an event that is not chained is a fault: the sealer comes every thirty."""


@dataclass(frozen=True)
class ChainState:
    """How far a tenant's log is chained and signed. `unchained_for` is the age in seconds of what waits longest."""

    chained: int
    waiting: int
    unchained_for: float
    head: Link | None
    checkpoint: Checkpoint | None

    @property
    def unsigned(self) -> int:
        return self.chained - (self.checkpoint.sequence if self.checkpoint else 0)


def events_of(target: models.Model) -> models.QuerySet[Event]:
    """Return what was done to an object, the newest first."""
    return Event.objects.filter(target=name_of(target)).order_by("-at", "-id")


def who_and_when(target: models.Model) -> dict[str, str]:
    """Return who changed an object last, and when, as the words of a refusal need it; of the clock when nobody did."""
    last = events_of(target).filter(kind=Kind.CHANGE).first()
    at = formats.date_format(localtime(last.at), "Y-m-d H:i") if last else ""
    return {"name": last.actor_name if last and last.actor_id else gettext("系统"), "at": at}


def last_link() -> Link | None:
    return Link.objects.order_by("-sequence").first()


def last_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-number").first()


def checkpoints() -> models.QuerySet[Checkpoint]:
    """Return the current tenant's checkpoints, the newest first."""
    return Checkpoint.objects.order_by("-number")


def chain_state() -> ChainState:
    """Return how far the current tenant's log is chained."""
    head = last_link()
    return ChainState(
        chained=head.sequence if head else 0,
        waiting=Pending.objects.count(),
        unchained_for=unchained_for(),
        head=head,
        checkpoint=last_checkpoint(),
    )


def unchained_for() -> float:
    """Return for how many seconds the current tenant's oldest event has waited to be chained; 0 if none waits.

    By the database's clock on both sides: the portal's may be a demonstration's.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - since) FROM audit_pending"
            " WHERE tenant_id = %s ORDER BY event_id LIMIT 1",
            [current_tenant().pk],
        )
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


def longest_unchained() -> float:
    """Return the same for all tenants: the figure for a health address and for metrics. More than LATE is a fault."""
    ages = [0.0]
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            ages.append(unchained_for())
    return max(ages)


def probe_chain() -> Reading:
    """Answer whether the log is chained in time, for the health address and the metrics."""
    seconds = longest_unchained()
    words = "events wait to be chained" if seconds > LATE else ""
    return Reading(is_well=not words, words=words, values={"audit_unchained_seconds": seconds})
