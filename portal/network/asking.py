"""Questions to the network's server: answered soon, here and in few words, or not at all.

A sign-in waits for them, and with it a connection to the database.
"""

from __future__ import annotations

import time
from typing import Any

import requests
from allauth.core import context

CONNECT_SECONDS = 3
WHOLE_SECONDS = 8
"""For all questions of one request of the browser together."""

LONGEST_ANSWER = 256 * 1024
A_PIECE = 16 * 1024
FAULT = 500


class NetworkAway(requests.RequestException):
    """The network does not answer, or says something that makes no sense. It says nothing about the person."""


class BoundedSession(requests.Session):
    """Follows no redirect, reads no more than LONGEST_ANSWER, and gives up when the time of the request is over."""

    def request(self, method: str | bytes, url: str | bytes, **given: Any) -> requests.Response:  # type: ignore[override]
        until = _time_of_request()
        limits = {"allow_redirects": False, "stream": True, "timeout": (CONNECT_SECONDS, _seconds_to(until))}
        # Without `auth` the library would look into ~/.netrc, and put what it finds in the place of the token.
        given["auth"] = given.get("auth") or _as_it_is
        with super().request(method, url, **given | limits) as response:
            response._content = _body_of(response, until)
        if response.is_redirect or response.status_code >= FAULT:
            raise NetworkAway(f"status {response.status_code}")
        return response


def ask_for_json(url: str, **given: Any) -> dict[str, Any]:
    """Return the object at this address. Raises NetworkAway."""
    with BoundedSession() as session:
        response = session.get(url, **given)
    return object_in(response)


def object_in(response: requests.Response) -> dict[str, Any]:
    """Return what an answer says. Raises NetworkAway for an error page, a login page or another kind of JSON."""
    if not response.ok:
        raise NetworkAway(f"status {response.status_code}")
    content = response.json()
    if not isinstance(content, dict):
        raise NetworkAway("not an object")
    return content


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _time_of_request() -> float:
    """Return when the questions of the browser's present request have to be answered."""
    request = context.request
    if request is None:
        return time.monotonic() + WHOLE_SECONDS
    if not hasattr(request, "network_until"):
        request.network_until = time.monotonic() + WHOLE_SECONDS
    return float(request.network_until)


def _seconds_to(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise NetworkAway("too slow")
    return left


def _body_of(response: requests.Response, until: float) -> bytes:
    body = b""
    while piece := response.raw.read1(A_PIECE, decode_content=True):
        body += piece
        if len(body) > LONGEST_ANSWER:
            raise NetworkAway("too long")
        _seconds_to(until)
    return body
