"""Timed work."""

from celery import shared_task

from portal.notices import services
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


@shared_task
def forget_codes() -> int:
    """Blank the verification codes that nobody needs any more; due daily. Returns how many."""
    forgotten = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            forgotten += services.forget_codes()
    return forgotten
