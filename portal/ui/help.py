"""Which part of which guide is about a page: apps say it for their own pages, so that help is one press away everywhere."""

from __future__ import annotations

from django.urls import reverse

from portal.ui.guides import GUIDES

_parts: dict[str, tuple[str, int]] = {}


def register_help(guide: str, parts: dict[int, list[str]]) -> None:
    """Say that the numbered parts of a guide are about these pages, by the names of their addresses; 0 is the whole guide."""
    if guide not in GUIDES:
        raise ValueError(f"no such guide: {guide}")
    _parts.update({name: (guide, number) for number, names in parts.items() for name in names})


def help_parts() -> dict[str, tuple[str, int]]:
    """Every page that has help, with the guide and the number of its part."""
    return dict(_parts)


def help_url(view_name: str) -> str:
    """Where the help about a page is; pages of which no app said anything have the list of guides."""
    if view_name not in _parts:
        return reverse("help")
    guide, number = _parts[view_name]
    return reverse("help_page", args=[guide]) + (f"#s{number}" if number else "")
