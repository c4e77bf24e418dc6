"""The settings that the portal's processes are started with: those of production."""

from __future__ import annotations

import os

from tools.stack.layout import APP_ROLE, BUCKET, DATABASE, OWNER, ROOT, Layout
from tools.stack.secrets import read_secrets

SHORT = {"DATABASE_STATEMENT_SECONDS": "8", "DATABASE_LOCK_SECONDS": "5", "DATABASE_IDLE_SECONDS": "30"}
"""A page is answered within ten seconds, or refused in words."""

LONG = {"DATABASE_STATEMENT_SECONDS": "60", "DATABASE_LOCK_SECONDS": "10", "DATABASE_IDLE_SECONDS": "120"}
"""Work in the background may take longer, but not for ever."""


def portal_environment(layout: Layout) -> dict[str, str]:
    """Return the settings that all of the portal's processes share."""
    known = read_secrets(layout)
    return {
        "JUXIAN_ENV": "production",
        "JUXIAN_VAR": str(layout.written),
        "SECRET_KEY": known["SECRET_KEY"],
        "IDENTITY_KEYS": known["IDENTITY_KEYS"],
        "AUDIT_SIGNING_KEYS": known["AUDIT_SIGNING_KEYS"],
        "DATABASE_URL": database_url(layout, APP_ROLE, known["DATABASE_PASSWORD"]),
        "REDIS_URL": f"redis://:{known['REDIS_PASSWORD']}@127.0.0.1:{layout.redis_port}/0",
        "FILES_URL": f"s3://{known['S3_ACCESS_KEY']}:{known['S3_SECRET']}@127.0.0.1:{layout.s3_port}/{BUCKET}?plain=on",
        "ALLOWED_HOSTS": ".localhost,127.0.0.1",
        "PORTAL_ADDRESS": layout.address("{host}"),
        "BEHIND_TLS_PROXY": "on",
        "TRUSTED_PROXY_COUNT": "1",
        "SMS_BACKEND": "console",
        "METRICS_TOKEN": known["METRICS_TOKEN"],
    }


def owner_environment(layout: Layout) -> dict[str, str]:
    """Return the settings for migrations and backups, which know the tables' owner besides."""
    owner = database_url(layout, OWNER, read_secrets(layout)["DATABASE_OWNER_PASSWORD"])
    return portal_environment(layout) | {"DATABASE_OWNER_URL": owner}


def database_url(layout: Layout, role: str, password: str, *, port: int | None = None) -> str:
    return f"postgres://{role}:{password}@127.0.0.1:{port or layout.database_port}/{DATABASE}"


def plain_environment() -> dict[str, str]:
    """What a process gets besides its settings: nothing of the caller's own servers and portals."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TERM", "TMPDIR", "USER") if name in os.environ}
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ.get("PATH", os.defpath), "/usr/sbin"])
    return kept | {"PATH": path, "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
