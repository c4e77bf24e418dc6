"""What follows a changed calendar: apps above register it, since dates they have computed may no longer hold."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from portal.tenants.scope import current_tenant, tenant_scope

_followers: list[Callable[[], object]] = []


def register_calendar_change(follow: Callable[[], object]) -> None:
    """Call `follow()` in the tenant's scope once a change of its calendar is committed."""
    if follow not in _followers:
        _followers.append(follow)


def announce_change() -> None:
    """Tell the apps above once the present transaction is over."""
    tenant = current_tenant()

    def tell() -> None:
        with tenant_scope(tenant):
            for follow in _followers:
                follow()

    transaction.on_commit(tell)
