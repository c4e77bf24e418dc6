"""Sealing texts and bytes, and the keyed hashes by which sealed values are found.

A seal (AES-256-GCM) holds for one owner, one purpose and, where `bound_to` is given, one row: what is moved elsewhere
does not open. The functions work for the current tenant, outside of any scope for the platform; a `Box` for whom it names.
"""

from __future__ import annotations

import hmac
import json
import os
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from portal.sealing.faults import ForeignSeal, NotSealed, Tampered
from portal.sealing.keys import Key, KeyKind, Owner, as_text, from_text, owner_name, reading_key, writing_key
from portal.tenants.scope import current_tenant_or_none

TEXT_MARK = "jx1."
BYTES_MARK = b"JXS1"

_HEAD = struct.Struct(">4sqI")  # mark, owner (0 for the platform), key version
_NONCE_BYTES = 12
_LEAST = _NONCE_BYTES + 16  # nonce and tag


def seal_text(text: str, *, purpose: str, bound_to: str = "") -> str:
    """Return a text sealed for the current tenant, as ASCII of about four thirds the length and forty more."""
    return own_box().seal_text(text, purpose=purpose, bound_to=bound_to)


def unseal_text(token: str, *, purpose: str, bound_to: str = "") -> str:
    """Return what `seal_text` was given for the same tenant, purpose and row. Raises SealingError."""
    return own_box().unseal_text(token, purpose=purpose, bound_to=bound_to)


def seal_bytes(data: bytes, *, purpose: str, bound_to: str = "") -> bytes:
    """Return bytes sealed for the current tenant, 44 longer."""
    return own_box().seal_bytes(data, purpose=purpose, bound_to=bound_to)


def unseal_bytes(data: bytes, *, purpose: str, bound_to: str = "") -> bytes:
    """Return what `seal_bytes` was given for the same tenant, purpose and row. Raises SealingError."""
    return own_box().unseal_bytes(data, purpose=purpose, bound_to=bound_to)


def lookup_key(value: str, *, purpose: str) -> str:
    """Return the keyed hash (43 characters) by which the current tenant finds a value that is stored sealed.

    The same value under another purpose or in another tenant has another hash. No rotation changes it.
    """
    return own_box().lookup_key(value, purpose=purpose)


def own_box() -> Box:
    tenant = current_tenant_or_none()
    return Box(None if tenant is None else tenant.pk)


@dataclass(frozen=True)
class Box:
    """Seals for one owner: a tenant by its id, or None for the platform."""

    owner: Owner

    def seal_text(self, text: str, *, purpose: str, bound_to: str = "") -> str:
        key = writing_key(self.owner)
        return f"{_text_head(key.owner, key.version)}{as_text(_encrypt(key, text.encode(), purpose, bound_to))}"

    def unseal_text(self, token: str, *, purpose: str, bound_to: str = "") -> str:
        owner, version, sealed = _parse_text(token, purpose)
        return self._decrypt(owner, version, sealed, purpose, bound_to).decode()

    def seal_bytes(self, data: bytes, *, purpose: str, bound_to: str = "") -> bytes:
        key = writing_key(self.owner)
        return _HEAD.pack(BYTES_MARK, key.owner or 0, key.version) + _encrypt(key, data, purpose, bound_to)

    def unseal_bytes(self, data: bytes, *, purpose: str, bound_to: str = "") -> bytes:
        owner, version = _parse_head(data, purpose)
        return self._decrypt(owner, version, data[_HEAD.size :], purpose, bound_to)

    def lookup_key(self, value: str, *, purpose: str) -> str:
        key = writing_key(self.owner, KeyKind.LOOKUP)
        return as_text(hmac.digest(key.secret, json.dumps([purpose, value]).encode(), "sha256"))

    def _decrypt(self, owner: Owner, version: int, sealed: bytes, purpose: str, bound_to: str) -> bytes:
        if owner != self.owner:
            raise ForeignSeal(purpose, sealed_for=owner_name(owner), asked_by=owner_name(self.owner))
        key = reading_key(owner, version)
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return key.cipher.decrypt(nonce, content, _bound(key, purpose, bound_to))
        except InvalidTag as broken:
            raise Tampered(purpose, key=key.name) from broken


def owner_prefix(owner: Owner) -> str:
    """Return how every text begins that is sealed for an owner."""
    return f"{TEXT_MARK}{owner or 0}."


def current_prefix(owner: Owner) -> str:
    """Return how every text begins that is sealed with the owner's newest key: what rotation leaves alone."""
    return _text_head(owner, writing_key(owner).version)


def version_of_bytes(data: bytes, *, purpose: str) -> int:
    """Return the version of the key that sealed these bytes; their first 16 are enough. Raises NotSealed."""
    return _parse_head(data, purpose)[1]


def is_sealed_text(text: str) -> bool:
    """Whether a text has the form of a seal; says nothing about whether it opens."""
    return text.startswith(TEXT_MARK)


def is_sealed_bytes(data: bytes) -> bool:
    return data.startswith(BYTES_MARK)


def _encrypt(key: Key, data: bytes, purpose: str, bound_to: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + key.cipher.encrypt(nonce, data, _bound(key, purpose, bound_to))


def _bound(key: Key, purpose: str, bound_to: str) -> bytes:
    """What the seal covers beside its content. JSON keeps the parts apart, whatever they contain."""
    return json.dumps([key.owner, key.version, purpose, bound_to]).encode()


def _text_head(owner: Owner, version: int) -> str:
    return f"{owner_prefix(owner)}{version}."


def _parse_text(token: str, purpose: str) -> tuple[Owner, int, bytes]:
    try:
        mark, owner, version, content = token.split(".")
        sealed = from_text(content)
        if f"{mark}." == TEXT_MARK and len(sealed) >= _LEAST:
            return int(owner) or None, int(version), sealed
    except ValueError:
        pass
    raise NotSealed(purpose)


def _parse_head(data: bytes, purpose: str) -> tuple[Owner, int]:
    if len(data) < _HEAD.size or not is_sealed_bytes(data):
        raise NotSealed(purpose)
    _mark, owner, version = _HEAD.unpack_from(data)
    return owner or None, version
