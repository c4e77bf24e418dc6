"""What goes on in the background because somebody asked for it."""

from __future__ import annotations

from celery import shared_task

from applications.models import Fetch
from applications.services.fetching import fetch_document
from applications.services.importing import import_some
from applications.services.printing import print_some
from portal.outbox.services import defer
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, tenant_scope
from units.models import LetterBundle

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


@shared_task
def print_letters(bundle_id: int, tenant_id: int) -> None:
    """Print letters into one file for a while, and come again if some are left; safe to run twice."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        if print_some(bundle_id=bundle_id, seconds=SECONDS_AT_A_TIME):
            defer(print_letters, bundle_id, tenant_id, slow=True)


def print_soon(bundle: LetterBundle) -> None:
    """Have the letters printed once the transaction is over, beside the request."""
    defer(print_letters, bundle.pk, current_tenant().pk, slow=True)


@shared_task
def fetch_from_service(fetch_id: int, tenant_id: int) -> None:
    """Ask a service for a document; safe to run twice."""
    with tenant_scope(Tenant.objects.get(pk=tenant_id)):
        fetch_document(fetch_id=fetch_id)


def fetch_soon(fetch: Fetch) -> None:
    """Have the service asked once the transaction is over, beside the request."""
    defer(fetch_from_service, fetch.pk, current_tenant().pk, slow=True)
