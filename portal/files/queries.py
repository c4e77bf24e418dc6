"""Which files the database speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from portal.tenants.models import Tenant
from portal.tenants.scope import TenantScoped, current_tenant_or_none, tenant_scope


def own_names() -> Iterator[str]:
    """Yield the name of each file that a row of the current tenant speaks of; outside of any scope, the platform's."""
    is_tenant = current_tenant_or_none() is not None
    for model, fields in _models_with_files():
        if issubclass(model, TenantScoped) == is_tenant:
            for field in fields:
                names = model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)
                yield from names.iterator()


def every_name() -> set[str]:
    """Return the names of all files that rows speak of, whosever they are."""
    found = set(own_names())
    for tenant in Tenant.objects.all():
        with tenant_scope(tenant):
            found.update(own_names())
    return found


def _models_with_files() -> Iterator[tuple[type[models.Model], list[str]]]:
    for model in apps.get_models():
        fields = [field.name for field in model._meta.get_fields() if isinstance(field, models.FileField)]
        if fields:
            yield model, fields
