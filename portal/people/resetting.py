"""The way from a forgotten password to a new one, by a code sent to the phone; kept in the session on the way."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.core import ratelimit
from django.http import HttpRequest

from portal.people.models import User
from portal.people.queries import person_by_phone

SESSION_KEY = "people_password_reset"


class PasswordResetProcess(AbstractCodeVerificationProcess):
    """Counts wrong codes and the time; a number nobody has goes the same way with a code that fits nothing."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            state=state,
            timeout=app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
            max_attempts=app_settings.PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS,
            user=person_by_phone(state["phone"]),
        )

    @classmethod
    def initiate(cls, request: HttpRequest, phone: str) -> PasswordResetProcess:
        process = cls(request, cls.initial_state(user=None, phone=phone))
        process.send()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> PasswordResetProcess | None:
        state = request.session.get(SESSION_KEY)
        process: PasswordResetProcess | None = cls(request, state).abort_if_invalid() if state else None
        return process

    @property
    def person(self) -> User | None:
        return self.user if self.user and self.user.is_active else None

    @property
    def phone(self) -> str:
        return str(self.state["phone"])

    def send(self) -> None:
        """Raises RateLimited when this number has had its share of codes."""
        adapter = get_adapter(self.request)
        ratelimit.consume(self.request, action="verify_phone", key=self.phone, raise_exception=True)
        if self.person:
            self.state["code"] = adapter.generate_phone_verification_code(user=self.person, phone=self.phone)
            adapter.send_verification_code_sms(user=self.person, phone=self.phone, code=self.code)
        else:
            adapter.send_unknown_account_sms(self.phone)
        self.persist()

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)
