"""The menus: every app registers what it offers in its `AppConfig.ready`, so that nothing here looks upward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

MAIN, PERSON = "main", "person"


def everybody(user: Any) -> bool:
    return True


def signed_in(user: Any) -> bool:
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu.

    `group` is MAIN (below the header) or PERSON (the menu at the person's name); `count` gives the number beside it,
    and is asked only for people whom the entry is shown to. Both are called once a page: keep them to one query.
    """

    label: str | Promise
    url_name: str
    shown_to: Callable[[Any], bool] = everybody
    group: str = MAIN
    order: int = 50
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class NavLink:
    label: str | Promise
    url: str
    is_current: bool
    count: int

    @property
    def count_shown(self) -> str:
        """The number as there is room for it; whoever counts may stop at a thousand."""
        return str(self.count) if self.count < 1000 else "999+"


_items: dict[tuple[str, str], NavItem] = {}


def register_nav(item: NavItem) -> None:
    """Add an entry; registering the same address in the same group again replaces it."""
    _items[item.group, item.url_name] = item


def links_for(request: HttpRequest, group: str) -> list[NavLink]:
    """Return the entries of a menu that this reader gets, in order."""
    user = getattr(request, "user", None)
    if user is None:
        return []
    items = sorted((item for item in _items.values() if item.group == group), key=lambda item: item.order)
    links = [_link(item, request, user) for item in items if item.shown_to(user)]
    return [link for link in links if link is not None]


def stand_at(request: HttpRequest, url: str) -> None:
    """Let the page count as one below this address, where its own says too little: a unit's case lies at the unit's desk."""
    request.nav_path = url  # type: ignore[attr-defined]


def shown_url(url_name: str, user: Any) -> str:
    """Return the address of an entry that this reader gets in the main menu, empty for any other."""
    item = _items.get((MAIN, url_name))
    return reverse(url_name) if item is not None and item.shown_to(user) else ""


def _link(item: NavItem, request: HttpRequest, user: Any) -> NavLink | None:
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None  # an installation may leave an app's addresses out
    count = item.count(user) if item.count else 0
    return NavLink(item.label, url, _is_within(getattr(request, "nav_path", request.path), url), count)


def _is_within(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
