"""Timed work."""

from __future__ import annotations

import logging

from celery import shared_task

from portal.audit.chaining import chain_events, sign_checkpoint
from portal.audit.keeping import keep_checkpoints
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

log = logging.getLogger(__name__)


@shared_task
def seal_everywhere(sign_at_once: bool = False) -> int:
    """Chain what every tenant has committed, sign what is due (or anything new) and keep it elsewhere.

    Due every 30 seconds. Returns how many events were chained. A tenant that fails is logged and holds up no other;
    one that was closed has a log all the same.
    """
    chained = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            chained += _seal(tenant, sign_at_once)
    return chained


def _seal(tenant: Tenant, sign_at_once: bool) -> int:
    chained = 0
    try:
        chained = chain_events()
        sign_checkpoint(at_once=sign_at_once)
        keep_checkpoints()
    except Exception:
        log.exception("the audit log of %s could not be sealed", tenant.slug)
    return chained
