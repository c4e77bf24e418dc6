"""The live log against tampering by who may do everything in the database: the superuser, with triggers off."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from portal.audit.chaining import chain_events
from portal.audit.examining import examine
from portal.audit.forming import event_as_exported
from portal.audit.models import Event
from portal.audit.services import record_event
from portal.audit.verifying import Report, hash_of_event
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tests.portal.audit.superuser import as_superuser
from tools.chaos.tampering import (
    COPIED,
    Superuser,
    cut_rows,
    delete_row,
    edit_row,
    event_at,
    insert_row,
    make_log,
    replay_row,
    swap_rows,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def checkpoint_folder(tmp_path, settings):
    settings.AUDIT_CHECKPOINT_DIR = tmp_path / "checkpoints"


@pytest.fixture
def superuser() -> Iterator[Superuser]:
    with as_superuser() as cursor:
        yield cursor


@pytest.fixture
def logged() -> Tenant:
    tenant = make_tenant()
    make_log(tenant)
    assert examine(tenant).faults == []
    return tenant


def replay_identity_and_all(cursor: Superuser, event: int, other: int) -> None:
    """Not even a number of its own."""
    cursor.execute("ALTER TABLE audit_event DROP CONSTRAINT IF EXISTS audit_event_public_id_key")
    replay_row(cursor, event, other)
    cursor.execute(
        "UPDATE audit_event SET public_id = (SELECT public_id FROM audit_event WHERE id = %s)"
        " WHERE id = (SELECT max(id) FROM audit_event)",
        [event],
    )


def swap_words(cursor: Superuser, event: int, other: int) -> None:
    cursor.execute(
        "UPDATE audit_event SET words = CASE id WHEN %(one)s THEN (SELECT words FROM audit_event WHERE id = %(other)s)"
        " ELSE (SELECT words FROM audit_event WHERE id = %(one)s) END WHERE id IN (%(one)s, %(other)s)",
        {"one": event, "other": other},
    )


@pytest.mark.parametrize(
    ("kind", "tamper"),
    [
        *(("edited", edit_row), ("deleted", delete_row), ("inserted", insert_row), ("edited", swap_words)),
        *(("inserted", swap_rows), ("edited", replay_row), ("repeated", replay_identity_and_all), ("cut", cut_rows)),
    ],
    ids=["edit", "delete", "insert", "swap-words", "swap-places", "replay", "replay-identity", "cut"],
)
def test_tampering_in_the_database_is_found(
    logged: Tenant, superuser: Superuser, kind: str, tamper: Callable[[Superuser, int, int], None]
):
    tamper(superuser, event_at(logged, 7), event_at(logged, 8))
    try:
        report = examine(logged)
    finally:
        _mend(superuser)
    assert kind in report.kinds


def _mend(cursor: Superuser) -> None:
    """Other tests use this database too."""
    cursor.execute("TRUNCATE audit_event, audit_link, audit_checkpoint, audit_pending")
    cursor.execute("ALTER TABLE audit_event DROP CONSTRAINT IF EXISTS audit_event_public_id_key")
    cursor.execute("ALTER TABLE audit_event ADD CONSTRAINT audit_event_public_id_key UNIQUE (public_id)")


def test_row_put_in_with_the_triggers_on_is_found(logged: Tenant, superuser: Superuser):
    superuser.execute("SET session_replication_role = origin")
    superuser.execute(
        f"INSERT INTO audit_event ({COPIED}) SELECT {COPIED} FROM audit_event WHERE id = %s", [event_at(logged, 7)]
    )
    with tenant_scope(logged):
        assert chain_events() == 1
    assert {fault.kind for fault in examine(logged).faults} == {"edited"}


def test_row_taken_away_before_it_was_chained_is_found(logged: Tenant, superuser: Superuser):
    with tenant_scope(logged):
        event = record_event(action="act", target=logged)
    superuser.execute("DELETE FROM audit_event WHERE id = %s", [event.pk])
    (fault,) = examine(logged).faults
    assert (fault.kind, fault.text) == ("deleted", f"row {event.pk} of audit_event waited to be chained and is gone")


def test_forged_row_with_a_right_hash_is_found_by_its_mark(logged: Tenant):
    """Who knows the form but not the key writes a row, and lets the sealer chain it."""
    with tenant_scope(logged):
        true = record_event(action="act", target=logged)
        forged = Event.objects.get(pk=true.pk)
        forged.pk, forged.public_id, forged.mac = None, None, ""
        report = _examined_with(forged, logged)
    assert {(fault.kind, fault.text) for fault in report.faults} == {
        ("inserted", f"row {forged.pk} of audit_event was not written by this portal")
    }


def _examined_with(event: Event, tenant: Tenant) -> Report:
    event.public_id = uuid.uuid4()
    event.content_hash = hash_of_event(event_as_exported(event))
    event.save(force_insert=True)
    chain_events()
    return examine(tenant)
