"""Files follow the transaction that speaks of them: rolled back, it takes its new files along."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from django.db import connection, transaction

log = logging.getLogger(__name__)

Removal = Callable[[str], None]
_undecided: ContextVar[dict[str, Removal] | None] = ContextVar("files_undecided", default=None)


@contextlib.contextmanager
def files_follow_commit() -> Iterator[None]:
    """Remove, at the end of the block, the new files whose transaction (or savepoint) was rolled back in it.

    Blocks nest, and the outermost one counts. A process that dies in between leaves the file to the reconciler.
    """
    if _undecided.get() is not None:
        yield
        return
    undecided: dict[str, Removal] = {}
    token = _undecided.set(undecided)
    try:
        yield
    finally:
        _undecided.reset(token)
        if not connection.in_atomic_block:  # inside of one the matter is not decided yet
            _remove_all(undecided)


def follow(name: str, remove: Removal) -> None:
    """Say that a new file was stored; savepoints that are rolled back take the callback that keeps it along."""
    undecided = _undecided.get()
    if undecided is not None:
        undecided[name] = remove
        transaction.on_commit(lambda: undecided.pop(name, None))


def _remove_all(undecided: dict[str, Removal]) -> None:
    for name, remove in undecided.items():
        log.info("a new file is removed, since its transaction was rolled back")
        with contextlib.suppress(OSError):
            remove(name)
