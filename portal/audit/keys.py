"""The keys of the log. The first of AUDIT_SIGNING_KEYS signs; the others are known for what they signed before.

Each is 32 random bytes in base64: the seed of an Ed25519 key, from which the key of the events' own marks comes too.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import functools
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from portal.audit.verifying import key_id_of

SEED_BYTES = 32


@dataclass(frozen=True)
class SigningKey:
    """`key_id` names it in checkpoints; `public_key` is its public half in base64."""

    key_id: str
    public_key: str
    private: Ed25519PrivateKey
    mark_key: bytes

    @property
    def pem(self) -> str:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, content: bytes) -> str:
        return base64.b64encode(self.private.sign(content)).decode()

    def mark(self, content_hash: str) -> str:
        """Return what only a holder of the key can write beside an event: its hash under the key."""
        return hmac.new(self.mark_key, content_hash.encode(), hashlib.sha256).hexdigest()


def signing_keys() -> list[SigningKey]:
    """Return every key of the installation, the one that signs now first."""
    texts = tuple(settings.AUDIT_SIGNING_KEYS) or (_own_key(Path(settings.VAR) / "audit" / "signing.key"),)
    return list(_keys(texts))


def public_keys() -> str:
    """Return the public keys, one PEM block each, the present one first."""
    return "".join(key.pem for key in signing_keys())


def mark(content_hash: str) -> str:
    return signing_keys()[0].mark(content_hash)


def is_marked(content_hash: str, mac: str) -> bool:
    """Whether a process of this installation wrote this mark, with the present key or an earlier one."""
    return any(hmac.compare_digest(key.mark(content_hash), mac) for key in signing_keys())


@functools.lru_cache(maxsize=8)
def _keys(texts: tuple[str, ...]) -> tuple[SigningKey, ...]:
    return tuple(_key(text) for text in texts)


def _key(text: str) -> SigningKey:
    try:
        seed = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise ValueError(
            "AUDIT_SIGNING_KEYS: each key is 32 random bytes in base64, as `openssl rand -base64 32` makes"
        )
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    mark_key = hmac.new(seed, b"juxian.audit.mark", hashlib.sha256).digest()
    return SigningKey(key_id_of(public), base64.b64encode(public).decode(), private, mark_key)


@functools.lru_cache(maxsize=8)
def _own_key(path: Path) -> str:
    """Return a demonstration's key, made when it is first asked for; of several who make it, one wins."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(SEED_BYTES)).decode())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text().strip()
