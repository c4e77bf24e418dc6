"""A dump of the test database, and looking for a number in it in every form in which it could still be read."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import re
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "sha3_256")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}")
HEX = re.compile(rb"\\x([0-9a-f]{16,})")


def dump() -> bytes:
    """Return what a backup holds, as SQL: pg_dump run by the owner of the tables."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    owner = os.environ["DATABASE_OWNER_URL"].rsplit("/", 1)[0]
    address = f"{owner}/{connection.settings_dict['NAME']}"
    return subprocess.run([binaries / "pg_dump", address], capture_output=True, check=True).stdout


def found_in(content: bytes, numbers: Iterable[str]) -> dict[str, list[str]]:
    """Return in which forms, and beside what, each of the numbers stands there; the numbers that do not are left out."""
    layers = [content, b"\n".join(_unpacked(content))]
    found: dict[str, list[str]] = {}
    for number in sorted(numbers):
        for name, shape in _shapes(number):
            for layer in layers:
                if (place := layer.find(shape)) >= 0:
                    around = layer[max(0, place - 120) : place + len(shape) + 60]
                    found.setdefault(number, []).append(f"{name}: {around!r}")
    return found


def _shapes(number: str) -> Iterator[tuple[str, bytes]]:
    plain = number.encode()
    yield "clear", plain
    yield "hex", plain.hex().encode()
    yield "UTF-16", number.encode("utf-16-le")
    yield "backwards", plain[::-1]
    for offset in range(3):
        yield f"base64 at {offset}", _base64_at(plain, offset)
    for name in HASHES:
        digest = hashlib.new(name, plain).digest()
        yield f"{name} in hex", digest.hex().encode()
        yield f"{name} in base64", _base64_at(digest, 0)
        yield f"{name} in URL-safe base64", _base64_at(digest, 0).translate(bytes.maketrans(b"+/", b"-_"))


def _base64_at(plain: bytes, offset: int) -> bytes:
    """The part of the encoding that does not depend on what stands before and after it."""
    encoded = base64.b64encode(b"\0" * offset + plain)
    return encoded[(0, 2, 3)[offset] : (offset + len(plain)) * 4 // 3]


def _unpacked(content: bytes, depth: int = 2) -> Iterator[bytes]:
    """What stands encoded in it: bytea, base64, what was compressed before it was encoded, and one inside the other."""
    for layer in _opened(content):
        yield layer
        if depth > 1:
            yield from _unpacked(layer, depth - 1)


def _opened(content: bytes) -> Iterator[bytes]:
    for token in HEX.findall(content):
        yield from _inflated(bytes.fromhex(token[: len(token) // 2 * 2].decode()))
    for token in set(BASE64.findall(content)):
        with contextlib.suppress(binascii.Error):
            yield from _inflated(base64.b64decode(token + b"=" * (-len(token) % 4), altchars=b"-_"))


def _inflated(data: bytes) -> Iterator[bytes]:
    yield data
    with contextlib.suppress(zlib.error):
        yield zlib.decompressobj(wbits=47).decompress(data)
