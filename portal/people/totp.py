"""Codes of authenticator apps: set up without a page, computed for the demonstration, and accepted once each."""

from __future__ import annotations

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt

from portal.people.models import User


def enrol_totp(*, person: User, secret: str) -> Authenticator:
    """Set up an authenticator app whose secret (base 32) is known already."""
    authenticator: Authenticator = TOTP.activate(person, secret).instance
    return authenticator


def current_counter() -> int:
    """Return the number of the present half minute."""
    return int(time.time()) // app_settings.TOTP_PERIOD


def seconds_of_code() -> int:
    """Return how long the present code is shown."""
    return int(app_settings.TOTP_PERIOD - int(time.time()) % app_settings.TOTP_PERIOD)


def code_at(secret: str, counter: int) -> str:
    return format_hotp_value(hotp_value(secret, counter))


def accept_totp(authenticator: Authenticator, code: str) -> bool:
    """Say whether the code is right and newer than the last one used; call it with the row locked."""
    secret, last = decrypt(authenticator.data["secret"]), authenticator.data.get("last_counter", 0)
    for counter in yield_hotp_counters_from_time():
        if counter > last and compare_user_code(actual=code, expected=code_at(secret, counter)):
            authenticator.data["last_counter"] = counter
            authenticator.save(update_fields=["data"])
            return True
    return False
