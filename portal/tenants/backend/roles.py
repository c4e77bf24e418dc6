"""The two roles of the database: the web's, bound by row security, and the owner's, for migrations and backups."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured

CHECK = """
SELECT rolname, rolsuper OR rolbypassrls, EXISTS (
    SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND pg_has_role(current_user, relowner, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""


def require_bound_role(connection: Any) -> None:
    """Raise ImproperlyConfigured if row security would not bind the role of this psycopg connection."""
    name, is_above, owns = connection.execute(CHECK).fetchone()
    if is_above or owns:
        reason = "is a superuser or has BYPASSRLS" if is_above else "owns the tables, itself or through a role"
        raise ImproperlyConfigured(
            f"The portal connected to PostgreSQL as {name}, which {reason}, so row security would not keep tenants "
            "apart. Put a plain role that owns nothing into DATABASE_URL, and the owner into DATABASE_OWNER_URL."
        )


def settings_of_owner(settings: dict[str, Any]) -> dict[str, Any]:
    """Return connection settings like these for the owner's role; raise ImproperlyConfigured if none was given."""
    owner = settings.get("OWNER")
    if not owner:
        raise ImproperlyConfigured("This needs the role that owns the tables: set DATABASE_OWNER_URL.")
    return {**settings, **owner, "ACTS_AS_OWNER": True}


@contextlib.contextmanager
def acting_as_owner(connection: Any) -> Iterator[None]:
    """Let Django's connection be the owner's within the block; not within a transaction, which would be lost."""
    if connection.in_atomic_block:
        raise RuntimeError("The owner's role can only be taken outside of a transaction.")
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(settings_of_owner(kept))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(kept)
