"""Leave to exchange the seals of rows that are otherwise never changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection


@contextlib.contextmanager
def resealing() -> Iterator[None]:
    """Within the transaction, let the owner of the tables write sealed columns of append-only ones, and nothing else.

    The database holds both (`portal.audit.append_only`): to the portal's own role this gives nothing.
    """
    _set("on")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _set("")


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.resealing', %s, true)", [value])
