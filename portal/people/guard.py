"""Stands before every page: ends sessions whose time is over, and asks for the second factor where it is demanded."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from portal.people import sessions
from portal.people.requests import user_of
from portal.people.strong import enrolled_types, gave_second_factor, needs_second_factor

SIGNING_IN = ("/account/", "/me/second-factor/")
"""Where the second factor is set up and given, and where one signs out."""


STILL_HERE = "/me/still-here/"
"""A page asks here how long the session lasts; only a POST says that somebody is there."""

BY_ITSELF = "X-Not-Here"
"""The header of whatever else an open page asks by itself: nobody has clicked, so the session goes on ending."""


class SessionGuard:
    """Comes after the person is known. Public files and visitors without a session pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        user = user_of(request)
        if reason := sessions.why_over(request, user):
            # What follows finds nobody signed in: pages lead to the sign-in, and what was typed is kept on the way.
            sessions.end(request)
            messages.info(request, reason)
            return self.get_response(request)
        if not _asks_by_itself(request):
            sessions.touch(request, user)
            request.session_seconds = sessions.seconds_left(request, user)  # type: ignore[attr-defined]
        if gave_second_factor(request, user) or not needs_second_factor(user):
            return self.get_response(request)
        if request.path.startswith(SIGNING_IN):
            return self.get_response(request)
        return ask_for_second_factor(request)


def _asks_by_itself(request: HttpRequest) -> bool:
    return request.method == "GET" and (request.path == STILL_HERE or BY_ITSELF in request.headers)


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to giving the second factor, or to setting one up, and afterwards back."""
    types = enrolled_types(user_of(request))
    page = "people:second_factor" if not types else "mfa_reauthenticate"
    if types == {"webauthn"}:
        page = "mfa_reauthenticate_webauthn"
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{reverse(page)}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
