"""Changing keys: nothing is lost, whatever is killed half way, and what was found is found again."""

import contextlib

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from applications.models import Application, Submission
from portal.calendar import now
from portal.people.models import User
from portal.people.queries import person_by_identity, person_by_phone
from portal.sealing import rotation
from portal.sealing.fields import Sealed
from portal.sealing.keys import forget_keys
from portal.sealing.models import DataKey, PlatformKey
from portal.sealing.resealing import resealing
from portal.sealing.seals import Box
from portal.tenants.backend.roles import acting_as_owner
from portal.tenants.scope import tenant_scope
from tests.builders import make_application, make_person, make_tenant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tenant(masters):
    with tenant_scope(make_tenant()) as tenant:
        yield tenant


@pytest.fixture
def people(tenant) -> list[User]:
    return [make_person(tenant) for _ in range(5)]


@pytest.fixture
def submission(tenant, people) -> Submission:
    answers = {"id_number": people[0].id_number}
    application = make_application(tenant, applicant=people[0], answers=answers)
    return Submission.objects.create(
        application=application,
        number=1,
        answers=answers,
        attachments=[],
        content_hash="",
        submitted_by=people[0],
        submitted_at=now(),
    )


def rotate(**options) -> None:
    call_command("rotate_keys", portal_is_stopped=True, **options)


def stored(table: str, column: str) -> list[str]:
    """What the database holds."""
    with acting_as_owner(connection), connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def test_everything_is_sealed_anew_and_found_as_before(tenant, people, submission, capsys):
    session = Box(None).seal_text("x", purpose="p")
    rotate()
    for table, column in [
        ("people_user", "phone"),
        ("people_user", "id_number"),
        ("applications_application", "answers"),
        ("applications_submission", "answers"),
    ]:
        assert all(token.startswith(f"jx1.{tenant.pk}.2.") for token in stored(table, column))
    for person in people:
        assert person_by_phone(person.phone) == person
        assert person_by_identity(person.id_type, person.id_number) == person
        assert User.objects.get(pk=person.pk).id_number == person.id_number
    assert Submission.objects.get().answers == submission.answers
    assert Application.objects.get().answers == submission.answers
    assert Box(None).unseal_text(session, purpose="p") == "x"
    told = capsys.readouterr().out
    assert "ningbo: 0 keys wrapped anew; data key 2: sealed anew 1 applications.Application" in told
    assert "5 people.User" in told
    assert DataKey.objects.filter(kind="DATA", retired_at=None).get().version == 2
    assert DataKey.objects.get(kind="LOOKUP").version == 1


def test_submission_stays_append_only(submission):
    rotate()
    exchange, forge = {"answers": Sealed("jx1.")}, {"answers": Sealed("jx1."), "number": 2}
    for values, is_owner, is_resealing in [(exchange, False, True), (exchange, True, False), (forge, True, True)]:
        role = acting_as_owner(connection) if is_owner else contextlib.nullcontext()
        allowed = resealing if is_resealing else contextlib.nullcontext
        with role, pytest.raises(DatabaseError), transaction.atomic(), allowed():
            Submission.objects.filter(pk=submission.pk).update(**values)
    assert Submission.objects.get().answers == submission.answers


def test_killed_rotation_is_resumed_with_the_same_key(tenant, people, monkeypatch):
    monkeypatch.setattr(rotation, "AT_A_TIME", 2)
    reseal_rows, done = rotation._reseal_rows, []

    def die_in_the_second_batch(report, model, columns, pks):
        if model is User and done:
            raise KeyboardInterrupt
        done.append(pks)
        reseal_rows(report, model, columns, pks)

    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(rotation, "_reseal_rows", die_in_the_second_batch)
        rotate()
    versions = {token.split(".")[2] for token in stored("people_user", "phone")}
    assert versions == {"1", "2"}
    assert [person_by_phone(person.phone) for person in people] == people
    rotate()
    assert {token.split(".")[2] for token in stored("people_user", "phone")} == {"2"}
    assert [User.objects.get(pk=person.pk).phone for person in people] == [person.phone for person in people]
    assert DataKey.objects.filter(kind="DATA").count() == 2


def test_master_key_can_be_taken_away_once_nothing_is_wrapped_by_it(tenant, people, masters, settings, capsys):
    old, new = masters
    Box(None).seal_text("x", purpose="p")
    settings.IDENTITY_KEYS = [new, old]
    before = stored("people_user", "phone")
    rotate(rewrap_only=True)
    assert "ningbo: 2 keys wrapped anew" in capsys.readouterr().out
    assert stored("people_user", "phone") == before
    settings.IDENTITY_KEYS = [new]
    forget_keys()
    assert [person_by_phone(person.phone) for person in people] == people
    assert User.objects.get(pk=people[0].pk).id_number == people[0].id_number
    assert {*DataKey.objects.values_list("master_id"), *PlatformKey.objects.values_list("master_id")} == {
        (DataKey.objects.first().master_id,)
    }


def test_what_does_not_open_is_named_and_left_and_the_rest_goes_on(tenant, people):
    with acting_as_owner(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET phone = left(phone, -4) || 'AAAA' WHERE id = %s", [people[1].pk])
    with pytest.raises(CommandError, match=rf"people.User:{people[1].pk}: .*seal made with data key 1"):
        rotate()
    tokens = stored("people_user", "phone")
    assert [token.split(".")[2] for token in tokens] == ["2", "1", "2", "2", "2"]
    assert not DataKey.objects.exclude(retired_at=None).exists()  # the next run tries again, with the same key
