"""Celery's children and whole workers are killed while certificates are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tools.chaos.figures import Figure, at_least, at_most, exactly
from tools.stack import Stack

if TYPE_CHECKING:
    from certificates.models import Certificate
    from portal.tenants.models import Tenant
    from tools.chaos.people import Draft

TITLE = "200 certificates while Celery's children and whole workers are killed"
LIMIT = 360

CERTIFICATES, KILLS = 200, 20
WORKERS = ("worker-1", "worker-2")
RECOVERED = 60.0


def measure(stack: Stack) -> Iterator[Figure]:
    stack.set_up_django()
    from tools.chaos.load import Repeatedly, wait_until
    from tools.chaos.people import any_tenant, make_drafts

    tenant = any_tenant()
    drafts = make_drafts(tenant, CERTIFICATES)
    with Repeatedly(_killer(stack), every=1.0) as killer:
        issued = _issue(tenant, drafts)
        wait_until(lambda: killer.count >= KILLS, seconds=90)
    recovered = wait_until(lambda: not _without_file(tenant, issued), seconds=2 * RECOVERED)
    numbers = {certificate.number for certificate in issued}
    yield Figure("children and workers killed", killer.count, at_least(KILLS))
    yield Figure("certificates issued", len(issued), exactly(CERTIFICATES))
    yield Figure("lost: no file, or not the file that was made", _lost(tenant, issued), exactly(0))
    yield Figure("duplicate numbers", len(issued) - len(numbers), exactly(0))
    yield Figure("orphan files", _orphans(tenant), exactly(0))
    yield Figure("recovered after the last kill", recovered, at_most(RECOVERED), unit="s")


def _killer(stack: Stack) -> Callable[[int], int]:
    """Each second a child; each fifth second a whole worker with its children."""

    def kill(turn: int) -> int:
        name = WORKERS[turn % 2]
        return int(stack.kill(name)) if turn % 5 == 4 else stack.kill_children(name)

    return kill


def _issue(tenant: Tenant, drafts: Sequence[Draft]) -> list[Certificate]:
    """Issue them as approving does, four at a time, spread over the time of the kills."""
    from certificates.services.issuing import reserve_certificate
    from portal.tenants.scope import tenant_scope

    def issue(draft: Draft) -> Certificate:
        with tenant_scope(tenant):
            certificate = reserve_certificate(draft.application)
        assert certificate is not None
        return certificate

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(issue, drafts))


def _without_file(tenant: Tenant, issued: Sequence[Certificate]) -> int:
    from certificates.models import Certificate
    from portal.tenants.scope import tenant_scope

    with tenant_scope(tenant):
        return int(Certificate.objects.filter(pk__in=[one.pk for one in issued], pdf="").count())


def _lost(tenant: Tenant, issued: Sequence[Certificate]) -> int:
    from certificates.models import Certificate
    from certificates.rendering.filing import stored_pdf
    from portal.tenants.scope import tenant_scope

    with tenant_scope(tenant):
        rows = Certificate.objects.filter(pk__in=[one.pk for one in issued])
        return CERTIFICATES - sum(stored_pdf(row) is not None for row in rows)


def _orphans(tenant: Tenant) -> int:
    """Count stored certificates that no row knows."""
    from django.core.files.storage import default_storage

    from certificates.models import Certificate
    from portal.tenants.scope import tenant_scope

    folder = f"certificates/{tenant.pk}/"
    place = default_storage.place  # type: ignore[attr-defined]
    stored = {name for name, _at in place.names() if name.startswith(folder)}
    with tenant_scope(tenant):
        return len(stored - set(Certificate.objects.exclude(pdf="").values_list("pdf", flat=True)))
