"""Django's default storage: private files under names of our own, on a disk or in an object store."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from portal.files.disk import Disk
from portal.files.faults import Damaged, StorageAway
from portal.files.following import follow
from portal.files.place import Place
from portal.sealing.faults import ForeignSeal, NotSealed, Tampered
from portal.sealing.seals import seal_bytes, unseal_bytes

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


def place_at(url: str, *, spool: Path, reserve: int) -> Place:
    """Return the place that an address names; `spool` is where files wait for an object store that is away."""
    if urlsplit(url).scheme == "s3":
        # Imported here: a portal on disks is spared boto's half second.
        from portal.files.objects import Objects
        from portal.files.spool import Spooled

        return Spooled(Objects(url), Disk(spool, reserve=reserve))
    return Disk(Path(unquote(urlsplit(url).path)), reserve=reserve)


PURPOSE = "file"


class PrivateStorage(Storage):
    """Files are sealed for the current tenant and bound to their names: at rest nobody reads or exchanges them.

    No address leads to a file; a view serves it after asking whether the reader may see it.

    Names are made by the code that stores, never by people, and one name means one content: storing again under the
    same name replaces the file by its equal.
    """

    def __init__(self, *, url: str, spool: Path, reserve_mb: int) -> None:
        """`url` is `file:///folder` or `s3://…` (see `Objects`); `reserve_mb` of the disk are left to others."""
        self.place: Place = place_at(url, spool=spool, reserve=reserve_mb * MEGABYTE)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        if self.place.put(name, seal_bytes(content.read(), purpose=PURPOSE, bound_to=name)):
            follow(name, self.delete)
        return name

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        if mode != "rb":
            raise ValueError(f"private files are only read here, not opened as {mode!r}")
        return _Stored(self, name)

    def read(self, name: str) -> bytes:
        """Return a file's content. Raises FileNotFoundError, StorageAway, or Damaged for what is not as it was stored."""
        try:
            return unseal_bytes(self.place.get(name), purpose=PURPOSE, bound_to=name)
        except (NotSealed, ForeignSeal, Tampered) as error:
            log.error("a stored file is not what was stored: %s", error)
            raise Damaged(str(error)) from error

    def delete(self, name: str) -> None:
        """Remove a file. Where the storage is away it stays, without a row, for the reconciler to remove."""
        try:
            self.place.remove(name)
        except StorageAway:
            log.warning("a file could not be removed: the storage does not answer")

    def exists(self, name: str) -> bool:
        return self.place.has(name)

    def size(self, name: str) -> int:
        return len(self.read(name))

    def names(self) -> Iterator[tuple[str, dt.datetime]]:
        """Yield every file's name, and when it was written."""
        for name, written in self.place.names():
            yield name, dt.datetime.fromtimestamp(written, dt.UTC)

    def has_room_for(self, size: int) -> bool:
        return self.place.has_room_for(size)

    @contextlib.contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """Let files lie elsewhere for the block, e.g. while a case is only tried out."""
        kept, self.place = self.place, place
        try:
            yield
        finally:
            self.place = kept


class _Stored(ContentFile):
    """A file that was read as a whole; opened again, it is read again."""

    def __init__(self, storage: PrivateStorage, name: str) -> None:
        super().__init__(storage.read(name), name=name)
        self.storage = storage

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> Any:
        self.file = io.BytesIO(self.storage.read(self.name or ""))
        return self
