"""The second factor's secrets, unreadable in the database."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext

from portal.people.models import User
from portal.tenants.scope import current_tenant_or_none


class SecondFactorAdapter(DefaultMFAAdapter):
    """The first of IDENTITY_KEYS writes, all of them read."""

    def get_totp_issuer(self) -> str:
        """As the app's list shows it: a reviewer may have codes for several portals."""
        tenant = current_tenant_or_none()
        return tenant.name if tenant else super().get_totp_issuer()

    def _get_user_identifier(self, user: User) -> str:
        return user.login_name or user.name

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("通行密钥 %(number)s") % {"number": count + 1}

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in settings.IDENTITY_KEYS])


def _key(secret: str) -> bytes:
    """Settings are any text; Fernet wants 32 bytes. The purpose keeps this key apart from that of the ID numbers."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"second-factor:{secret}".encode()).digest())
