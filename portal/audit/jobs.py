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
def seal_everywhere() -> int:
    """Chain what every tenant has committed, sign what is due and keep it elsewhere; due every 30 seconds.

    Returns how many events were chained. A tenant that fails is logged and does not hold up the others.
    """
    chained = 0
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            chained += _seal(tenant)
    return chained


def _seal(tenant: Tenant) -> int:
    chained = 0
    try:
        chained = chain_events()
        sign_checkpoint()
        keep_checkpoints()
    except Exception:
        log.exception("the audit log of %s could not be sealed", tenant.slug)
    return chained
