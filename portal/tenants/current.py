"""Which tenant the running code works for. It stands apart from the models, for the database connection reads it too."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.tenants.models import Tenant

_current: ContextVar[Tenant | None] = ContextVar("current_tenant", default=None)


class NoTenant(RuntimeError):
    """Tenant data was asked for while no tenant was set: a fault in the program, never shown as an empty list."""


def current_tenant() -> Tenant:
    """Return the tenant in whose scope this code runs; raise NoTenant outside of any scope."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant("No tenant is set; wrap the call in tenant_scope(tenant).")
    return tenant


def current_tenant_or_none() -> Tenant | None:
    return _current.get()


@contextlib.contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Run the block for one tenant. Scopes nest; the inner one wins until it ends."""
    token = _current.set(tenant)
    try:
        yield tenant
    finally:
        _current.reset(token)
