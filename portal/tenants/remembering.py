"""Which tenant a host name led to, and what a tenant has that every page asks for: remembered for seconds by each process.

A change is known at once where it was made, and elsewhere when SECONDS have passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from django.core.cache import caches
from django.db import transaction

from portal.tenants.current import current_tenant

SECONDS = 5

Found = TypeVar("Found")


def host_key(host: str) -> str:
    return f"tenant-host:{host}"


def forget_hosts(hosts: Iterable[str]) -> None:
    """Let the next request look these host names up, once the present transaction is over."""
    keys = [host_key(host) for host in hosts]
    if keys:
        transaction.on_commit(lambda: caches["process"].delete_many(keys))


def remembered(what: str, find: Callable[[], Found]) -> Found:
    """Return what `find` finds for the current tenant: an answer that costs a query and stands on every page."""
    found = caches["process"].get_or_set(_key(what), find, SECONDS)
    return cast("Found", found)


def forget(what: str) -> None:
    """Let the next page ask again, once the present transaction is over."""
    key = _key(what)
    transaction.on_commit(lambda: caches["process"].delete(key))


def _key(what: str) -> str:
    return f"tenant:{current_tenant().pk}:{what}"
