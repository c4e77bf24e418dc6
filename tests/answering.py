"""When the server has answered what browsers asked."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started

PATIENCE = 20
"""Seconds for the server to end what it does for nobody any more."""


@contextmanager
def answered() -> Iterator[None]:
    """Wait at the end until the server has done what browsers asked that have left: its tables are emptied next."""
    running: list[object] = []

    def begin(**_facts: object) -> None:
        running.append(object())

    def end(**_facts: object) -> None:
        running.pop()

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    deadline = time.monotonic() + PATIENCE
    while running and time.monotonic() < deadline:
        time.sleep(0.02)
    request_started.disconnect(begin)
    request_finished.disconnect(end)
