"""What this app puts into the head of every page: the way in, and the name that leads to the user centre."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.people import centre
from portal.people.queries import has_one_form


def way_in(request: HttpRequest, _visitor: Any) -> SafeString:
    """Return the buttons of a visitor: one where one form serves for signing in and registering (CY-03)."""
    return render_to_string("people/_way_in.html", {"has_one_form": has_one_form()})


def own_name(request: HttpRequest, person: Any) -> SafeString | str:
    """Return the name as a link to the user centre (CY-10); nothing where the name only opens the menu."""
    url = centre.home_url(person)
    return render_to_string("people/_own_name.html", {"url": url, "person": person}) if url else ""


def centre_nav(request: HttpRequest, person: Any) -> SafeString | str:
    """Return the pages of the user centre, to stand at the left of each (CY-11)."""
    parts = centre.parts(request, person)
    return render_to_string("people/_centre_links.html", {"parts": parts}) if parts else ""
