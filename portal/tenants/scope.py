"""Which tenant the running code works for, and the managers that refuse to work without one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class WrongTenant(RuntimeError):
    """A row of one tenant was to be written in the scope of another: a fault in the program."""


@contextlib.contextmanager
def tenant_scope(tenant: Tenant) -> Iterator[Tenant]:
    """Run the block for one tenant. Scopes nest; the inner one wins until it ends."""
    token = _current.set(tenant)
    try:
        yield tenant
    finally:
        _current.reset(token)


class ScopedManager(models.Manager[Any]):
    """Sees the current tenant's rows only, and raises NoTenant rather than seeing all or none."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(tenant=current_tenant())


class TenantScoped(models.Model):
    """A row that belongs to one tenant. New rows take the tenant of the scope they are made in."""

    tenant = models.ForeignKey(
        "tenants.Tenant", models.PROTECT, editable=False, related_name="+", verbose_name=_("门户")
    )

    objects = ScopedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row in its tenant's scope. Raises NoTenant for a new row outside of any, WrongTenant in another's."""
        if self.tenant_id is None:
            self.tenant = current_tenant()
        scope = current_tenant_or_none()
        if scope is not None and scope.pk != self.tenant_id:
            raise WrongTenant(f"A row of tenant {self.tenant_id} was to be written in the scope of tenant {scope.pk}.")
        super().save(*args, **kwargs)
