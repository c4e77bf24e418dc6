"""What stands above every page of a unit's own: whose it is, and the way out (NX-34, NX-40)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from portal.people.requests import user_of
from units.models import Unit
from units.policies import must_complete_information
from units.queries import current_rules, units_of

View = Callable[..., HttpResponseBase]


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


def after_unit_information(view: View) -> View:
    """Let a unit's administrator in once each unit they act for has stated what the tenant asks (NX-32, NX-33).

    For pages of all units at once; one that knows its unit asks `information_first`.
    """

    @wraps(view)
    def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        for unit in units_of(user_of(request)).filter(information_at__isnull=True)[:1]:
            if (way := information_first(request, unit)) is not None:
                return way
        return view(request, *args, **kwargs)

    return led
