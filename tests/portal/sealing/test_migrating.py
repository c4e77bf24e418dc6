"""Upgrading an installation that has data: what stood in clear is sealed, and opened again on the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from applications.models import Application, Submission
from portal.calendar import now
from portal.notices.models import Notice
from portal.notices.services import queue_notice
from portal.people.models import User
from portal.people.queries import person_by_identity, person_by_phone
from portal.sealing.keys import forget_keys
from portal.sealing.migrating import seal_rows
from portal.sealing.registry import sealed_columns
from portal.sealing.seals import is_sealed_text
from portal.tenants.backend.roles import acting_as_owner
from portal.tenants.models import Tenant
from portal.tenants.row_security import secure
from portal.tenants.scope import tenant_scope
from review.models import BlacklistEntry
from tests.builders import make_application, make_attachment, make_person, make_tenant, make_unit
from units.models import Unit

IN_CLEAR = [
    ("applications", "0006_legal_basis"),
    ("notices", "0003_receipts_of_providers"),
    ("people", "0001_initial"),
    ("review", "0003_evidence"),
    ("units", "0001_initial"),
    ("writes", "0001_keys_of_writes"),
]
SCHOOL = "浙江大学"


@pytest.fixture
def tenant(transactional_db: None) -> Iterator[Tenant]:
    with tenant_scope(make_tenant()) as tenant:
        yield tenant


@pytest.fixture
def person(tenant: Tenant) -> User:
    """Somebody with a row in each table that has sealed columns, as far as the migrations seal them."""
    person = make_person(tenant, email="qiu@example.com")
    answers = {"mobile": person.phone, "school": SCHOOL}
    case = make_application(tenant, applicant=person, unit=make_unit(tenant), answers=answers)
    make_attachment(case, "nb_photo", name=f"{person.name}.jpg")
    made = {"submitted_by": person, "submitted_at": now(), "content_hash": ""}
    Submission.objects.create(application=case, number=1, answers=answers, attachments=[{"name": "a"}], **made)
    queue_notice(key="x", channel="PORTAL", text="您好", dedupe_key="x", recipient=person)
    _list(person)
    return person


def _list(person: User) -> None:
    BlacklistEntry.objects.create(
        id_type=person.id_type,
        id_number=person.id_number,
        name="某",
        reason="伪造",
        verified_on=now().date(),
        listed_by=person,
        listed_at=now(),
    )


def migrate(*targets: tuple[str, str]) -> None:
    """Migrate as the owner does, to these or to the newest of all."""
    with acting_as_owner(connection):
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())
        secure(connection)  # what was made anew is protected anew, as `manage.py migrate` does


def stored(table: str, column: str) -> list[str]:
    with acting_as_owner(connection), connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}::text FROM {table} ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def all_values() -> dict[str, list[object]]:
    found = {}
    for model, columns in sealed_columns():
        for row in model._base_manager.order_by("pk"):
            for column in columns:
                found.setdefault(f"{model._meta.db_table}.{column.column}", []).append(getattr(row, column.attname))
    return found


ADDED_LATER = {"units_unit.information"}
"""Columns that no version in clear had: empty after the way back and forth."""


def test_rows_in_clear_are_sealed_and_nothing_is_lost(tenant, person):
    before = all_values()
    try:
        migrate(*IN_CLEAR)
        assert person.id_number in stored("people_user", "id_number")
        assert person.phone in stored("people_user", "phone")
        assert "您好" in stored("notices_notice", "text")
        assert stored("review_blacklistentry", "id_number") == [person.id_number]
        for table in ("applications_application", "applications_submission"):
            assert json.loads(stored(table, "answers")[0])["school"] == SCHOOL
        assert stored("applications_attachment", "original_name") == [f"{person.name}.jpg"]
        assert not any(is_sealed_text(phone) for phone in stored("units_unit", "contact_phone"))
    finally:
        migrate()
    forget_keys()
    assert all_values() == before
    for place, values in before.items():
        if place in ADDED_LATER:
            continue
        tokens = [token for token in stored(*place.split(".")) if token]
        assert all(is_sealed_text(token) for token in tokens), place
        assert len(tokens) == len([value for value in values if value not in ("", None)]), place
    assert person_by_phone(person.phone) == person
    assert person_by_identity(person.id_type, person.id_number) == person
    with pytest.raises(IntegrityError):
        _list(person)  # the keyed hash knows the number again
    assert {User, Application, Submission, Notice, BlacklistEntry, Unit} <= {model for model, _ in sealed_columns()}


def test_sealing_twice_seals_once(tenant, person):
    """A migration that is run again, say after a restored backup, leaves what is sealed."""
    tokens = stored("people_user", "phone")
    with acting_as_owner(connection), connection.schema_editor() as editor:
        seal_rows("people.User").code(apps, editor)
    assert [token.split(".")[:3] for token in stored("people_user", "phone")] == [t.split(".")[:3] for t in tokens]
    assert person_by_phone(person.phone) == person
