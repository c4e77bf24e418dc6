"""Tampering with the audit log, and eight writers to one tenant's log at once."""

from __future__ import annotations

import json
import multiprocessing
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg

from tools.chaos.figures import Figure, at_most, exactly
from tools.stack import Stack

TITLE = "The audit log tampered with in six ways; eight writers to one portal's log"
LIMIT = 240

POOL: Any = multiprocessing.get_context("fork").Pool
"""Writers are processes; the tests, which have a browser's threads about, take threads."""

WRITERS, APPENDS, PACE = 8, 250, 0.05
"""Each writer appends so often, with so many seconds from one to the next: 160 a second to one log."""

SEALED_WITHIN = 60.0


def measure(stack: Stack | None = None, *, connect: Callable[[], psycopg.Connection] | None = None) -> Iterator[Figure]:
    """Measure on a stack, or without one where Django is set up already, as in a test: then `connect` as superuser."""
    if stack is not None:
        stack.set_up_django()
        connect = stack.connect
    assert connect is not None
    tenants: list[int] = []
    try:
        yield from _in_an_export(_own_tenant(tenants))
        yield from _in_the_database(tenants, connect)
        yield from _writing(_own_tenant(tenants))
        yield from _sealing(by_beat=stack is not None)
    finally:
        _clear_away(tenants, connect)


def _own_tenant(tenants: list[int]) -> Any:
    """A portal that serves nobody, so that nothing but the sealer comes to it."""
    from portal.tenants.models import Tenant

    name = f"chaos-{secrets.token_hex(6)}"
    tenant = Tenant.objects.create(slug=name, name_zh=name, name_en=name, is_active=False)
    tenants.append(tenant.pk)
    return tenant


def _clear_away(tenants: list[int], connect: Callable[[], psycopg.Connection]) -> None:
    from portal.audit.keeping import folder_of_tenant
    from portal.tenants.models import Tenant
    from portal.tenants.scope import tenant_scope
    from tools.chaos.tampering import past_all_guards, remove_tenants

    for tenant in Tenant.objects.filter(pk__in=tenants):
        with tenant_scope(tenant):
            shutil.rmtree(folder_of_tenant(), ignore_errors=True)
    with past_all_guards(connect()) as cursor:
        remove_tenants(cursor, tenants)


def _in_the_database(tenants: list[int], connect: Callable[[], psycopg.Connection]) -> Iterator[Figure]:
    """By its superuser, with all triggers off; each kind in a portal of its own."""
    from portal.audit.examining import examine
    from tools.chaos.tampering import IN_DATABASE, event_at, make_log, past_all_guards

    found = clean = 0
    for tamper in IN_DATABASE.values():
        tenant = _own_tenant(tenants)
        make_log(tenant)
        clean += not examine(tenant).fault_count
        with past_all_guards(connect()) as cursor:
            tamper(cursor, event_at(tenant, 7), event_at(tenant, 8))
        found += bool(examine(tenant).fault_count)
    yield Figure("logs without a fault before", clean, exactly(len(IN_DATABASE)))
    yield Figure("kinds of tampering in the database found", found, exactly(len(IN_DATABASE)))


def _in_an_export(tenant: Any) -> Iterator[Figure]:
    from portal.audit.exporting import export_lines, text_of
    from portal.audit.keys import public_keys
    from portal.audit.verifying import read_keys, verify
    from tools.chaos.tampering import KINDS, chained_anew, make_log

    make_log(tenant)
    text = "".join(map(text_of, export_lines(tenant)))
    kept = [line for line in map(json.loads, text.splitlines()) if line["kind"] == "checkpoint"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "key.pem"
        file.write_text(public_keys())
        keys = read_keys([file])

    def found(tamper: Callable[[list[Any]], None] | None, *, anew: bool = False) -> bool:
        lines = [json.loads(line) for line in text.splitlines()]
        if tamper:
            tamper(lines)
        return bool(verify(chained_anew(lines) if anew else lines, keys=keys, kept=kept).fault_count)

    yield Figure("faults found in an untouched log", int(found(None)), exactly(0))
    yield Figure("kinds of tampering in an export found", sum(map(found, KINDS.values())), exactly(len(KINDS)))
    anew = sum(found(tamper, anew=True) for tamper in KINDS.values())
    yield Figure("found though chained anew by the forger", anew, exactly(len(KINDS)))


def _writing(tenant: Any) -> Iterator[Figure]:
    from django.db import connections

    connections.close_all()  # each writer opens its own
    for name, pace, reach in (("", PACE, at_most(5)), (", without a pause", 0.0, None)):
        with POOL(WRITERS) as pool:
            start = time.monotonic()
            taken = sorted(chain.from_iterable(pool.starmap(_append, [(tenant.pk, APPENDS, pace)] * WRITERS)))
            seconds = time.monotonic() - start
        yield Figure(f"events by {WRITERS} writers{name}", len(taken), exactly(WRITERS * APPENDS))
        yield Figure(f"a second{name}", len(taken) / seconds)
        yield Figure(f"append, median{name}", taken[len(taken) // 2] * 1000, unit="ms")
        yield Figure(f"append, slowest 1 %{name}", taken[int(len(taken) * 0.99)] * 1000, reach, unit="ms")


def _append(tenant_pk: int, count: int, pace: float) -> list[float]:
    """Append as requests do, each in a transaction; return how many seconds each append took in it."""
    from django.db import connections, transaction

    from portal.audit.services import record_event
    from portal.tenants.models import Tenant
    from portal.tenants.scope import tenant_scope

    tenant = Tenant.objects.get(pk=tenant_pk)
    taken = []
    with tenant_scope(tenant):
        for number in range(count):
            with transaction.atomic():
                Tenant.objects.filter(pk=tenant_pk).exists()  # the transaction of a request is open already
                start = time.perf_counter()
                record_event(action="chaos.append", target=tenant, words="意见" * 20, detail={"number": number})
                taken.append(time.perf_counter() - start)
            time.sleep(pace * secrets.SystemRandom().uniform(0.5, 1.5))
    connections.close_all()
    return taken


def _sealing(*, by_beat: bool) -> Iterator[Figure]:
    """How long after the last append all is chained: by the beat's own sealer where there is a beat."""
    from portal.audit.jobs import seal_everywhere
    from portal.audit.queries import longest_unchained

    start = time.monotonic()
    if not by_beat:
        seal_everywhere()
    while (waiting := longest_unchained()) and time.monotonic() - start < 2 * SEALED_WITHIN:
        time.sleep(1)
    yield Figure("all chained after", time.monotonic() - start, at_most(SEALED_WITHIN), unit="s")
    yield Figure("seconds that something still waits", waiting, exactly(0), unit="s")
