"""What waits until the asking transaction is over, with ids only."""

from __future__ import annotations

from celery import shared_task

from portal.outbox.services import defer
from portal.privacy.making import make_export
from portal.privacy.models import DataExport
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope


@shared_task
def make_data_export(export_id: int, tenant_id: int) -> None:
    """Make one export; safe to run twice."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        make_export(export_id=export_id)


def make_soon(export: DataExport) -> None:
    """Have it made once the transaction is over; should that be lost, the next sweep makes it."""
    defer(make_data_export, export.pk, current_tenant().pk)
