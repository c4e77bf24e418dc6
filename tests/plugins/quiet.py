"""What tests leave behind that commit: the tables are emptied quickly, and when nobody uses them.

A page that is closed may have a request under way, and the two would wait for each other until PostgreSQL ends one.
"""

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from tests.plugins.services import SUPERUSER

PATIENCE = 10.0
"""Seconds; a request that takes longer is a fault of its own."""

KEPT = ("django_migrations", "django_content_type", "auth_permission")
"""What migrating has written, and would write again."""

WRITTEN_TO = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND pg_relation_size(oid) > 0 AND relname <> ALL(%s)
"""


def empty_tables(superuser: str) -> None:
    """Delete all rows without a look at what refers to them: Django's `flush` truncates a hundred tables, each time."""
    with psycopg.connect(f"{superuser}/{connection.settings_dict['NAME']}", autocommit=True) as root:
        root.execute("SET session_replication_role = replica")  # no triggers and no foreign keys
        for (name,) in root.execute(WRITTEN_TO, [list(KEPT)]).fetchall():
            root.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


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
            assert self._changed.wait_for(lambda: self.is_quiet, timeout=PATIENCE), "a request does not come to its end"

    def _add(self, number: int) -> None:
        with self._changed:
            self._count += number
            self._changed.notify_all()


@pytest.fixture(autouse=True, scope="session")
def tables_are_emptied_when_no_request_is_under_way() -> Iterator[None]:
    under_way, empty = UnderWay(), TransactionTestCase._fixture_teardown

    def empty_when_quiet(self: TransactionTestCase) -> None:
        under_way.wait_for_none()
        empty_tables(os.environ[SUPERUSER]) if SUPERUSER in os.environ else empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "__call__", under_way.counting(StaticFilesHandler.__call__))
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_when_quiet)
        yield
