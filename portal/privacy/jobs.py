"""Timed work, for each tenant in turn."""

from __future__ import annotations

from celery import shared_task

from portal.privacy import making
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


@shared_task
def make_waiting_exports() -> int:
    """Make the exports that a lost task left behind; due every few minutes. Returns how many became ready."""
    ready = 0
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            ready += making.make_waiting_exports()
    return ready
