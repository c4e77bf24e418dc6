"""Secrets of a stack, made at its first start and kept: whoever loses IDENTITY_KEYS loses what they encrypt."""

from __future__ import annotations

import base64
import secrets

from tools.stack.layout import Layout

NAMES = (
    "SECRET_KEY",
    "IDENTITY_KEYS",
    "AUDIT_SIGNING_KEYS",
    "DATABASE_ADMIN_PASSWORD",
    "DATABASE_OWNER_PASSWORD",
    "DATABASE_PASSWORD",
    "REDIS_PASSWORD",
    "S3_ACCESS_KEY",
    "S3_SECRET",
    "METRICS_TOKEN",
)


def read_secrets(layout: Layout) -> dict[str, str]:
    """Return every secret; those that are missing are made and written down, readable by this account only."""
    file = layout.home / "secrets.env"
    known = dict(line.split("=", 1) for line in file.read_text().splitlines()) if file.exists() else {}
    missing = {name: _made(name) for name in NAMES if name not in known}
    if missing:
        layout.home.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        with file.open("a") as out:
            out.writelines(f"{name}={value}\n" for name, value in missing.items())
    return known | missing


def _made(name: str) -> str:
    if name == "AUDIT_SIGNING_KEYS":  # the seed of a key: no more and no fewer bytes
        return base64.b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(36)
