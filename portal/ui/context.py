"""What every page shows around its own matter. All of it is lazy: a fragment that does not use it costs nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from portal.calendar import today
from portal.tenants.models import Download
from portal.ui.help import help_url
from portal.ui.manuals import manual_of
from portal.ui.nav import MAIN, PERSON, NavLink, links_for


class Surroundings:
    """The frame of one page. `tenant` is None on a host that belongs to nobody."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.tenant = getattr(request, "tenant", None)

    @cached_property
    def nav(self) -> list[NavLink]:
        return links_for(self._request, MAIN)

    @cached_property
    def user_nav(self) -> list[NavLink]:
        return links_for(self._request, PERSON)

    @cached_property
    def waiting(self) -> int:
        """What the badge at the person's name says."""
        return sum(link.count for link in self.user_nav)

    @cached_property
    def manual(self) -> Download | None:
        """What the link 手册 leads to (NX-21)."""
        user = getattr(self._request, "user", None)
        return manual_of(user) if self.tenant is not None and user is not None else None

    @cached_property
    def help(self) -> str:
        """What the link 帮助 leads to: what the guides say about this page."""
        match = self._request.resolver_match
        return help_url(match.view_name if match else "")

    @cached_property
    def demo(self) -> dict[str, Any] | None:
        if not settings.CLOCK_CAN_MOVE:
            return None
        return {"today": today(), "accounts_url": _lobby_url(self._request)}


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give templates `portal`, made once a request."""
    if not hasattr(request, "_surroundings"):
        request._surroundings = SimpleLazyObject(lambda: Surroundings(request))  # type: ignore[attr-defined]
    return {"portal": request._surroundings}  # type: ignore[attr-defined]


def _lobby_url(request: HttpRequest) -> str:
    """The page without a tenant, on the port of this request."""
    _, _, port = request.get_host().partition(":")
    return f"{request.scheme}://{settings.PORTAL_DOMAIN}{':' + port if port else ''}/"
