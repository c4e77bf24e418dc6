"""What waits until the approving transaction is over."""

from __future__ import annotations

from celery import shared_task

from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.rendering.filing import file_certificate
from portal.outbox.services import defer
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope

AT_A_TIME = 200


@shared_task
def render_certificate(certificate_id: int, tenant_id: int) -> None:
    """Make one certificate's PDF; safe to run twice."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        file_certificate(certificate_id)


def enqueue(certificate: Certificate) -> None:
    """Have the PDF made once the transaction is over."""
    defer(render_certificate, certificate.pk, current_tenant().pk)


def render_missing() -> int:
    """Make the PDFs that the current tenant still lacks; return how many were made. A job of every few minutes."""
    waiting = Certificate.objects.filter(pdf="", rendered_at=None, is_imported=False)
    waiting = waiting.exclude(state=CertificateState.REVOKED)
    # Those that failed before come last, so that they cannot hold up the others.
    numbers = list(waiting.order_by("render_fault", "id").values_list("pk", flat=True)[:AT_A_TIME])
    return sum(bool(file_certificate(pk).pdf) for pk in numbers)
