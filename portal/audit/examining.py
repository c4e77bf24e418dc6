"""The live log against itself: what an export can show, and what only the database knows."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from portal.audit.evidence import objection_to
from portal.audit.exporting import export_lines
from portal.audit.keeping import folder_of_tenant
from portal.audit.keys import is_marked, signing_keys
from portal.audit.models import Event
from portal.audit.verifying import FORM, Keys, Report, Verifier, kept_checkpoints
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope

Line = dict[str, Any]

# What is neither chained nor waiting never went through the trigger; what waits and is gone was taken away.
STRAYS = """
SELECT event.id FROM audit_event event
LEFT JOIN audit_link link ON link.event_id = event.id
LEFT JOIN audit_pending pending ON pending.event_id = event.id
WHERE event.tenant_id = %s AND link.id IS NULL AND pending.event_id IS NULL
ORDER BY event.id LIMIT 1000
"""
GONE = """
SELECT pending.event_id FROM audit_pending pending
LEFT JOIN audit_event event ON event.id = pending.event_id
WHERE pending.tenant_id = %s AND event.id IS NULL ORDER BY pending.event_id LIMIT 1000
"""


def examine(tenant: Tenant, *, kept: Iterable[Line] = ()) -> Report:
    """Verify a tenant's log where it lies, with the rows that its events vouch for.

    `kept` are checkpoints from elsewhere; those in AUDIT_CHECKPOINT_DIR are taken without being asked for.
    """
    with tenant_scope(tenant):
        own = list(kept_checkpoints([folder_of_tenant()])) if folder_of_tenant().is_dir() else []
    verifier = Verifier(keys=_own_keys(), kept=[*own, *kept])
    for line in export_lines(tenant):
        verifier.feed(line)
        _check_vouched(tenant, line, verifier.report)
    _find_strays(tenant, verifier.report)
    return verifier.finish()


def _own_keys() -> Keys:
    """Those of the settings. An earlier key that is no longer among them makes its checkpoints count as forged."""
    return Keys(base64.b64decode(key.public_key) for key in signing_keys())


def _check_vouched(tenant: Tenant, line: Line, report: Report) -> None:
    """Compare the rows that an event vouches for with the hashes it holds."""
    if line["kind"] != "event":
        return
    for name, recorded in line["event"]["detail"].get("evidence", {}).items():
        with tenant_scope(tenant), transaction.atomic():
            objection = objection_to(name, recorded)
        if objection == "gone":
            report.add("deleted", line["sequence"], f"the row {name} that it vouches for is gone")
        elif objection:
            report.add("edited", line["sequence"], f"the row {name} is not what it vouches for")


def _find_strays(tenant: Tenant, report: Report) -> None:
    with tenant_scope(tenant), transaction.atomic():
        for pk in _ids(STRAYS, tenant):
            report.add("inserted", None, f"row {pk} of audit_event is neither chained nor waiting to be")
        for pk in _ids(GONE, tenant):
            report.add("deleted", None, f"row {pk} of audit_event waited to be chained and is gone")
        for event in Event.objects.filter(form=FORM).only("content_hash", "mac").iterator(chunk_size=2000):
            if not is_marked(event.content_hash, event.mac):
                report.add("inserted", None, f"row {event.pk} of audit_event was not written by this portal")


def _ids(sql: str, tenant: Tenant) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [tenant.pk])
        yield from (pk for (pk,) in cursor.fetchall())
