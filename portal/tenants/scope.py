"""The managers that refuse to work without a tenant; `portal.tenants.current` says which one it is."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.tenants.current import NoTenant, current_tenant, current_tenant_or_none, tenant_scope

__all__ = [
    "NoTenant",
    "ScopedManager",
    "TenantScoped",
    "WrongTenant",
    "current_tenant",
    "current_tenant_or_none",
    "tenant_scope",
]


class WrongTenant(RuntimeError):
    """A row of one tenant was to be written in the scope of another: a fault in the program."""


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
