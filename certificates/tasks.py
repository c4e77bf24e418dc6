"""What waits until the approving transaction is over."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction

from certificates.choices import CertificateState
from certificates.models import Certificate
from certificates.rendering.filing import file_certificate
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope

log = logging.getLogger(__name__)
AT_A_TIME = 200


@shared_task
def render_certificate(certificate_id: int, tenant_id: int) -> None:
    """Make one certificate's PDF; safe to run twice."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        file_certificate(certificate_id)


def enqueue(certificate: Certificate) -> None:
    """Have the PDF made once the transaction is over. A queue that is down costs the caller nothing but a log line."""
    arguments = (certificate.pk, current_tenant().pk)

    def send() -> None:
        try:
            render_certificate.apply_async(arguments, retry=False)
        except Exception:
            log.exception("certificate %s could not be queued; the next sweep makes it", certificate.number)

    transaction.on_commit(send)


def render_missing() -> int:
    """Make the PDFs that the current tenant still lacks; return how many were made. A job of every few minutes."""
    waiting = Certificate.objects.filter(pdf="").exclude(state=CertificateState.REVOKED)
    # Those that failed before come last, so that they cannot hold up the others.
    numbers = list(waiting.order_by("render_fault", "id").values_list("pk", flat=True)[:AT_A_TIME])
    return sum(bool(file_certificate(pk).pdf) for pk in numbers)
