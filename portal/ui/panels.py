"""Parts of a page that belong to apps above it: the page names a place, the apps register what they show there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Panel = Callable[[HttpRequest, Any], SafeString | str]

_panels: dict[str, list[Panel]] = {}


def register_panel(place: str, render: Panel) -> None:
    """Show `render(request, obj)` at a place; call it in `AppConfig.ready`. An empty string shows nothing."""
    panels = _panels.setdefault(place, [])
    if render not in panels:
        panels.append(render)


def panels_at(place: str, request: HttpRequest, obj: Any) -> SafeString:
    """Return what the apps show about `obj` at this place, in the order they registered."""
    return mark_safe("".join(str(render(request, obj)) for render in _panels.get(place, [])))
