"""An object store that may be away: what it does not take waits on this machine's disk, and moves on by itself."""

from __future__ import annotations

import contextlib
import fcntl
import logging
from collections.abc import Iterator
from pathlib import Path

from portal.files.disk import Disk
from portal.files.faults import StorageAway
from portal.files.objects import Objects

log = logging.getLogger(__name__)

LOCK = ".moving"


class Spooled:
    """Bytes by name in an object store. A reader finds what waits in the spool like what has arrived."""

    def __init__(self, objects: Objects, spool: Disk) -> None:
        self.objects = objects
        self.spool = spool

    def put(self, name: str, data: bytes) -> bool:
        """Store, in the spool where the store is away. Raises NoRoom if there is no room in the spool either."""
        try:
            is_new = self.objects.put(name, data)
        except StorageAway as error:
            log.warning("a file waits in the spool: %s", error)
            self.spool.put(name, data)
            return False  # whether the name was free is not known
        self.spool.remove(name)  # an older content of the same name must not follow it
        return is_new

    def get(self, name: str) -> bytes:
        with contextlib.suppress(FileNotFoundError):
            return self.spool.get(name)
        return self.objects.get(name)

    def remove(self, name: str) -> None:
        self.spool.remove(name)
        self.objects.remove(name)

    def has(self, name: str) -> bool:
        return self.spool.has(name) or self.objects.has(name)

    def names(self) -> Iterator[tuple[str, float]]:
        waiting = dict(self.spool.names())
        yield from waiting.items()
        yield from ((name, written) for name, written in self.objects.names() if name not in waiting)

    def has_room_for(self, size: int) -> bool:
        return self.spool.has_room_for(size)

    def remove_parts(self, *, older_than: float) -> int:
        return self.spool.remove_parts(older_than=older_than)

    def move(self) -> tuple[int, int]:
        """Bring what waits into the store; return how many files moved and how many still wait.

        One process at a time: the others leave it to it. A file is removed from the spool once the store has said
        that it has it, so a process that dies in between does it again, to the same effect. A process that holds the
        lock and dies gives it back by dying.
        """
        moved = 0
        with self._alone() as is_alone:
            for name, _written in list(self.spool.names()) if is_alone else ():
                try:
                    self._move(name)
                except StorageAway:
                    break
                moved += 1
        return moved, sum(1 for _name in self.spool.names())

    def _move(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile
            data = self.spool.get(name)
            self.objects.put(name, data)
            if self.spool.get(name) == data:
                self.spool.remove(name)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        root: Path = self.spool.root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (root.parent / f"{root.name}{LOCK}").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
