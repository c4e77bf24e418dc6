"""Refusals go into the log, whatever became of the transaction of what was refused."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from portal.audit.services import record_refusal
from portal.people.masking import mask_id_number
from portal.refusals import Noted, noting_refusals

HIDDEN, FORBIDDEN, FAULT = 404, 403, 500
NAMED = ("public_id", "number")
"""Parts of an address that name an object; others may be secrets."""
RANDOM_ID = 16
"""The length of our random ids. No identity number and no phone number has it."""


class RefusalMiddleware:
    """Notes what a signed-in person was refused: with a reason, by 403, or by an address that answered 404.

    It stands after the middleware that knows the person, outside of the one that takes a refused write back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Nobody is signed in without a session, and an address that leads nowhere keeps nothing back.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        with noting_refusals() as noted:
            response = self.get_response(request)
        if _is_refusal(request, response, noted) and request.user.is_authenticated:
            _record(request, response, noted)
        return response


def _is_refusal(request: HttpRequest, response: HttpResponseBase, noted: Noted) -> bool:
    if response.status_code >= FAULT or request.resolver_match is None:
        return False
    return bool(noted.reasons) or response.status_code in (HIDDEN, FORBIDDEN)


def _record(request: HttpRequest, response: HttpResponseBase, noted: Noted) -> None:
    match = request.resolver_match
    assert match is not None
    detail = {"address": match.view_name, "method": request.method, "status": response.status_code}
    detail |= {name: _name(match.kwargs[name], noted) for name in NAMED if name in match.kwargs}
    record_refusal(
        target=noted.target if noted.target is not None else f"address:{match.view_name}",
        actor=request.user,
        reason=noted.reasons[-1] if noted.reasons else _hidden_reason(response),
        detail=detail,
    )


def _name(given: object, noted: Noted) -> str:
    """What names no object of ours may be anything that somebody typed, an identity number for instance."""
    text = str(given)[:60]
    return text if noted.target is not None or len(text) == RANDOM_ID else mask_id_number(text)


def _hidden_reason(response: HttpResponseBase) -> str:
    return _("该地址对此人不存在。") if response.status_code == HIDDEN else ""
