"""The mode of the session in the menu at the person's name, with the way into the other one (NX-12, NX-17)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.people import landing
from portal.people.choices import SignInMode
from portal.people.queries import is_vouched_for


def mode_menu(request: HttpRequest, person: Any) -> SafeString | str:
    """Return the words of the present mode and a button for the other.

    Nothing where the tenant tells none apart, or where the greeting says it and no account has another one (HZ-21).
    """
    mode = landing.mode_of(request)
    if not mode or is_vouched_for(person):
        return ""
    other = landing.PERSON if mode == landing.UNIT else landing.UNIT
    may_switch = landing.why_not(person, other) is None
    found = {"mode": SignInMode(mode).label, "other": SignInMode(other) if may_switch else None}
    return render_to_string("people/_mode.html", found, request=request)
