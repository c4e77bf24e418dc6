"""Hostile and broken files, through the page that takes uploads: other projects' own test files, and bombs of ours."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.chaos.bombs import bombs
from tools.chaos.figures import Figure, at_least, at_most, exactly
from tools.stack import Stack
from tools.stack.layout import ROOT

TITLE = "Upload sets: Pillow's and pikepdf's own test files, bombs and polyglots"
LIMIT = 600

SOURCES = ("pillow", "pikepdf")
FOLDERS = ("/Tests/images/", "/tests/resources/")
FILES_OF_ONE_PERSON = 40
MOST_SECONDS, MOST_MEGABYTES = 2, 512
WORKERS = ("web-1", "web-2")


@dataclass
class Sent:
    """What came back: one status and time a file."""

    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def measure(stack: Stack) -> Iterator[Figure]:
    stack.set_up_django()
    ours, theirs = bombs(), dict(test_files(stack.layout.var / "cache" / "samples"))
    workers = [pid for name in WORKERS for pid in stack.children(name)]
    with _memory_of_children() as memory:
        sent = _send_all(stack, theirs | ours)
    slowest = sorted(sent.seconds)
    yield Figure("files of Pillow and pikepdf", len(theirs), at_least(300))
    yield Figure("bombs and polyglots of ours", len(ours), at_least(30))
    yield Figure("taken", sent.statuses.count(200))
    yield Figure("refused in words", sent.statuses.count(422))
    yield Figure("server errors", sum(status >= 500 for status in sent.statuses), exactly(0))
    yield Figure("other answers", sum(status not in (200, 422) for status in sent.statuses), exactly(0))
    dead = set(workers) - {pid for name in WORKERS for pid in stack.children(name)}
    yield Figure("web workers that died", len(dead), exactly(0))
    yield Figure("99 of 100 answered within", slowest[int(len(slowest) * 0.99)], at_most(MOST_SECONDS), unit="s")
    yield Figure("slowest answer", slowest[-1], at_most(10), unit="s")
    yield Figure("most memory of an examiner", max(memory, default=0) / 1024, at_most(MOST_MEGABYTES), unit="MB")


def test_files(cache: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the test files of the locked versions, which their projects publish with their source."""
    for project in SOURCES:
        archive = _downloaded(project, cache)
        with tarfile.open(archive) as packed:
            for member in packed:
                name = member.name.partition("/")[2]
                if member.isfile() and member.size and f"/{name}".startswith(FOLDERS):
                    content = packed.extractfile(member)
                    assert content is not None
                    yield f"{project}/{name}", content.read()


def _downloaded(project: str, cache: Path) -> Path:
    locked = (ROOT / "requirements" / "runtime.txt").read_text()
    version = re.search(rf"^{project}==(\S+)", locked, re.MULTILINE)
    assert version is not None
    archive = cache / f"{project}-{version[1]}.tar.gz"
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        wanted = ["--no-deps", "--no-binary", project, f"{project}=={version[1]}", "-d", str(cache)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *wanted]
        subprocess.run(command, check=True, timeout=300)
    return archive


def _send_all(stack: Stack, files: dict[str, bytes]) -> Sent:
    from tools.chaos.people import any_tenant, browser_of, make_drafts

    sent, names = Sent(), list(files)
    for number, draft in enumerate(make_drafts(any_tenant(), -(-len(names) // FILES_OF_ONE_PERSON))):
        browser, application = browser_of(stack, draft), draft.application
        slot = next(one for one in application.scheme.slots if one.several and not one.photo and not one.seals)
        address = f"/cases/{application.public_id}/slots/{slot.key}/"
        for name in names[number * FILES_OF_ONE_PERSON :][:FILES_OF_ONE_PERSON]:
            start = time.monotonic()
            answer = browser.post(address, files={"file": (name.rpartition("/")[2], files[name])})
            sent.seconds.append(time.monotonic() - start)
            sent.statuses.append(answer.status_code)
            sent.names.append(name)
    return sent


@contextmanager
def _memory_of_children() -> Iterator[list[int]]:
    """Watch how much the processes that examine files use at most, in KB; the list fills meanwhile."""
    seen: list[int] = []
    is_over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, is_over), daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        is_over.set()
        watcher.join()


def _watch(seen: list[int], is_over: threading.Event) -> None:
    while not is_over.wait(0.02):
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                if b"inspection/child.py" in (status.parent / "cmdline").read_bytes():
                    peak = re.search(r"VmHWM:\s+(\d+)", status.read_text())
                    seen.append(int(peak[1]) if peak else 0)
            except OSError:
                continue  # it has ended
