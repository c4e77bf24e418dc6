from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from portal.tenants.lobby import lobby_sections


def lobby(request: HttpRequest) -> HttpResponse:
    """The page of a host that belongs to no tenant: 404, unless this installation has something to say on it."""
    # LocaleMiddleware comes later, and only for tenants.
    with translation.override(translation.get_language_from_request(request)):
        sections = lobby_sections(request)
        return render(request, "tenants/lobby.html", {"sections": sections}, status=200 if sections else 404)
