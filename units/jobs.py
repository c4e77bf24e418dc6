"""What goes on in the background because somebody uploaded a licence."""

from __future__ import annotations

from celery import shared_task

from portal.outbox.services import defer
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope
from units.models import Certification
from units.services.licences import read_certification


@shared_task
def read_licence_of(certification_id: int, tenant_id: int) -> None:
    """Read one licence; safe to run twice. A fault of the engine has the outbox come again."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        read_certification(certification_id=certification_id)


def read_soon(certification: Certification) -> None:
    """Have it read once the transaction is over."""
    defer(read_licence_of, certification.pk, current_tenant().pk, slow=True)
