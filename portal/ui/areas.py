"""The areas of a portal's services: from the home page to what a scheme is for, and to the scheme (CY-24, CY-25)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.refusals import concerns
from portal.tenants import queries
from portal.tenants.models import ServiceArea
from portal.ui.home import Card, home_cards


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """All of them."""
    found = list(queries.areas())
    if not found:
        raise Http404
    return render(request, "ui/areas.html", {"cards": area_cards(found)})


@require_safe
def area(request: HttpRequest, area: str) -> HttpResponse:
    """One of them: its parts, then the schemes it leads to. One that is not published does not exist."""
    found = concerns(queries.area(area))
    if found is None:
        raise Http404
    cards = {card.scheme: card for card in home_cards(request)}
    own = [cards[key] for key in found.scheme_keys if key in cards]
    return render(request, "ui/area.html", {"area": found, "parts": found.parts.all(), "cards": own})


def area_cards(found: Iterable[ServiceArea]) -> list[Card]:
    """Return a card that leads to each area."""
    return [
        Card(
            title=one.title,
            text=one.summary,
            url=reverse("service_area", args=[one.key]),
            button=_("进入%(title)s") % {"title": one.title},
            icon="people",
        )
        for one in found
    ]
