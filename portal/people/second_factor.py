"""The second factor's secrets, unreadable in the database."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class SecondFactorAdapter(DefaultMFAAdapter):
    """The first of IDENTITY_KEYS writes, all of them read."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in settings.IDENTITY_KEYS])


def _key(secret: str) -> bytes:
    """Settings are any text; Fernet wants 32 bytes. The purpose keeps this key apart from that of the ID numbers."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"second-factor:{secret}".encode()).digest())
