"""Timed work."""

from celery import shared_task

from portal.people.lockout import forget_old_counts
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


@shared_task
def forget_sign_in_counts() -> int:
    """Delete yesterday's counts of wrong passwords; due daily. Returns how many."""
    forgotten = 0
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            forgotten += forget_old_counts()
    return forgotten
