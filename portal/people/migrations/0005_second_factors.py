import base64
import hashlib
from collections.abc import Callable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import migrations

from portal.sealing.seals import Box, is_sealed_text

PURPOSE = "second-factor"


def _former_box() -> MultiFernet:
    digests = [hashlib.sha256(f"second-factor:{secret}".encode()).digest() for secret in settings.IDENTITY_KEYS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _sealed(text: str) -> str:
    try:
        clear = _former_box().decrypt(text.encode()).decode()
    except InvalidToken:
        return text  # a name or a public key
    return Box(None).seal_text(clear, purpose=PURPOSE)


def _former(text: str) -> str:
    if not is_sealed_text(text):
        return text
    return _former_box().encrypt(Box(None).unseal_text(text, purpose=PURPOSE).encode()).decode()


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    return [_each_text(one, change) for one in value] if isinstance(value, list) else value


def _change_all(apps: Any, change: Callable[[str], str]) -> None:
    for row in apps.get_model("mfa.Authenticator").objects.all():
        row.data = {key: _each_text(value, change) for key, value in row.data.items()}
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    """The secrets of second factors were encrypted with the master keys themselves: now with a key that these wrap."""

    dependencies = [
        ("people", "0004_first_administrators"),
        ("sealing", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.RunPython(
            lambda apps, editor: _change_all(apps, _sealed), lambda apps, editor: _change_all(apps, _former)
        ),
    ]
