"""Files while their place is full, or holds its connections and answers nothing."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from portal.files.disk import PART, Disk
from portal.files.faults import NoRoom
from tools.chaos.bombs import picture
from tools.chaos.figures import Figure, at_least, at_most, exactly
from tools.stack import Browser, Stack

if TYPE_CHECKING:
    from tools.chaos.people import Draft

TITLE = "Storage hung (SIGSTOP) during uploads; a disk that becomes full"
LIMIT = 240

UPLOADS, AT_ONCE = 60, 4
HEALED = 30.0
DISK_MEGABYTES = 8


def measure(stack: Stack) -> Iterator[Figure]:
    yield from hung(stack)
    yield from disk_full()


def hung(stack: Stack) -> Iterator[Figure]:
    """Upload while the object store is stopped, then ask the store itself for every file that was acknowledged."""
    stack.set_up_django()
    from portal.files.objects import Objects
    from tools.chaos.load import wait_until
    from tools.chaos.people import any_tenant, browser_of, make_drafts

    drafts = make_drafts(any_tenant(), UPLOADS)
    browsers = [browser_of(stack, draft) for draft in drafts]
    with stack.paused("storage"), ThreadPoolExecutor(AT_ONCE) as people:
        answers = list(people.map(_upload, drafts, browsers))
    taken = [draft for draft, (status, _seconds) in zip(drafts, answers, strict=True) if status == 200]
    store = Objects(stack.environment["FILES_URL"])
    names = _names(stack, [draft.application.pk for draft in taken])
    healed = wait_until(lambda: all(_has(store, name) for name in names), seconds=HEALED + 30)
    yield Figure("uploads while storage hung", UPLOADS)
    yield Figure("acknowledged", len(taken), at_least(UPLOADS))
    yield Figure("slowest answer", max(seconds for _status, seconds in answers), at_most(10), unit="s")
    yield Figure("acknowledged and not in the store", sum(not _has(store, name) for name in names), exactly(0))
    yield Figure("healed after", healed, at_most(HEALED), unit="s")


def _upload(draft: Draft, browser: Browser) -> tuple[int, float]:
    """Upload a picture as a person would; return the status of the answer, and the seconds until it."""
    slots = draft.application.scheme.slots
    slot = next(one for one in slots if one.several and not one.photo and not one.seals)
    start = time.monotonic()
    address = f"/cases/{draft.application.public_id}/slots/{slot.key}/"
    answer = browser.post(address, files={"file": ("a.jpg", picture(size=(300, 400)))})
    return answer.status_code, time.monotonic() - start


def _names(stack: Stack, applications: list[int]) -> list[str]:
    with stack.connect() as connection:
        found = connection.execute(
            "SELECT DISTINCT ON (application_id) file FROM applications_attachment WHERE application_id = ANY(%s)"
            " ORDER BY application_id, id DESC",
            [applications],
        )
        return [name for (name,) in found.fetchall()]


def _has(store: object, name: str) -> bool:
    with contextlib.suppress(OSError):
        return bool(store.has(name))  # type: ignore[attr-defined]
    return False


def disk_full() -> Iterator[Figure]:
    """Fill a small disk from eight sides at once; whatever was acknowledged is whole, and nothing else is there."""
    with _small_disk() as folder:
        disk = Disk(folder)
        with ThreadPoolExecutor(8) as writers:
            outcomes = list(writers.map(lambda number: _put(disk, number), range(200)))
        kept = [number for number, is_kept in enumerate(outcomes) if is_kept]
        lost = sum(disk.get(f"{number}/a") != _content(number) for number in kept)
        parts = [path for path in folder.rglob("*") if path.is_file() and path.name.startswith(PART)]
        others = {name for name, _written in disk.names()} - {f"{number}/a" for number in kept}
    yield Figure("files that found room on a small disk", len(kept), at_least(1))
    yield Figure("refused, since it was full", len(outcomes) - len(kept), at_least(1))
    yield Figure("acknowledged and lost on a full disk", lost, exactly(0))
    yield Figure("partial files", len(parts) + len(others), exactly(0))


def _put(disk: Disk, number: int) -> bool:
    try:
        disk.put(f"{number}/a", _content(number))
    except NoRoom:
        return False
    return True


def _content(number: int) -> bytes:
    return bytes([number]) * (40_000 + 997 * number)


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    """A disk in memory, which only root may mount."""
    if os.geteuid() != 0:
        raise PermissionError("mounting a small disk takes root")
    with tempfile.TemporaryDirectory(prefix="juxian-full-") as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", name]
        subprocess.run(command, check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)
