"""The tables are emptied when nobody uses them: a page that is closed may have a request under way, and the two would
wait for each other until PostgreSQL ends one of them.
"""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import TransactionTestCase

PATIENCE = 10.0
"""Seconds; a request that takes longer is a fault of its own."""


class UnderWay:
    """How many requests the listening server has in hand."""

    def __init__(self) -> None:
        self._count, self._changed = 0, threading.Condition()

    def counting(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        """Return `answer`, counted while it runs."""

        def counted(*args: Any) -> Any:
            self._add(1)
            try:
                return answer(*args)
            finally:
                self._add(-1)

        return counted

    @property
    def is_quiet(self) -> bool:
        return not self._count

    def wait_for_none(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self.is_quiet, timeout=PATIENCE)

    def _add(self, number: int) -> None:
        with self._changed:
            self._count += number
            self._changed.notify_all()


@pytest.fixture(autouse=True, scope="session")
def tables_are_emptied_when_no_request_is_under_way() -> Iterator[None]:
    under_way, empty = UnderWay(), TransactionTestCase._fixture_teardown

    def empty_when_quiet(self: TransactionTestCase) -> None:
        under_way.wait_for_none()
        empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "__call__", under_way.counting(StaticFilesHandler.__call__))
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_when_quiet)
        yield
