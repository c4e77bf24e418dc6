"""What goes on in the background because a unit asked for it."""

from __future__ import annotations

from celery import shared_task

from applications.services.importing import import_some
from portal.outbox.services import defer
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope

SECONDS_AT_A_TIME = 8.0
"""A worker counts as dead after half a minute (`portal.outbox`), so a long import comes in pieces."""


@shared_task
def import_people(case_import_id: int, tenant_id: int) -> None:
    """Take persons of an import for a while, and come again if some are left; safe to run twice."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        if import_some(case_import_id=case_import_id, seconds=SECONDS_AT_A_TIME):
            defer(import_people, case_import_id, tenant_id, slow=True)


def import_soon(case_import_id: int) -> None:
    """Have an import begin once the transaction is over."""
    defer(import_people, case_import_id, current_tenant().pk, slow=True)
