"""Every address that the portal has, as the URL resolver knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

CATCH_ALL = "admin:(no such page)"
OLD_CHANGE_PAGE = "<path:object_id>/"


@dataclass(frozen=True)
class Route:
    """One address: the name by which the table and `reverse()` call it, and what it takes."""

    name: str
    pattern: str
    arguments: tuple[str, ...]

    @property
    def model(self) -> str:
        """`app_model` of a page of the administration, empty for any other."""
        name = self.name.removeprefix("admin:").removesuffix("_redirect")
        head, _underline, action = name.rpartition("_")
        return head if self.name.startswith("admin:") and action in PAGES else ""


PAGES = ("changelist", "add", "history", "delete", "change", "object")


def routes() -> list[Route]:
    return [_route(*found) for found in _walk(get_resolver().url_patterns)]


def _walk(
    patterns: list[URLPattern | URLResolver], before: str = "", names: str = "", taken: tuple[str, ...] = ()
) -> Iterator[tuple]:
    for one in patterns:
        address = before + str(one.pattern)
        arguments = taken + _arguments(one)
        if isinstance(one, URLResolver):
            inner = f"{names}{one.namespace}:" if one.namespace else names
            yield from _walk(one.url_patterns, address, inner, arguments)
        else:
            yield f"{names}{one.name or ''}", address, arguments


def _arguments(one: URLPattern | URLResolver) -> tuple[str, ...]:
    return tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)


def _route(name: str, address: str, arguments: tuple[str, ...]) -> Route:
    return Route(_named(name, address), address, arguments)


def _named(name: str, address: str) -> str:
    """The administration has addresses without a name: the old form of each change page, and the rest."""
    if not name.endswith(":"):
        return name
    if not address.endswith(OLD_CHANGE_PAGE):
        return CATCH_ALL
    app, model = address.removesuffix(OLD_CHANGE_PAGE).strip("/").split("/")[-2:]
    return f"{name}{app}_{model}_object_redirect"
