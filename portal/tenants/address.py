"""Where the public finds a tenant's portal, for what is read outside of a request: printed codes, SMS, letters."""

from __future__ import annotations

from django.conf import settings

from portal.tenants.models import Tenant


def address_of(tenant: Tenant) -> str:
    """Return scheme, host and port, without a slash at the end: the bureau's own entry, else built from its host."""
    if tenant.public_address:
        return tenant.public_address.rstrip("/")
    host = tenant.hosts.order_by("id").values_list("host", flat=True).first()
    return str(settings.PORTAL_ADDRESS.format(host=host or f"{tenant.slug}.{settings.PORTAL_DOMAIN}")).rstrip("/")
