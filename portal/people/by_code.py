"""One way in for everybody (CY-04): a number, a picture once, and the code sent to the number.

A number that nobody has goes the same way as any other until the code has come back, so that a stranger learns nothing.
"""

from __future__ import annotations

import time
from typing import Any, Self

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest

from portal.people.kept_code import KeptCode

WAIT = 60
"""Seconds before a number gets another code, as `by_code` of the rate limits has it."""


class ByCodeProcess(KeptCode):
    """A code that is on its way to a number, kept in the session. While it lasts, no further picture is asked for."""

    session_key = "people_by_code"

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            state=state,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        )

    @classmethod
    def begin(cls, request: HttpRequest, phone: str) -> Self:
        """Send a code. Raises RateLimited for this number or address, CodesSpent for the whole portal."""
        process = cls(request, cls.initial_state(user=None, phone=phone))
        process.send()
        return process

    @property
    def phone(self) -> str:
        return str(self.state["phone"])

    @property
    def seconds_to_wait(self) -> int:
        """Return how long until this number gets another code."""
        return max(0, int(self.state["at"] + WAIT - time.time()) + 1)

    def is_answered_by(self, code: str) -> bool:
        return bool(compare_user_code(actual=code, expected=self.code))

    def send(self) -> None:
        adapter = get_adapter(self.request)
        ratelimit.consume(self.request, action="by_code", key=self.phone, raise_exception=True)
        self.state["code"] = adapter.generate_phone_verification_code(user=None, phone=self.phone)
        # To nobody in particular: the notice looks the same, whoever has the number.
        adapter.send_verification_code_sms(user=None, phone=self.phone, code=self.code)
        self.persist()
