"""Files in a folder: whole or not there at all, whatever happens to the machine meanwhile."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.utils._os import safe_join

from portal.files.faults import NoRoom

PART = ".part-"
FULL = (errno.ENOSPC, errno.EDQUOT)


class Disk:
    """Bytes by name below `root`; `reserve` bytes of the disk stay free for the others who write to it."""

    def __init__(self, root: Path, *, reserve: int = 0) -> None:
        self.root = Path(root)
        self.reserve = reserve

    def put(self, name: str, data: bytes) -> bool:
        """Write a file, or write it anew, and return whether the name was free. Raises NoRoom, and leaves nothing then.

        Once this returns, the file outlives a power failure: its content and its name have reached the disk.
        """
        path = self.path(name)
        is_new = not path.exists()
        with _full_disk_told():
            self._make_folder(path.parent)
            self._demand_room(path.parent, len(data))
            _write(path, data)
        return is_new

    def get(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        return self.path(name).is_file()

    def names(self) -> Iterator[tuple[str, float]]:
        """Yield every file's name with the time of its writing, unfinished ones left out."""
        for path in self._files():
            with contextlib.suppress(FileNotFoundError):  # gone meanwhile
                if not path.name.startswith(PART):
                    yield str(path.relative_to(self.root)), path.stat().st_mtime

    def remove_parts(self, *, older_than: float) -> int:
        """Remove what writers who died left unfinished, `older_than` seconds ago or more; return how much it was."""
        removed = 0
        for path in self._files():
            with contextlib.suppress(FileNotFoundError):
                if path.name.startswith(PART) and path.stat().st_mtime < time.time() - older_than:
                    path.unlink()
                    removed += 1
        return removed

    def path(self, name: str) -> Path:
        """Return where a file lies; raises SuspiciousFileOperation for a name that leads elsewhere."""
        return Path(safe_join(self.root, name))

    def has_room_for(self, size: int) -> bool:
        existing = next(one for one in (self.root, *self.root.parents) if one.exists())
        return shutil.disk_usage(existing).free - self.reserve >= size

    def _files(self) -> Iterator[Path]:
        for folder, _folders, files in os.walk(self.root):
            yield from (Path(folder) / file for file in files)

    def _demand_room(self, folder: Path, size: int) -> None:
        if not self.has_room_for(size):
            raise NoRoom(errno.ENOSPC, "less is free than the reserve", str(folder))

    def _make_folder(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(exist_ok=True, mode=0o700)
            _sync_folder(one.parent)


def _write(path: Path, data: bytes) -> None:
    part = tempfile.NamedTemporaryFile(dir=path.parent, prefix=PART, delete=False)  # noqa: SIM115  # private: mode 0600
    try:
        with part:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        os.replace(part.name, path)
    except BaseException:
        Path(part.name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _full_disk_told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL and not isinstance(error, NoRoom):
            raise NoRoom(error.errno, "the disk is full", error.filename) from error
        raise
