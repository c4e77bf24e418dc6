"""Which tenant a host name led to, remembered for seconds by each process: every request asks.

A change is known at once where it was made, and elsewhere when SECONDS have passed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import caches
from django.db import transaction

SECONDS = 5


def host_key(host: str) -> str:
    return f"tenant-host:{host}"


def forget_hosts(hosts: Iterable[str]) -> None:
    """Let the next request look these host names up, once the present transaction is over."""
    keys = [host_key(host) for host in hosts]
    if keys:
        transaction.on_commit(lambda: caches["process"].delete_many(keys))
