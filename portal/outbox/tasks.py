"""What the relay sends."""

from celery import shared_task

from portal.outbox.services import run_task
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


@shared_task
def run_deferred(tenant_id: int, pk: int) -> None:
    """Run a deferred task of a tenant; a message that comes twice, or late, does nothing."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        run_task(pk)
