"""Codes on their way to a number, kept in the visitor's session until they come back."""

from __future__ import annotations

from typing import Any, Self

from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from django.http import HttpRequest


class KeptCode(AbstractCodeVerificationProcess):
    """One of the portal's own uses of a code; each has its own key in the session."""

    session_key: str
    request: HttpRequest
    state: dict[str, Any]

    @classmethod
    def resume(cls, request: HttpRequest, *known: Any) -> Self | None:
        """Return what is kept in this session, None if nothing is or its time is over; `known` is what the use adds."""
        state = request.session.get(cls.session_key)
        process: Self | None = cls(request, *known, state).abort_if_invalid() if state else None
        return process

    def persist(self) -> None:
        self.request.session[self.session_key] = self.state

    def abort(self) -> None:
        self.request.session.pop(self.session_key, None)
