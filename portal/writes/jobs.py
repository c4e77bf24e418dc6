"""Timed work."""

from celery import shared_task

from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from portal.writes import services


@shared_task
def forget_keys() -> int:
    """Delete the keys of writes that are two days old; due daily. Returns how many."""
    forgotten = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            forgotten += services.forget_keys()
    return forgotten
