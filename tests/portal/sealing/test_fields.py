"""Sealed columns as rows hold them, and sessions: what is moved stays closed, and a list opens nothing."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import FieldError
from django.db import connection

from portal.people.models import User
from portal.sealing.cache_keys import keyed_name
from portal.sealing.faults import Tampered
from portal.sealing.sessions import SessionStore
from tests.builders import make_application, make_person


def copied(table: str, column: str, source: int, target: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE id = %s) WHERE id = %s",
            [source, target],
        )


def test_value_copied_into_another_row_stays_closed(tenant):
    one, other = make_person(tenant), make_person(tenant)
    for column in ("phone", "id_number"):
        copied("people_user", column, one.pk, other.pk)
        moved = User.objects.get(pk=other.pk)
        with pytest.raises(Tampered, match=f"people.user.{column}"):
            getattr(moved, column)
        assert getattr(User.objects.get(pk=one.pk), column) == getattr(one, column)


def test_value_copied_into_another_column_of_its_row_stays_closed(tenant):
    person = make_person(tenant)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET email = id_number WHERE id = %s", [person.pk])
    with pytest.raises(Tampered):
        User.objects.get(pk=person.pk).email  # noqa: B018 - reading opens it


def test_answers_copied_into_another_case_stay_closed(tenant):
    one, other = (make_application(tenant, answers={"mobile": "15400000001"}) for _ in range(2))
    copied("applications_application", "answers", one.pk, other.pk)
    with pytest.raises(Tampered):
        type(other).objects.get(pk=other.pk).answers  # noqa: B018 - reading opens it


@pytest.mark.parametrize("lookup", ["phone", "phone__contains", "phone__in", "id_number__startswith"])
def test_query_for_what_is_sealed_fails_loudly(tenant, lookup):
    with pytest.raises(FieldError):
        list(User.objects.filter(**{lookup: "15400000001"}))


def test_row_that_nobody_opened_is_written_back_as_it_was(tenant):
    person = make_person(tenant)
    before = User.objects.filter(pk=person.pk).values_list("phone", flat=True)[0].token
    User.objects.get(pk=person.pk).save()
    assert User.objects.filter(pk=person.pk).values_list("phone", flat=True)[0].token == before


@pytest.mark.django_db
def test_session_is_sealed_and_bound_to_its_key():
    one, other = SessionStore(), SessionStore()
    for store, phone in ((one, "15400000001"), (other, "15400000002")):
        store["phone"] = phone
        store.save()
    assert "15400000001" not in Session.objects.get(pk=one.session_key).session_data
    assert SessionStore(one.session_key)["phone"] == "15400000001"
    data = Session.objects.get(pk=one.session_key).session_data
    Session.objects.filter(pk=other.session_key).update(session_data=data)
    assert SessionStore(other.session_key).load() == {}


@pytest.mark.django_db
@pytest.mark.parametrize("data", ["", "gAWV", "eyJhIjoxfQ:1abc:sig", "jx1.0.1.AAAA"])
def test_session_that_is_not_ours_is_an_empty_one(data):
    store = SessionStore()
    store["phone"] = "15400000001"
    store.save()
    Session.objects.filter(pk=store.session_key).update(session_data=data)
    assert SessionStore(store.session_key).load() == {}


def test_name_of_a_count_tells_no_number(settings):
    name = keyed_name("allauth:rl:15400000001", "", 1)
    assert len(name) == 64
    assert name == keyed_name("allauth:rl:15400000001", "", 1)
    settings.SECRET_KEY = "another-key-of-this-installation"
    assert name != keyed_name("allauth:rl:15400000001", "", 1)
