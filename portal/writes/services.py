"""Keys of writes: whoever comes first does it, whoever repeats it gets the same answer."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction

from portal.calendar import now
from portal.tenants.scope import current_tenant
from portal.writes.models import WriteKey

KEPT = dt.timedelta(hours=48)

Said = Sequence[tuple[int, str, str]]
"""Level, words and tags of what the next page says."""


class KeyReused(Exception):
    """The key came with something else before."""


def new_key() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


@transaction.atomic
def claim_key(*, owner: str, key: str, fingerprint: str) -> tuple[WriteKey, bool]:
    """Return the key's row, and whether the caller is the first and now does the write.

    While another request is at it, this waits for its end: the unique index lets nobody in before. Raises KeyReused.
    """
    row = WriteKey(
        owner=owner, key=key, fingerprint=fingerprint, attempt=secrets.token_urlsafe(12), created_at=now(), messages=[]
    )
    WriteKey.objects.bulk_create([_in_tenant(row)], ignore_conflicts=True)
    found: WriteKey = WriteKey.objects.get(owner=owner, key=key)
    if found.fingerprint != fingerprint:
        raise KeyReused
    return found, found.attempt == row.attempt


def keep_answer(*, row: WriteKey, status: int, location: str = "", messages: Said = ()) -> None:
    """Write down what a repetition is to be told."""
    row.status, row.location, row.messages = status, location, [list(one) for one in messages]
    row.save(update_fields=["status", "location", "messages"])


def release_key(*, row: WriteKey) -> None:
    """Nothing was written: the same form may be sent again, with whatever is corrected."""
    WriteKey.objects.filter(pk=row.pk).delete()


def forget_keys() -> int:
    """Delete the tenant's keys that no page of today can still hold; return how many."""
    return WriteKey.objects.filter(created_at__lt=now() - KEPT).delete()[0]


def _in_tenant(row: WriteKey) -> WriteKey:
    """`bulk_create` does not go through `save`, which would set it."""
    row.tenant = current_tenant()
    return row
