"""Another number for an account, with codes to the old number and to the new one (CY-08, AMB-25)."""

from __future__ import annotations

from typing import Any, Self

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest

from portal.people.kept_code import KeptCode
from portal.people.models import User
from portal.people.queries import person_by_phone, sign_in_page


def needs_both(person: User) -> bool:
    """Whether this person proves both numbers; one that was never verified proves nothing."""
    return bool(person.phone and person.phone_verified_at and sign_in_page().both_numbers)


class BothNumbersProcess(KeptCode):
    """Two codes on their way, kept in the session. A number that somebody has gets a word to its owner and no code."""

    session_key = "people_both_numbers"

    def __init__(self, request: HttpRequest, person: User, state: dict[str, Any]) -> None:
        self.request, self.person = request, person
        super().__init__(
            state=state,
            timeout=app_settings.PHONE_VERIFICATION_TIMEOUT,
            max_attempts=app_settings.PHONE_VERIFICATION_MAX_ATTEMPTS,
            user=person,
        )

    @classmethod
    def begin(cls, request: HttpRequest, person: User, phone: str) -> Self:
        """Send both codes. Raises RateLimited for these numbers or this address, CodesSpent for the whole portal."""
        process = cls(request, person, cls.initial_state(user=person, phone=phone))
        process.send()
        return process

    @property
    def phone(self) -> str:
        return str(self.state["phone"])

    def wrong_codes(self, *, old: str, new: str) -> list[str]:
        """Return which of the two codes is wrong: `old`, `new`, both or none."""
        given = {"old": (old, self.state["old_code"]), "new": (new, self.code)}
        return [name for name, (typed, sent) in given.items() if not compare_user_code(actual=typed, expected=sent)]

    def send(self) -> None:
        old = str(self.person.phone)
        for number in (old, self.phone):
            ratelimit.consume(self.request, action="both_numbers", key=number, raise_exception=True)
        self.state["old_code"] = self._send_to(old)
        self.state["code"] = "" if person_by_phone(self.phone) else self._send_to(self.phone)
        if not self.state["code"]:
            get_adapter(self.request).send_account_already_exists_sms(self.phone)
        self.persist()

    def _send_to(self, number: str) -> str:
        adapter = get_adapter(self.request)
        code: str = adapter.generate_phone_verification_code(user=self.person, phone=number)
        adapter.send_verification_code_sms(user=self.person, phone=number, code=code)
        return code
