"""Row security: which tables it covers, and what it costs on the reviewer's queue, in one run on a database of its own."""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from unittest import mock

from tests.plugins import services
from tools.chaos.figures import Figure, at_most, exactly

if TYPE_CHECKING:
    from tools.stack import Stack

TITLE = "Row security: tables covered, rows seen without a tenant, cost on the queue page"
LIMIT = 240

CASES = 20_000
ROUNDS = 15
PAGES = 6
TABLES = """
SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def measure(stack: Stack | None = None) -> Iterator[Figure]:
    """Cover 100 % of the tables with tenant data, show nothing without a tenant, and cost at most 10 % on the queue."""
    _set_up_django()
    try:
        yield from _coverage()
        yield from _cost()
    finally:
        services.services.close()


def _set_up_django() -> None:
    os.environ |= {"JUXIAN_ENV": "test", "DJANGO_SETTINGS_MODULE": "portal.settings", "REDIS_URL": ""}
    os.environ["DATABASE_URL"] = services.start_postgresql()
    os.environ["JUXIAN_VAR"] = str(services._scratch_directory())
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _coverage() -> Iterator[Figure]:
    from django.db import connection

    from portal.tenants.row_security import SHARED

    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        secured = dict(cursor.fetchall())
    of_tenants = set(secured) - set(SHARED)
    covered = sum(secured[table] for table in of_tenants)
    yield Figure("tables with tenant data", len(of_tenants))
    yield Figure("of them covered, enabled and forced", 100 * covered / len(of_tenants), exactly(100), unit="%")


def _cost() -> Iterator[Figure]:
    from django.urls import reverse

    from tools import bench_measures as bench

    reviewer, office = bench._reviewer()
    browser = bench.client()
    bench.sign_in(browser, reviewer)
    bench._fill_queue(office, CASES)
    yield Figure("rows seen without a tenant", _rows_without_a_tenant(), exactly(0))
    secured, open_ = _compare(lambda: browser.get(reverse("review:queue")))
    yield Figure("queue page with row security", round(secured * 1000, 2), unit="ms")
    yield Figure("queue page without", round(open_ * 1000, 2), unit="ms")
    yield Figure("cost", round(100 * (secured / open_ - 1), 1), at_most(10), unit="%")


def _rows_without_a_tenant() -> int:
    from django.db import connection

    from portal.tenants.row_security import protected_tables

    with connection.cursor() as cursor:
        seen = 0
        for one in protected_tables():
            cursor.execute(f"SELECT count(*) FROM {one.table}")
            seen += cursor.fetchone()[0]
    return seen


def _compare(page: Callable[[], Any]) -> tuple[float, float]:
    """Seconds a page with and without row security: in turn, so that a busy machine slows down both."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * ROUNDS):
        secured = turn % 2 == 0
        _switch(secured)
        with (
            mock.patch("portal.tenants.backend.base.DatabaseWrapper._tell") if not secured else contextlib.nullcontext()
        ):
            assert page().status_code == 200
            seconds[secured] += [_seconds(page) for _page in range(PAGES)]
    return statistics.median(seconds[True]), statistics.median(seconds[False])


def _seconds(page: Callable[[], Any]) -> float:
    start = time.perf_counter()
    page()
    return time.perf_counter() - start


def _switch(secured: bool) -> None:
    from django.db import connection

    from portal.tenants.backend.roles import acting_as_owner
    from portal.tenants.row_security import protected_tables

    with acting_as_owner(connection), connection.cursor() as cursor:
        for one in protected_tables():
            cursor.execute(f"ALTER TABLE {one.table} {'ENABLE' if secured else 'DISABLE'} ROW LEVEL SECURITY")


if __name__ == "__main__":
    for figure in measure():
        print(figure.as_json())
