"""The second factor's secrets, sealed in the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext

from portal.people.models import User
from portal.sealing.seals import Box, current_prefix, is_sealed_text
from portal.tenants.scope import current_tenant_or_none

PURPOSE = "second-factor"

BOX = Box(None)
"""The platform's: an operator has one second factor for all tenants."""


class SecondFactorAdapter(DefaultMFAAdapter):
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
        return BOX.seal_text(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return BOX.unseal_text(encrypted_text, purpose=PURPOSE)


class SecondFactors:
    """All secrets of second factors, for a rotation of keys."""

    name = "second factors"

    def reseal(self) -> Iterator[bool]:
        if current_tenant_or_none() is None:
            for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
                yield _reseal(pk)


@transaction.atomic
def _reseal(pk: int) -> bool:
    row = Authenticator.objects.select_for_update().get(pk=pk)
    anew = {key: _sealed_anew(value) for key, value in row.data.items()}
    if anew == row.data:
        return False
    row.data = anew
    row.save(update_fields=["data"])
    return True


def _sealed_anew(value: Any) -> Any:
    if isinstance(value, list):
        return [_sealed_anew(one) for one in value]
    if not isinstance(value, str) or not is_sealed_text(value) or value.startswith(current_prefix(None)):
        return value
    return BOX.seal_text(BOX.unseal_text(value, purpose=PURPOSE), purpose=PURPOSE)
