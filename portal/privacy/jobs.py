"""Timed work, for each tenant in turn."""

from __future__ import annotations

import logging

from celery import shared_task

from portal.privacy import making
from portal.privacy.services.retaining import run_retention
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

log = logging.getLogger(__name__)


@shared_task
def make_waiting_exports() -> int:
    """Make the exports that a lost task left behind; due every few minutes. Returns how many became ready."""
    ready = 0
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            ready += making.make_waiting_exports()
    return ready


@shared_task
def retain_everywhere() -> int:
    """Erase what is due in every portal; a job of each night. A portal that fails holds up no other. Returns how many failed."""
    failed = 0
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            try:
                run_retention()
            except Exception:
                log.exception("retention failed for tenant %s", tenant.slug)
                failed += 1
    return failed
