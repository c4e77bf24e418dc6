"""Starting and ending a whole stack."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Iterator

from tools.stack.handle import Stack
from tools.stack.layout import Layout
from tools.stack.preparing import prepare_database, prepare_files
from tools.stack.processes import portal_processes, proxy, servers
from tools.stack.supervisor import Supervisor


class AlreadyRunning(Exception):
    """Another program runs a stack below the same JUXIAN_VAR."""


@contextlib.contextmanager
def running_stack(
    layout: Layout, *, with_people: bool = True, say: Callable[[str], None] = lambda _line: None
) -> Iterator[Stack]:
    """Start everything, and end it when the block is over, however it ends. `say` is told how it goes."""
    with _alone(layout):
        say("preparing")
        prepare_files(layout)
        supervisor = Supervisor(layout, say)
        try:
            supervisor.want(servers(layout))
            prepare_database(layout, with_people=with_people)
            supervisor.want([*portal_processes(layout), proxy(layout)])
            yield Stack(layout)
        finally:
            say("ending")
            supervisor.stop()


@contextlib.contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    layout.home.mkdir(parents=True, exist_ok=True)
    with (layout.home / "lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"a stack is running in {layout.home} already") from None
        yield
