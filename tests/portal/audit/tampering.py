"""Logs to tamper with, and a forger who knows everything but the portal's keys."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.db import connection

from portal.audit.chaining import chain_events, sign_checkpoint
from portal.audit.keeping import keep_checkpoints
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
                chain_events()
                if number in signed_at:
                    assert sign_checkpoint(at_once=True) is not None
        keep_checkpoints()


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
def as_superuser() -> Iterator[Superuser]:
    """A session in which no trigger fires and no constraint of a foreign key is asked. It sees what is committed."""
    server = connection.settings_dict
    with (
        psycopg.connect(
            host=server["HOST"], port=server["PORT"], dbname=server["NAME"], user="postgres", autocommit=True
        ) as session,
        session.cursor() as cursor,
    ):
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
