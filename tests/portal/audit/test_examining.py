"""The live log against tampering by who may do everything in the database: the superuser, with triggers off."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from portal.audit.chaining import chain_events
from portal.audit.examining import examine
from portal.audit.forming import event_as_exported
from portal.audit.models import Event, Link
from portal.audit.services import record_event
from portal.audit.verifying import Report, hash_of_event
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tests.portal.audit.tampering import Superuser, as_superuser, make_log

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


def event_at(tenant: Tenant, sequence: int) -> int:
    with tenant_scope(tenant):
        return int(Link.objects.get(sequence=sequence).event_id)


def edit(cursor: Superuser, event: int, _other: int) -> None:
    cursor.execute("UPDATE audit_event SET words = '别的意见' WHERE id = %s", [event])


def delete(cursor: Superuser, event: int, _other: int) -> None:
    cursor.execute("DELETE FROM audit_event WHERE id = %s", [event])


COPIED = "tenant_id, at, actor_id, actor_name, kind, action, target, words, detail, form, content_hash, mac"


def insert(cursor: Superuser, event: int, _other: int) -> None:
    cursor.execute(f"INSERT INTO audit_event ({COPIED}) SELECT {COPIED} FROM audit_event WHERE id = %s", [event])


def swap(cursor: Superuser, event: int, other: int) -> None:
    cursor.execute(
        "UPDATE audit_event SET words = CASE id WHEN %(one)s THEN (SELECT words FROM audit_event WHERE id = %(other)s)"
        " ELSE (SELECT words FROM audit_event WHERE id = %(one)s) END WHERE id IN (%(one)s, %(other)s)",
        {"one": event, "other": other},
    )


def swap_places(cursor: Superuser, event: int, other: int) -> None:
    cursor.execute("SELECT sequence FROM audit_link WHERE event_id = %s", [event])
    row = cursor.fetchone()
    assert row is not None
    for pk, sequence in ((event, 1_000_000), (other, row[0]), (event, row[0] + 1)):
        cursor.execute("UPDATE audit_link SET sequence = %s WHERE event_id = %s", [sequence, pk])


def replay(cursor: Superuser, event: int, _other: int) -> None:
    """The event once more at the end, in the chain as well, with everything but a number of its own."""
    cursor.execute("ALTER TABLE audit_event DROP CONSTRAINT IF EXISTS audit_event_public_id_key")
    cursor.execute(
        f"INSERT INTO audit_event (public_id, {COPIED}) SELECT public_id, {COPIED} FROM audit_event WHERE id = %s"
        " RETURNING id",
        [event],
    )
    made = cursor.fetchone()
    cursor.execute(
        "INSERT INTO audit_link (tenant_id, sequence, event_id, chained_at, previous, hash)"
        " SELECT tenant_id, (SELECT max(sequence) + 1 FROM audit_link), %s, chained_at, previous, hash"
        " FROM audit_link WHERE event_id = %s",
        [*(made or ()), event],
    )


def cut(cursor: Superuser, event: int, _other: int) -> None:
    cursor.execute(
        "DELETE FROM audit_checkpoint WHERE sequence >= (SELECT sequence FROM audit_link WHERE event_id = %s)", [event]
    )
    cursor.execute("DELETE FROM audit_link WHERE event_id >= %s", [event])
    cursor.execute("DELETE FROM audit_event WHERE id >= %s", [event])


@pytest.mark.parametrize(
    ("kind", "tamper"),
    [
        *(("edited", edit), ("deleted", delete), ("inserted", insert), ("edited", swap), ("inserted", swap_places)),
        *(("repeated", replay), ("cut", cut)),
    ],
    ids=["edit", "delete", "insert", "swap", "swap-places", "replay", "cut"],
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
