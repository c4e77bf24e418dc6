"""The page of a host that belongs to no tenant. It names nothing, unless an installation registers something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class LobbySection:
    """A table on the lobby. Cells are texts or `{"text": …, "url": …}`."""

    title: Text
    text: Text = ""
    url: str = ""
    headers: Sequence[Text] = ()
    emblem: str = ""
    """The address of a picture beside the title; this host's pages show none of another."""

    refresh_after: int = 0
    """Seconds after which the rows are out of date."""

    rows: Sequence[Sequence[Text | dict[str, str]]] = field(default_factory=list)


_providers: list[Callable[[HttpRequest], list[LobbySection]]] = []


def register_lobby_section(provider: Callable[[HttpRequest], list[LobbySection]]) -> None:
    """Add a source of sections; it is asked for every unclaimed host and decides by the request what it may tell."""
    if provider not in _providers:
        _providers.append(provider)


def lobby_sections(request: HttpRequest) -> list[LobbySection]:
    return [section for provider in _providers for section in provider(request)]
