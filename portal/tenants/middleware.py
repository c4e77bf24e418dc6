"""Finds the tenant by the request's host and runs the request in its scope."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from portal.tenants.queries import tenant_for_host
from portal.tenants.scope import tenant_scope
from portal.tenants.views import lobby

FAULT = 500


class TenantMiddleware:
    """A host without a tenant gets the lobby, which names nothing private; every other request runs in one scope.

    And in one transaction, which row security needs in order to know the tenant. A refusal is kept with what was written
    about it; a fault takes everything back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = tenant_for_host(request.get_host())
        if tenant is None:
            return lobby(request)
        request.tenant = tenant  # type: ignore[attr-defined]
        with tenant_scope(tenant), transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= FAULT:
                transaction.set_rollback(True)
            return response
