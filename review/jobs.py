"""What time itself sets going, for each tenant in turn. Run by the beat, by `manage.py run_jobs`, by the demo's clock."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task

from certificates.services.reminding import send_renewal_notices
from certificates.tasks import render_missing
from portal.audit.jobs import seal_everywhere
from portal.notices.jobs import forget_codes
from portal.notices.tasks import deliver_due
from portal.outbox.services import defer, run_due_tasks
from portal.privacy.jobs import retain_everywhere
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope
from portal.writes.jobs import forget_keys
from review.services.complaining import recompute_complaints
from review.services.publicising import end_due_publicity
from review.services.reminding import recompute_limits, send_deadline_notices

log = logging.getLogger(__name__)
JOBS: tuple[Callable[[], object], ...] = (
    end_due_publicity,
    send_deadline_notices,
    send_renewal_notices,
    render_missing,
    run_due_tasks,
)


@shared_task
def run_due_jobs() -> dict[str, int]:
    """Run every timed job for every tenant; one that fails is logged and does not hold up the others.

    Returns how many jobs were run and how many failed.
    """
    outcome = {"run": 0, "failed": 0}
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            for job in JOBS:
                outcome["run"] += 1
                outcome["failed"] += not _runs(job, tenant)
    deliver_due()
    seal_everywhere()
    return outcome


@shared_task
def recompute(tenant_id: int) -> int:
    """Compute a tenant's limits anew after its calendar changed; return how many cases and complaints that concerned."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        return recompute_limits() + recompute_complaints()


def recompute_soon() -> None:
    """Have the current tenant's limits computed anew in the background."""
    defer(recompute, current_tenant().pk)


@shared_task
def recompute_everywhere() -> int:
    """Compute every tenant's limits anew; a job of each night, which finds what was lost."""
    return sum(recompute(tenant.pk) for tenant in Tenant.objects.filter(is_active=True))


def run_nightly_jobs() -> None:
    """Run what the beat runs each night, for installations without one."""
    recompute_everywhere()
    forget_codes()
    retain_everywhere()
    forget_keys()


def _runs(job: Callable[[], object], tenant: Tenant) -> bool:
    try:
        job()
    except Exception:
        log.exception("job %s failed for tenant %s", job.__name__, tenant.slug)
        return False
    return True
