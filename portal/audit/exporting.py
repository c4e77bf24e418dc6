"""A tenant's log as the lines of an export, read in batches: neither memory nor one long transaction grows with it.

The form is told at the head of `portal/audit/verifying.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from django.db import transaction

from portal.audit.forming import checkpoint_as_exported, link_as_exported
from portal.audit.models import Checkpoint, Link, Pending
from portal.audit.queries import last_link
from portal.audit.verifying import FORMAT, GENESIS, moment
from portal.calendar import now
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

BATCH = 1000

Line = dict[str, Any]


def export_lines(tenant: Tenant) -> Iterator[Line]:
    """Give the lines of the export, up to the event that is chained last now.

    The scope is entered for each batch and not kept between two lines: whoever reads them has a scope of their own.
    """
    with tenant_scope(tenant), transaction.atomic():
        head, unchained = last_link(), Pending.objects.count()
    last, head_hash = (head.sequence, head.hash) if head else (0, GENESIS)
    yield _header(tenant)
    done = 0
    while batch := _batch(tenant, done, last):
        yield from batch
        done = next(line["sequence"] for line in reversed(batch) if line["kind"] == "event")
    yield {"kind": "end", "sequence": last, "head": head_hash, "unchained": unchained}


def text_of(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def write_export(tenant: Tenant, out: IO[str]) -> int:
    """Write the export and return how many events are in it."""
    events = 0
    for line in export_lines(tenant):
        events += line["kind"] == "event"
        out.write(text_of(line))
    return events


def _header(tenant: Tenant) -> Line:
    return {
        "kind": "header",
        "format": FORMAT,
        "tenant": tenant.pk,
        "slug": tenant.slug,
        "name": tenant.name_zh,
        "exported_at": moment(now()),
        "first": 1,
        "previous": GENESIS,
    }


def _batch(tenant: Tenant, after: int, last: int) -> list[Line]:
    """Return the next links, each followed by the checkpoints that were signed at it."""
    with tenant_scope(tenant), transaction.atomic():
        links = list(
            Link.objects.filter(sequence__gt=after, sequence__lte=last)
            .select_related("event")
            .order_by("sequence")[:BATCH]
        )
        if not links:
            return []
        signed = Checkpoint.objects.filter(sequence__gt=after, sequence__lte=links[-1].sequence).order_by("number")
        by_sequence: dict[int, list[Line]] = {}
        for checkpoint in signed:
            by_sequence.setdefault(checkpoint.sequence, []).append(checkpoint_as_exported(checkpoint))
    lines: list[Line] = []
    for link in links:
        lines += [link_as_exported(link), *by_sequence.pop(link.sequence, [])]
    for rest in by_sequence.values():  # of links that are gone: a verifier says so
        lines += rest
    return lines
