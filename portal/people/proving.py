"""Codes that prove that a visitor has an account's phone, kept in the session on the way to what they are for."""

from __future__ import annotations

from typing import Any, Self

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest

from portal.people.kept_code import KeptCode
from portal.people.models import User
from portal.people.queries import person_by_phone, person_by_username
from portal.people.sms_budget import require_codes


class OwnPhoneProcess(KeptCode):
    """A code to the verified phone of an account that was named otherwise; the page says nothing of that phone.

    Where there is no such account, or its phone has had its share of codes, no SMS leaves and the page is the same.
    """

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            state=state,
            timeout=app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
            max_attempts=app_settings.PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS,
            user=self.owner_in(state),
        )

    @staticmethod
    def owner_in(state: dict[str, Any]) -> User | None:
        return person_by_username(state["username"]) if state["username"] else None

    @classmethod
    def initiate_for(cls, request: HttpRequest, person: User | None, **more: Any) -> Self:
        """Send the code, if there is somebody; `more` is kept with it for afterwards."""
        state = cls.initial_state(user=None) | {"username": person.username if person else ""} | more
        process = cls(request, state)
        process.send()
        return process

    @property
    def person(self) -> User | None:
        return self.user if self.user and self.user.is_active else None

    @property
    def phone(self) -> str:
        return (self.person.phone or "") if self.person and self.person.phone_verified_at else ""

    def send(self) -> None:
        """Raises CodesSpent, whoever was named."""
        require_codes()
        if self.phone:
            try:
                ratelimit.consume(self.request, action="verify_phone", key=self.phone, raise_exception=True)
                self.send_code()
            except RateLimited:
                self._go_on_with_the_last_one()
        self.persist()

    def send_again(self) -> None:
        """A new code has its own time and tries; within half a minute of the last one that one stays good."""
        # Apart from what the session holds: a code that stays keeps the tries it has had.
        self.state: dict[str, Any] = self.state | self.initial_state(user=None)
        self.send()

    def send_code(self) -> None:
        adapter = get_adapter(self.request)
        self.state["code"] = adapter.generate_phone_verification_code(user=self.person, phone=self.phone)
        adapter.send_verification_code_sms(user=self.person, phone=self.phone, code=self.code)

    def _go_on_with_the_last_one(self) -> None:
        """Whoever asks again too soon may still use the code that is on its way."""
        last = self.request.session.get(self.session_key, {})
        if last.get("username") == self.state["username"]:
            self.state |= {key: last[key] for key in ("code", "at", "failed_attempts") if key in last}


class SignInCodeProcess(OwnPhoneProcess):
    """Instead of a picture: the password was right, and the code shows that no program gave it (WCAG 3.3.8)."""

    session_key = "people_sign_in_code"


class PasswordResetProcess(OwnPhoneProcess):
    """From a forgotten password to a new one, for an account named by its document or by the phone itself.

    A phone that nobody has goes the same way with a code that fits nothing, and its owner is told.
    """

    session_key = "people_password_reset"

    @staticmethod
    def owner_in(state: dict[str, Any]) -> User | None:
        return person_by_phone(state["phone"]) if "phone" in state else OwnPhoneProcess.owner_in(state)

    @classmethod
    def initiate(cls, request: HttpRequest, phone: str) -> Self:
        """Raises RateLimited when this number has had its share of codes."""
        process = cls(request, cls.initial_state(user=None, phone=phone))
        process.send()
        return process

    @property
    def named_phone(self) -> str:
        """Return the phone that the visitor named; empty where they named a document."""
        return str(self.state.get("phone", ""))

    @property
    def phone(self) -> str:
        return self.named_phone or super().phone

    def send(self) -> None:
        if not self.named_phone:
            super().send()
            return
        ratelimit.consume(self.request, action="verify_phone", key=self.named_phone, raise_exception=True)
        if self.person:
            self.send_code()
        else:
            get_adapter(self.request).send_unknown_account_sms(self.named_phone)
        self.persist()
