"""What other programs see of a running stack: its addresses, its database, and its processes to hurt."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tools.stack import database
from tools.stack.browser import Browser
from tools.stack.environment import owner_environment, plain_environment, portal_environment
from tools.stack.layout import ROOT, Layout


class Stack:
    """A stack that runs. Names of processes are those of `processes.py`: postgres, redis, web-1, worker-1, …"""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    # Asking it

    def browser(self, host: str) -> Browser:
        """Return somebody's browser on the portal of `host`, with cookies of its own and the certificate trusted."""
        return Browser(self.layout, host)

    def connect(self) -> psycopg.Connection:
        """Connect to the database as its administrator, in autocommit, past row security: to count, not to write."""
        return database.connect(self.layout)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of the portal's own processes."""
        return plain_environment() | portal_environment(self.layout)

    @property
    def owner_environment(self) -> dict[str, str]:
        """The settings of migrations and backups: as the owner of the tables, past row security."""
        return plain_environment() | owner_environment(self.layout)

    def set_up_django(self) -> None:
        """Make Django usable in this process, as one of the portal's own; once, and before importing models."""
        os.environ.update(self.environment)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        import django

        django.setup()

    def manage(self, *arguments: str, as_owner: bool = False) -> str:
        """Run a manage.py command and return what it printed; raise CalledProcessError if it failed."""
        environment = self.owner_environment if as_owner else self.environment
        command = [sys.executable, "manage.py", *arguments]
        outcome = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return outcome.stdout

    # Hurting it

    def pid(self, name: str) -> int:
        """Return the id of a process; raise FileNotFoundError while it is not running."""
        return int((self.layout.pids / name).read_text())

    def children(self, name: str) -> list[int]:
        """Return the ids of what a process forked: gunicorn's and Celery's workers."""
        with contextlib.suppress(OSError):
            pid = self.pid(name)
            return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> bool:
        """Send a signal to a process, by default the one it cannot catch; the supervisor starts it again."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(self.pid(name), number)
            return True
        return False

    def kill_children(self, name: str, count: int = 1) -> int:
        """SIGKILL so many of a process's children; return how many there were to kill."""
        killed = 0
        for pid in self.children(name)[:count]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        return killed

    @contextlib.contextmanager
    def paused(self, name: str) -> Iterator[None]:
        """SIGSTOP a process and its children for the block: it holds its connections, and answers nothing."""
        pids = [self.pid(name), *self.children(name)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    @contextlib.contextmanager
    def held(self, name: str, number: signal.Signals = signal.SIGTERM) -> Iterator[None]:
        """End a process and keep it from being started again until the block is over."""
        (self.layout.held / name).touch()
        try:
            self.kill(name, number)
            yield
        finally:
            (self.layout.held / name).unlink(missing_ok=True)

    def wait_until_up(self, name: str, *, seconds: float = 30) -> float:
        """Return how many seconds it took until the process runs and answers; raise TimeoutError."""
        from tools.stack.processes import all_processes

        process = next(one for one in all_processes(self.layout) if one.name == name)
        start = time.monotonic()
        while not ((self.layout.pids / name).exists() and process.is_up()):
            if time.monotonic() - start > seconds:
                raise TimeoutError(f"{name} is not up after {seconds} s")
            time.sleep(0.05)
        return time.monotonic() - start
