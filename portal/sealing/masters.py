"""The master keys: IDENTITY_KEYS from the settings. The first wraps new data keys, all of them unwrap."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from portal.sealing.faults import Tampered, UnknownMasterKey

NONCE_BYTES = 12


@dataclass(frozen=True)
class MasterKey:
    """A secret of the installation. `id` tells it apart from others and says nothing about it."""

    id: str
    secret: bytes = field(repr=False)

    def wrap(self, key: bytes, *, name: str) -> bytes:
        """Return a data key as it is stored. `name` says which it is: under another name it does not open."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, key, name.encode())

    def unwrap(self, wrapped: bytes, *, name: str) -> bytes:
        try:
            return AESGCM(self.secret).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
        except InvalidTag as broken:
            raise Tampered(name, key=f"the master key {self.id}") from broken


def newest_master() -> MasterKey:
    return _masters(tuple(settings.IDENTITY_KEYS))[0]


def master_by_id(master_id: str, *, name: str) -> MasterKey:
    """Return the master key that wrapped the data key `name`. Raises UnknownMasterKey."""
    masters = _masters(tuple(settings.IDENTITY_KEYS))
    for master in masters:
        if master.id == master_id:
            return master
    raise UnknownMasterKey(name, master=master_id, known=", ".join(master.id for master in masters))


@functools.lru_cache(maxsize=8)
def _masters(secrets: tuple[str, ...]) -> tuple[MasterKey, ...]:
    return tuple(MasterKey(_derive(secret, "id", 4).hex(), _derive(secret, "wrap", 32)) for secret in secrets)


def _derive(secret: str, purpose: str, length: int) -> bytes:
    """Settings are long random texts; AES wants 32 bytes, and the id must not give any of them away."""
    info = f"juxian master key {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret.encode())
