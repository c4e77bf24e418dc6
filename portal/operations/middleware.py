"""The outermost layer: machines' addresses, the request's id, its line in the log, its numbers."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from portal.operations.metrics import count_request
from portal.operations.pages import PAGES

log = structlog.get_logger("portal.requests")
PROXYS_ID = re.compile(r"[0-9a-f]{32}")


class OperationsMiddleware:
    """Gives each request an id, which the log, the answer's header and the error pages have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.monotonic()
        request.request_id = _request_id(request)  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            page = PAGES.get(request.path) if request.method in ("GET", "HEAD") else None
            response = page(request) if page else self.get_response(request)
            if page is None:
                _note(request, response, time.monotonic() - start)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


def _request_id(request: HttpRequest) -> str:
    """The proxy's, so that its log and ours can be laid side by side; what does not look like one is a stranger's."""
    given = request.headers.get("X-Request-ID", "")
    return given if PROXYS_ID.fullmatch(given) else secrets.token_hex(16)


def _note(request: HttpRequest, response: HttpResponse, took: float) -> None:
    match = request.resolver_match
    method = request.method or ""
    count_request(page=(match.view_name if match else "") or "-", method=method, status=response.status_code, took=took)
    log.info(
        "request",
        method=method,
        page=match.route if match else "-",  # never the address itself: it can carry what belongs to a person
        status=response.status_code,
        milliseconds=round(took * 1000, 1),
        tenant=getattr(getattr(request, "tenant", None), "slug", None),
        user=_user_of(request),
    )


def _user_of(request: HttpRequest) -> str | None:
    """The person's opaque name, if somebody asked who it is; asking now could need a query."""
    user = getattr(request, "_cached_user", None)
    return user.username if user is not None and user.is_authenticated else None
