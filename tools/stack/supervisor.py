"""Keeps processes running: whatever is wanted and not there is started, and everything ends in order.

One thread starts all of them and lives until the last has ended: the kernel ends a process whose starter is gone, so
that nothing stays behind even if this program is killed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable

from tools.stack.environment import plain_environment
from tools.stack.layout import ROOT, Layout
from tools.stack.processes import Process

LOOK_EVERY = 0.05
QUICK_DEATH = 2.0
LONGEST_PAUSE = 5.0
PATIENCE = 20.0


class Supervised:
    """A process with what is remembered of its earlier lives."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.running: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.quick_deaths = 0

    @property
    def may_start_at(self) -> float:
        """A process that dies at once is given more and more time."""
        pause = min(0.2 * 2**self.quick_deaths, LONGEST_PAUSE) if self.quick_deaths else 0.0
        return self.started_at + pause

    def note_death(self) -> None:
        lived = time.monotonic() - self.started_at
        self.quick_deaths = self.quick_deaths + 1 if lived < QUICK_DEATH else 0


class Supervisor:
    """Start with `want`, end with `stop`; `say` is told of every death."""

    def __init__(self, layout: Layout, say: Callable[[str], None] = lambda _line: None) -> None:
        self.layout = layout
        self.say = say
        self._all: dict[str, Supervised] = {}
        self._order: list[str] = []
        self._unwanted: set[str] = set()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._thread.start()

    def want(self, processes: Iterable[Process], *, seconds: float = 60) -> None:
        """Have these running from now on, and return once they answer."""
        chosen = list(processes)
        for process in chosen:
            self._all[process.name] = Supervised(process)
            self._order.append(process.name)
        deadline = time.monotonic() + seconds
        for process in chosen:
            while not (self._is_alive(process.name) and process.is_up()):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{process.name} does not answer; see {self.layout.logs / process.name}.log")
                time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        """End everything, the last started first, and return when it is gone."""
        for name in reversed(self._order):
            self._unwanted.add(name)
            self._end(self._all[name])
        self._ending.set()
        self._thread.join(PATIENCE)

    def _is_alive(self, name: str) -> bool:
        running = self._all[name].running
        return running is not None and running.poll() is None

    def _watch(self) -> None:
        while not self._ending.is_set():
            for name in list(self._order):
                self._look_at(self._all[name])
            self._ending.wait(LOOK_EVERY)

    def _look_at(self, one: Supervised) -> None:
        name = one.process.name
        if one.running is not None and one.running.poll() is not None and name not in self._unwanted:
            one.note_death()
            self.say(f"{name} ended with {one.running.returncode}")
            _kill_group(one.running.pid)  # children of a killed parent would go on with the same work
            one.running = None
            (self.layout.pids / name).unlink(missing_ok=True)
        wanted = name not in self._unwanted and not (self.layout.held / name).exists()
        if one.running is None and wanted and time.monotonic() >= one.may_start_at:
            self._start(one)

    def _start(self, one: Supervised) -> None:
        process = one.process
        with (self.layout.logs / f"{process.name}.log").open("ab") as log:
            one.running = subprocess.Popen(
                _command(process),
                cwd=ROOT,
                env=plain_environment() | process.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        one.started_at = time.monotonic()
        (self.layout.pids / process.name).write_text(str(one.running.pid))

    def _end(self, one: Supervised) -> None:
        running = one.running
        if running is None:
            return
        with contextlib.suppress(ProcessLookupError):
            running.send_signal(signal.SIGCONT)
            running.send_signal(one.process.stop)
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(PATIENCE)
        _kill_group(running.pid)
        running.wait()
        (self.layout.pids / one.process.name).unlink(missing_ok=True)


def _command(process: Process) -> list[str]:
    account = process.account
    become = ["--reuid", account, "--regid", account, "--init-groups"] if account else []
    return ["setpriv", "--pdeathsig", process.stop.name.removeprefix("SIG"), *become, "--", *process.command]


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
