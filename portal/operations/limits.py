"""How long the database lets one connection make others wait."""

from __future__ import annotations

from typing import Any

CONNECT_SECONDS = 5
"""For finding the server; a page then says that it is away."""

KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 15_000}
"""A machine that vanished without a word is noticed in twenty seconds, and not after hours."""


def database_limits(*, statement: float, lock: float, idle: float) -> dict[str, Any]:
    """Return options of a connection. Seconds; zero means no limit, as for migrations."""
    limits = {"statement_timeout": statement, "lock_timeout": lock, "idle_in_transaction_session_timeout": idle}
    flags = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items() if seconds)
    return {"connect_timeout": CONNECT_SECONDS, **KEEPALIVES} | ({"options": flags} if flags else {})
