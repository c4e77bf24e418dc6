"""The data keys: made when first needed, unwrapped once a process, found by owner, kind and version.

A key that is made inside a transaction may be rolled back with it, and whatever was sealed with it must be too: until
the commit such a key is known to this transaction only, never to the process.
"""

from __future__ import annotations

import base64
import functools
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from portal.calendar import now
from portal.sealing.faults import UnknownKey
from portal.sealing.masters import master_by_id, newest_master
from portal.sealing.models import DataKey, KeyKind, PlatformKey, WrappedKey

SECONDS_TO_NOTICE = 30
"""How long a process may go on sealing with a version after another process has made a newer one."""

KEY_BYTES = 32

Owner = int | None
"""A tenant by its id, or None for the platform itself."""


@dataclass(frozen=True)
class Key:
    """An unwrapped key."""

    owner: Owner
    kind: str
    version: int
    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        return key_name(self.owner, self.kind, self.version)

    @functools.cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self.secret)


@dataclass(frozen=True)
class _Ring:
    """All versions of one key, as they were read from the database; each is unwrapped when it is needed."""

    owner: Owner
    kind: str
    rows: dict[int, WrappedKey]
    read_at: float
    opened: dict[int, Key] = field(default_factory=dict)

    def newest(self) -> Key:
        return self.key(max(self.rows))

    def key(self, version: int) -> Key:
        if version not in self.opened:
            self.opened[version] = _unwrap(self.owner, self.rows[version])
        return self.opened[version]


@dataclass
class _Uncommitted:
    """A ring with a key that this transaction made. Django drops it where the transaction, or its savepoint, fails."""

    ring: _Ring

    def __call__(self) -> None:
        _rings[self.ring.owner, self.ring.kind] = self.ring


_rings: dict[tuple[Owner, str], _Ring] = {}


def owner_name(owner: Owner) -> str:
    return "the platform" if owner is None else f"tenant {owner}"


def key_name(owner: Owner, kind: str, version: int) -> str:
    """Return what error messages, and the wrapping, call a key."""
    return f"{kind.lower()} key {version} of {owner_name(owner)}"


def writing_key(owner: Owner, kind: str = KeyKind.DATA) -> Key:
    """Return the key that seals now, made on the spot for an owner that has none yet."""
    ring = _known(owner, kind)
    if ring is None or (ring.read_at + SECONDS_TO_NOTICE < time.monotonic() and not _made_here(owner, kind)):
        ring = _read(owner, kind)
    if ring is None:
        return make_key(owner, kind, version=1)
    return ring.newest()


def reading_key(owner: Owner, version: int, kind: str = KeyKind.DATA) -> Key:
    """Return the key of a version. Raises UnknownKey or UnknownMasterKey."""
    ring = _known(owner, kind)
    if ring is None or version not in ring.rows:
        ring = _read(owner, kind)
    if ring is None or version not in ring.rows:
        known = ", ".join(map(str, sorted(ring.rows))) if ring else "none of its keys"
        raise UnknownKey(key_name(owner, kind, version), known=known)
    return ring.key(version)


def make_key(owner: Owner, kind: str, *, version: int) -> Key:
    """Make a version, unless another process just did: of two at once the database lets one through, both use it."""
    secret, master = os.urandom(KEY_BYTES), newest_master()
    wrapped = master.wrap(secret, name=key_name(owner, kind, version))
    row = _row(owner, kind=kind, version=version, master_id=master.id, wrapped=as_text(wrapped), created_at=now())
    type(row)._base_manager.bulk_create([row], ignore_conflicts=True)
    ring = _ring(owner, kind, rows_of(owner, kind))
    transaction.on_commit(_Uncommitted(ring))
    return ring.key(version)


def rows_of(owner: Owner, kind: str | None = None) -> list[WrappedKey]:
    """Return an owner's keys as they are stored."""
    rows = PlatformKey._base_manager.all() if owner is None else DataKey._base_manager.filter(tenant_id=owner)
    return list(rows.filter(kind=kind) if kind else rows)


def forget_keys() -> None:
    """Read every key anew when it is needed next."""
    _rings.clear()


def as_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Raises ValueError for what `as_text` did not write."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _unwrap(owner: Owner, row: WrappedKey) -> Key:
    name = key_name(owner, row.kind, row.version)
    secret = master_by_id(row.master_id, name=name).unwrap(from_text(row.wrapped), name=name)
    return Key(owner, row.kind, row.version, secret)


def _row(owner: Owner, **values: object) -> WrappedKey:
    return PlatformKey(**values) if owner is None else DataKey(tenant_id=owner, **values)


def _known(owner: Owner, kind: str) -> _Ring | None:
    return _made_here(owner, kind) or _rings.get((owner, kind))


def _made_here(owner: Owner, kind: str) -> _Ring | None:
    """Return the newest ring that this transaction made and has not rolled back."""
    for hook in reversed(connection.run_on_commit):
        call = hook[1]
        if isinstance(call, _Uncommitted) and (call.ring.owner, call.ring.kind) == (owner, kind):
            return call.ring
    return None


def _read(owner: Owner, kind: str) -> _Ring | None:
    rows = rows_of(owner, kind)
    if not rows:
        return None
    ring = _ring(owner, kind, rows)
    if _made_here(owner, kind) is None:
        _rings[owner, kind] = ring
    return ring


def _ring(owner: Owner, kind: str, rows: Iterable[WrappedKey]) -> _Ring:
    return _Ring(owner, kind, {row.version: row for row in rows}, time.monotonic())
