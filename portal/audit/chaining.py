"""The sealer: gives committed events their place in their tenant's chain, and signs how far it has come."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Sequence

from django.db import connection, transaction

from portal.audit.forming import checkpoint_body, event_as_exported
from portal.audit.keys import is_marked, signing_keys
from portal.audit.models import Checkpoint, Event, Link, Pending
from portal.audit.queries import last_checkpoint, last_link
from portal.audit.verifying import FORM, GENESIS, hash_of_link, is_hash_of, moment, signed_bytes
from portal.calendar import now
from portal.tenants.scope import current_tenant

log = logging.getLogger(__name__)

BATCH = 1000
LOCK = 0x4A58  # the first half of the advisory lock; the second is the tenant
CHECKPOINT_EVERY = dt.timedelta(minutes=5)
CHECKPOINT_AT_LEAST_EVERY = dt.timedelta(days=1)


def chain_events(*, batch: int = BATCH) -> int:
    """Chain what the current tenant has committed, in batches, until nothing waits; return how many events."""
    done = 0
    while chained := _chain_batch(batch):
        done += chained
    return done


@transaction.atomic
def sign_checkpoint(*, at_once: bool = False) -> Checkpoint | None:
    """Sign the head of the current tenant's chain if it is time, or `at_once` if anything is new; None otherwise.

    Each minute's sealing asks: something new is signed after five minutes, and nothing new once a day.
    """
    head = last_link()
    if head is None or not _holds_lock():
        return None
    last = last_checkpoint()
    if last is not None and not _is_due(last, head, at_once):
        return None
    return _sign(head, last)


@transaction.atomic
def _chain_batch(batch: int) -> int:
    """The lock is held until the commit, so the next sealer sees the head that this one leaves."""
    if not _holds_lock():
        return 0
    waiting = list(Pending.objects.order_by("event_id").values_list("event_id", flat=True)[:batch])
    events = list(Event.objects.filter(pk__in=waiting).order_by("pk"))
    Link.objects.bulk_create(_links(events))
    Pending.objects.filter(event_id__in=waiting).delete()
    return len(waiting)


def _holds_lock() -> bool:
    """Take the tenant's lock for this transaction, unless another sealer has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, current_tenant().pk])
        return bool(cursor.fetchone()[0])


def _links(events: Sequence[Event]) -> list[Link]:
    head = last_link()
    sequence, previous = (head.sequence, head.hash) if head else (0, GENESIS)
    links = []
    for event in events:
        _say_if_foreign(event)
        sequence += 1
        links.append(_link(event, sequence, previous))
        previous = links[-1].hash
    return links


def _link(event: Event, sequence: int, previous: str) -> Link:
    at = now()
    link_hash = hash_of_link(
        tenant=event.tenant_id,
        sequence=sequence,
        chained_at=moment(at),
        previous=previous,
        event=str(event.public_id),
        content_hash=event.content_hash,
    )
    return Link(
        tenant_id=event.tenant_id,
        sequence=sequence,
        event=event,
        chained_at=at,
        previous=previous,
        hash=link_hash,
    )


def _say_if_foreign(event: Event) -> None:
    """A row that no process of ours wrote is chained all the same: it is evidence too, of who wrote it."""
    if event.form != FORM:
        return
    is_ours = is_marked(event.content_hash, event.mac)
    if not is_ours or not is_hash_of(event_as_exported(event), event.content_hash):
        log.error("audit event %s of tenant %s was not written by the portal", event.pk, event.tenant_id)


def _is_due(last: Checkpoint, head: Link, at_once: bool) -> bool:
    is_new, age = head.sequence > last.sequence, now() - last.at
    return (is_new and (at_once or age >= CHECKPOINT_EVERY)) or age >= CHECKPOINT_AT_LEAST_EVERY


def _sign(head: Link, last: Checkpoint | None) -> Checkpoint:
    key = signing_keys()[0]
    checkpoint = Checkpoint(
        tenant=current_tenant(),
        number=last.number + 1 if last else 1,
        sequence=head.sequence,
        head=head.hash,
        at=now(),
        key_id=key.key_id,
        public_key=key.public_key,
        previous=last.hash if last else GENESIS,
    )
    content = signed_bytes(checkpoint_body(checkpoint))
    checkpoint.hash, checkpoint.signature = hashlib.sha256(content).hexdigest(), key.sign(content)
    checkpoint.save(force_insert=True)
    return checkpoint
