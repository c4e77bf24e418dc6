"""The living page of the design system, for who builds pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.tenants.colours import contrast
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant
from portal.tenants.theme import DEFAULT, scale_of
from portal.ui.styleguide.reading import components, token_groups, tokens
from portal.ui.styleguide.samples import samples

READ = (
    ("on-accent", "accent-800"),
    ("accent-700", "paper"),
    ("accent-700", "ground"),
    ("accent-700", "accent-50"),
    ("accent-950", "accent-100"),
    ("accent-100", "accent-950"),
    ("ink", "ground"),
    ("ink-soft", "ground"),
    ("ink-soft", "accent-50"),
    *((tone, f"{tone}-ground") for tone in ("good", "warn", "bad", "note", "plain")),
)
"""Which text stands on which ground; each pair is read with ease."""


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every token and every component in all its states. Where DEBUG is off there is no such page."""
    if not settings.DEBUG:
        raise Http404
    values = values_of(current_tenant())
    shown = [one for one in components() if not one.is_part]
    context = {"groups": token_groups(values), "pairs": pairs(values), "components": shown, **samples(request)}
    return render(request, "styleguide/page.html", context)


def values_of(tenant: Tenant) -> dict[str, str]:
    """Return the tokens with their values in a tenant's colour."""
    scale = scale_of(tenant.colour or DEFAULT)
    return tokens() | {f"accent-{step}": tone for step, tone in scale.items()}


def pairs(values: dict[str, str]) -> list[dict[str, Any]]:
    """Return the contrast of each text on its ground."""
    return [
        {"text": text, "ground": ground, "ratio": round(contrast(_colour(text, values), _colour(ground, values)), 2)}
        for text, ground in READ
    ]


def _colour(name: str, values: dict[str, str]) -> str:
    value = values[name]
    return _colour(value[len("var(--") : -1], values) if value.startswith("var(--") else value
