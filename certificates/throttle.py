"""Against guessing: who asks for too many certificates that do not exist has to wait. Finding one costs nothing."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from portal.calendar import now
from portal.tenants.scope import current_tenant


@dataclass(frozen=True)
class Limit:
    """So many misses in each span of so many seconds."""

    misses: int
    seconds: int


PER_ADDRESS = Limit(misses=10, seconds=600)
# For one number guessed from many addresses. It closes only the form: a QR code works whatever others do.
PER_TENANT = Limit(misses=500, seconds=600)


def blocked_until(request: HttpRequest, *, guessable: bool) -> dt.datetime | None:
    """Return when this client may ask again, None if it may now. `guessable`: it asks by number and name."""
    limits = {_address_key(request): PER_ADDRESS}
    if guessable:
        limits[_tenant_key()] = PER_TENANT
    present = now()
    keys = {_in_span(key, limit, present): limit for key, limit in limits.items()}
    counts = cache.get_many(keys)
    over = [limit for key, limit in keys.items() if counts.get(key, 0) >= limit.misses]
    return max((_end_of_span(limit, present) for limit in over), default=None)


def count_miss(request: HttpRequest, *, guessable: bool) -> None:
    """Remember that this client asked for a certificate that does not exist."""
    present = now()
    _add_one(_in_span(_address_key(request), PER_ADDRESS, present), PER_ADDRESS)
    if guessable:
        _add_one(_in_span(_tenant_key(), PER_TENANT, present), PER_TENANT)


def _add_one(key: str, limit: Limit) -> None:
    cache.add(key, 0, timeout=limit.seconds)
    try:
        cache.incr(key)
    except ValueError:  # it ran out in between: a new span begins
        cache.set(key, 1, timeout=limit.seconds)


def _address_key(request: HttpRequest) -> str:
    """One IPv4 address, or the /64 that an IPv6 client can choose its addresses from."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.version == 6:
        address = ipaddress.ip_network((address, 64), strict=False).network_address
    return f"verify-misses:{current_tenant().pk}:{address}"


def _tenant_key() -> str:
    return f"verify-misses:{current_tenant().pk}:all"


def _in_span(key: str, limit: Limit, present: dt.datetime) -> str:
    return f"{key}:{int(present.timestamp()) // limit.seconds}"


def _end_of_span(limit: Limit, present: dt.datetime) -> dt.datetime:
    span = int(present.timestamp()) // limit.seconds
    return dt.datetime.fromtimestamp((span + 1) * limit.seconds, tz=dt.UTC)
