"""What stands above every page of a unit's own: whose it is, and the way out (NX-34, NX-40)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from portal.people.requests import user_of
from units.models import Unit
from units.policies import must_complete_information
from units.queries import current_rules, units_stating


def bar_of(unit: Unit, *, close_url: str = "/") -> dict[str, Any]:
    """Return what `applications/_unit_bar.html` shows; without a form of the tenant's there is nothing to edit."""
    rules = current_rules()
    asks = rules is not None and rules.asks_information
    edit_url = reverse("applications:unit_information", args=[unit.public_id]) if asks else ""
    return {"unit": unit, "edit_url": edit_url, "close_url": close_url}


def information_first(request: HttpRequest, unit: Unit) -> HttpResponseBase | None:
    """Return the way to the unit's information where that must be completed before anything else (NX-32), else None."""
    if not must_complete_information(unit):
        return None
    here = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('applications:unit_information', args=[unit.public_id])}?{here}")


def registration_first(request: HttpRequest) -> HttpResponseBase | None:
    """Return the way to what a unit that came by the network has to state before it is open (HZ-14), else None.

    For pages of open units, when the reader has none.
    """
    for unit in units_stating(user_of(request))[:1]:
        return information_first(request, unit)
    return None
