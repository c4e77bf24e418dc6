from django.core.cache import caches
from django.db.models import QuerySet

from portal.tenants.models import ContentPage, Tenant
from portal.tenants.remembering import SECONDS, host_key


def tenant_for_host(host: str) -> Tenant | None:
    """Return the active tenant of a host name (the port is ignored), or None for a host nobody has claimed."""
    name = host.rsplit(":", 1)[0].lower().rstrip(".")
    key = host_key(name)
    tenant: Tenant | None = caches["process"].get(key)
    if tenant is None:
        tenant = Tenant.objects.filter(hosts__host=name, is_active=True).first()
        if tenant is not None:
            caches["process"].set(key, tenant, SECONDS)
    return tenant


def content_pages() -> QuerySet[ContentPage]:
    """Return the pages the current tenant shows its visitors, in its order."""
    return ContentPage.objects.filter(is_published=True)


def content_page(key: str) -> ContentPage | None:
    """Return one of the current tenant's pages, or None if it has not written or not published it."""
    return content_pages().filter(key=key).first()
