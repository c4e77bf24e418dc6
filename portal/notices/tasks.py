"""What is done after commit, or by the clock, with ids only."""

from celery import shared_task

from portal.notices.delivery import deliver_due_notices, deliver_notice_if_due
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


@shared_task
def deliver_notice(tenant_id: int, notice_id: int) -> None:
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        deliver_notice_if_due(notice_id)


@shared_task
def deliver_due(limit: int = 200) -> int:
    """Deliver what is due, up to `limit` for each tenant, and return how many were tried; due every minute."""
    tried = 0
    for tenant in Tenant.objects.filter(is_active=True):
        with tenant_scope(tenant):
            tried += deliver_due_notices(limit)
    return tried
