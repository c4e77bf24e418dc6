"""What is said when a request failed: something is away for a while, the disk is full, or a fault of ours."""

from __future__ import annotations

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation

RETRY_SECONDS = 5
TOO_FULL = (errno.ENOSPC, errno.EDQUOT)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. The exception that led here is still being handled, and says which page it is."""
    error = sys.exc_info()[1]
    if is_full(error):
        return _page(request, "507.html", 507)
    if is_away(error):
        response = _page(request, "503.html", 503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    return _page(request, "500.html", 500)


def is_away(error: BaseException | None) -> bool:
    """The database does not answer, broke the connection, or did not get to it in time."""
    return any(isinstance(one, OperationalError | InterfaceError) for one in _causes(error))


def is_full(error: BaseException | None) -> bool:
    return any(isinstance(one, OSError) and one.errno in TOO_FULL for one in _causes(error))


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """Without the context processors: they would ask the database that has just failed."""
    with translation.override(translation.get_language_from_request(request)):
        words = loader.render_to_string(name, {"request_id": getattr(request, "request_id", "")})
    response = HttpResponse(words, status=status)
    response["Cache-Control"] = "no-store"
    return response
