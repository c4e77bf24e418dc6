"""What waits until the asking transaction is over, with ids only."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction

from portal.privacy.making import make_export
from portal.privacy.models import DataExport
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope

log = logging.getLogger(__name__)


@shared_task
def make_data_export(export_id: int, tenant_id: int) -> None:
    """Make one export; safe to run twice."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        make_export(export_id=export_id)


def make_soon(export: DataExport) -> None:
    """Have it made once the transaction is over. A queue that is down costs a log line: the next sweep makes it."""
    arguments = (export.pk, current_tenant().pk)

    def send() -> None:
        try:
            make_data_export.apply_async(arguments, retry=False)
        except Exception:
            log.exception("data export %s could not be queued; the next sweep makes it", export.public_id)

    transaction.on_commit(send)
