"""The rows of the table, in the order they are run."""

from __future__ import annotations

ROWS: tuple[str, ...] = (
    "web_kills",
    "redis_stop",
    "certificate_kills",
    "database_restarts",
    "storage",
    "uploads",
    "races",
    "notices",
    "row_security",
    "audit",
    "policy",
)
"""Modules of this package."""
