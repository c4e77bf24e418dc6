"""Names of shared counts, keyed. A limit on tries is counted by phone number, and the table of counts is in each dump."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def keyed_name(key: str, prefix: str, version: int) -> str:
    """For CACHES: a hash that nobody can guess numbers from, because the key of it is not in the database."""
    return salted_hmac(__name__, f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
