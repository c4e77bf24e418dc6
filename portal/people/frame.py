"""What this app puts into the head of every page: the way in, and the name that leads to the user centre."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.people import centre
from portal.people.masking import mask_name
from portal.people.queries import comes_by_network, has_one_form, is_vouched_for


def way_in(request: HttpRequest, _visitor: Any) -> SafeString:
    """Return the buttons of a visitor: one where one form serves for signing in and registering (CY-03)."""
    found = {"has_one_form": has_one_form(), "comes_by_network": comes_by_network()}
    return render_to_string("people/_way_in.html", found)


def greeting(_request: HttpRequest, person: Any) -> SafeString | str:
    """Return 「你好, *秀强 [个人账号]」 (HZ-21, HZ-22) where people come by an account network; a unit's name is whole."""
    if not is_vouched_for(person):
        return ""
    name = person.name if person.is_legal_person else mask_name(person.name)
    return render_to_string("people/_greeting.html", {"name": name, "is_unit": person.is_legal_person})


def own_name(request: HttpRequest, person: Any) -> SafeString | str:
    """Return the name as a link to the user centre (CY-10); nothing where the name only opens the menu."""
    url = centre.home_url(person)
    return render_to_string("people/_own_name.html", {"url": url, "person": person}) if url else ""


def centre_nav(request: HttpRequest, person: Any) -> SafeString | str:
    """Return the pages of the user centre, to stand at the left of each (CY-11)."""
    parts = centre.parts(request, person)
    return render_to_string("people/_centre_links.html", {"parts": parts}) if parts else ""
