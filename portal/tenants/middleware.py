"""Finds the tenant by the request's host and runs the request in its scope."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.tenants.queries import tenant_for_host
from portal.tenants.scope import tenant_scope
from portal.tenants.views import lobby


class TenantMiddleware:
    """A host without a tenant gets the lobby, which names nothing private; every other request runs in one scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = tenant_for_host(request.get_host())
        if tenant is None:
            return lobby(request)
        request.tenant = tenant  # type: ignore[attr-defined]
        with tenant_scope(tenant):
            return self.get_response(request)
