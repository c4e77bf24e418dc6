"""Logs to tamper with, and a forger who knows everything but the portal's keys."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.db import transaction

from portal.audit.chaining import chain_events, sign_checkpoint
from portal.audit.keeping import keep_checkpoints
from portal.audit.models import Link, Pending
from portal.audit.services import record_event
from portal.audit.verifying import canonical, hash_of_event, hash_of_link
from portal.calendar import set_clock
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

Superuser = psycopg.Cursor

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
Line = dict[str, Any]


def make_log(tenant: Tenant, events: int = 12, *, signed_at: tuple[int, ...] = (5, 10)) -> None:
    """Write and chain so many events, an hour apart, with checkpoints after some of them; they are kept elsewhere too."""
    with tenant_scope(tenant):
        for number in range(1, events + 1):
            with set_clock(START + dt.timedelta(hours=number)):
                record_event(action="case.moved", target=tenant, words=f"意见{number}", detail={"number": number})
                _insist(chain_events)
                if number in signed_at:
                    _insist(lambda: sign_checkpoint(at_once=True))
        keep_checkpoints()


def _insist(seal: Callable[[], object]) -> None:
    """The beat's own sealer may have the lock, or have been faster."""
    for _number in range(100):
        if seal() or not Pending.objects.exists():
            return
        time.sleep(0.05)
    raise TimeoutError("somebody else holds the lock of the log")


def chained_anew(lines: list[Line]) -> list[Line]:
    """What a forger makes of changed lines: numbers, hashes and links are right again, signatures cannot be."""
    lines, head, sequence = copy.deepcopy(lines), lines[0]["previous"], 0
    for line in lines:
        if line["kind"] == "event":
            sequence += 1
            line |= {"sequence": sequence, "previous": head, "content_hash": hash_of_event(line["event"])}
            line["hash"] = head = hash_of_link(
                tenant=line["event"]["tenant"],
                sequence=sequence,
                chained_at=line["chained_at"],
                previous=line["previous"],
                event=line["event"]["id"],
                content_hash=line["content_hash"],
            )
        elif line["kind"] == "checkpoint":
            line["body"] |= {"sequence": sequence, "head": head}
            line["hash"] = hashlib.sha256(b"juxian.audit.checkpoint\n" + canonical(line["body"])).hexdigest()
        elif line["kind"] == "end":
            line |= {"sequence": sequence, "head": head}
    return lines


@contextlib.contextmanager
def past_all_guards(session: psycopg.Connection) -> Iterator[Superuser]:
    """Give a superuser's session in which no trigger fires and no foreign key is asked. It sees what is committed."""
    with session, session.cursor() as cursor:
        session.autocommit = True
        cursor.execute("SET session_replication_role = replica")
        yield cursor


def at(lines: list[Line], sequence: int) -> int:
    """Where the event with this number stands."""
    return next(place for place, line in enumerate(lines) if line.get("sequence") == sequence)


def edit(lines: list[Line]) -> None:
    lines[at(lines, 7)]["event"]["words"] = "别的意见"


def delete(lines: list[Line]) -> None:
    del lines[at(lines, 7)]


def insert(lines: list[Line]) -> None:
    made = copy.deepcopy(lines[at(lines, 7)])
    made["event"] |= {"id": "00000000-0000-4000-8000-000000000000", "words": "伪造"}
    made["content_hash"] = hash_of_event(made["event"])
    lines.insert(at(lines, 7), made)


def swap(lines: list[Line]) -> None:
    one, other = at(lines, 7), at(lines, 8)
    lines[one], lines[other] = lines[other], lines[one]


def replay(lines: list[Line]) -> None:
    lines.insert(at(lines, 9), copy.deepcopy(lines[at(lines, 7)]))


def cut(lines: list[Line]) -> None:
    """The last four events go, with the checkpoint among them, and the last line is made to fit."""
    del lines[at(lines, 9) : -1]
    lines[-1] |= {"sequence": 8, "head": lines[-2]["hash"]}


KINDS: dict[str, Callable[[list[Line]], None]] = {
    "edited": edit,
    "deleted": delete,
    "inserted": insert,
    "swapped": swap,
    "repeated": replay,
    "cut": cut,
}
"""The kind that the verifier should name, and how it is done."""


def event_at(tenant: Tenant, sequence: int) -> int:
    """Return the row's key of the event with this number."""
    with tenant_scope(tenant), transaction.atomic():
        return int(Link.objects.get(sequence=sequence).event_id)


COPIED = "tenant_id, at, actor_id, actor_name, kind, action, target, words, detail, form, content_hash, mac"


def edit_row(cursor: Superuser, event: int, _other: int) -> None:
    cursor.execute("UPDATE audit_event SET words = '别的意见' WHERE id = %s", [event])


def delete_row(cursor: Superuser, event: int, _other: int) -> None:
    cursor.execute("DELETE FROM audit_event WHERE id = %s", [event])


def insert_row(cursor: Superuser, event: int, _other: int) -> None:
    cursor.execute(f"INSERT INTO audit_event ({COPIED}) SELECT {COPIED} FROM audit_event WHERE id = %s", [event])


def swap_rows(cursor: Superuser, event: int, other: int) -> None:
    """Two events exchange their numbers in the chain."""
    cursor.execute("SELECT sequence FROM audit_link WHERE event_id = %s", [event])
    row = cursor.fetchone()
    assert row is not None
    for pk, sequence in ((event, 1_000_000), (other, row[0]), (event, row[0] + 1)):
        cursor.execute("UPDATE audit_link SET sequence = %s WHERE event_id = %s", [sequence, pk])


def replay_row(cursor: Superuser, event: int, _other: int) -> None:
    """The event once more at the end, and in the chain as well."""
    cursor.execute(
        f"INSERT INTO audit_event ({COPIED}) SELECT {COPIED} FROM audit_event WHERE id = %s RETURNING id", [event]
    )
    made = cursor.fetchone()
    cursor.execute(
        "INSERT INTO audit_link (tenant_id, sequence, event_id, chained_at, previous, hash) SELECT tenant_id, (SELECT"
        " max(sequence) + 1 FROM audit_link last WHERE last.tenant_id = link.tenant_id), %s, chained_at, previous, hash"
        " FROM audit_link link WHERE event_id = %s",
        [*(made or ()), event],
    )


def cut_rows(cursor: Superuser, event: int, _other: int) -> None:
    """From this event on all go: events, links, and the checkpoints that vouch for them."""
    cursor.execute("SELECT tenant_id, sequence FROM audit_link WHERE event_id = %s", [event])
    row = cursor.fetchone()
    cursor.execute("DELETE FROM audit_checkpoint WHERE tenant_id = %s AND sequence >= %s", row)
    for table, key in (("audit_link", "event_id"), ("audit_event", "id")):
        cursor.execute(f"DELETE FROM {table} WHERE tenant_id = %s AND {key} >= %s", [*(row or ())[:1], event])


IN_DATABASE: dict[str, Callable[[Superuser, int, int], None]] = {
    "edited": edit_row,
    "deleted": delete_row,
    "inserted": insert_row,
    "swapped": swap_rows,
    "repeated": replay_row,
    "cut": cut_rows,
}
"""The same by who may do everything in the database. Each takes the keys of two neighbouring events."""


def remove_tenants(cursor: Superuser, tenants: list[int]) -> None:
    """Leave nothing of portals that were made to be tampered with."""
    for table in ("audit_pending", "audit_checkpoint", "audit_link", "audit_event"):
        cursor.execute(f"DELETE FROM {table} WHERE tenant_id = ANY(%s)", [tenants])
    cursor.execute("DELETE FROM tenants_tenant WHERE id = ANY(%s)", [tenants])
