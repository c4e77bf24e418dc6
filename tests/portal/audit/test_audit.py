import datetime as dt
import hashlib
import json
import uuid

import pytest
from django.db import DatabaseError, InternalError, ProgrammingError, connection, transaction
from django.test import Client

from portal.audit import append_only
from portal.audit.choices import Kind
from portal.audit.forming import event_as_exported
from portal.audit.keys import is_marked
from portal.audit.models import Event, Pending
from portal.audit.queries import events_of
from portal.audit.services import record_event, record_refusal, record_sensitive_read
from portal.audit.verifying import hash_of_event, is_hash_of
from portal.calendar import set_clock
from portal.tenants.backend.roles import acting_as_owner
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user, sign_in


@pytest.fixture
def log(tenant):
    """Two events."""
    return [record_event(action=action, target=tenant, words="意见") for action in ("first", "second")]


def refused(act) -> None:
    with pytest.raises((InternalError, ProgrammingError), match=r"append-only|permission denied"), transaction.atomic():
        act()


def test_database_refuses_to_change_an_event(log):
    refused(lambda: Event.objects.filter(pk=log[0].pk).update(words="别的"))
    log[0].words = "别的"
    refused(log[0].save)
    assert Event.objects.get(pk=log[0].pk).words == "意见"


def test_database_refuses_to_delete_an_event(log):
    refused(log[0].delete)
    refused(Event.objects.all().delete)
    assert Event.objects.count() == 2


def test_database_refuses_raw_sql_too(log):
    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM audit_event")

    refused(act)


def test_events_of_an_object_come_newest_first(log, tenant):
    other = make_user(tenant)
    record_event(action="third", target=other, actor=other)
    assert [event.action for event in events_of(tenant)] == ["second", "first"]
    assert [event.actor_name for event in events_of(other)] == [other.name]


def test_event_keeps_the_portals_time(tenant):
    moment = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    with set_clock(moment):
        assert record_event(action="act", target=tenant, words="同意").at == moment


@pytest.mark.parametrize(
    "changed",
    [
        *({"tenant_id": 99}, {"public_id": uuid.uuid4()}, {"at": dt.datetime(2026, 3, 2, tzinfo=dt.UTC)}),
        *({"actor_id": 7}, {"actor_name": "别人"}, {"kind": "READ"}, {"action": "other"}, {"target": "other:1"}),
        *({"words": "不同意"}, {"detail": {"n": 2}}, {"form": 3}),
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_content_hash_covers_every_column(tenant, changed):
    event = record_event(action="act", target=tenant, actor=make_user(tenant), words="同意", detail={"n": 1})
    event.refresh_from_db()
    assert hash_of_event(event_as_exported(event)) == event.content_hash
    for name, value in changed.items():
        setattr(event, name, value)
    assert hash_of_event(event_as_exported(event)) != event.content_hash


@pytest.mark.parametrize("at", ["2026-03-02T08:00:00+08:00", "2026-03-02T00:00:00+00:00"])
def test_row_of_before_the_chain_is_known_by_its_own_form(at):
    content = [at, "欧阳娜", "act", "tenants.tenant:1", "同意", {}]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    was_hashed = hashlib.sha256(text.encode()).hexdigest()
    names = ("actor_name", "action", "target", "words", "detail")
    row = {"form": 1, "at": "2026-03-02T00:00:00.000000+00:00", **dict(zip(names, content[1:], strict=True))}
    assert is_hash_of(row, was_hashed)
    assert not is_hash_of(row | {"words": "不同意"}, was_hashed)


def test_content_hash_is_the_same_after_the_database_had_it(tenant):
    detail = {"b": [1, 2.5, 3.0, 1e20, None, True], "a": dt.date(2026, 3, 2), 7: "\x00\ud800", "词": {"嵌": "套"}}
    event = record_event(action="act", target=tenant, words="第一行\n“第二行”\x00", detail=detail)
    event.refresh_from_db()
    assert hash_of_event(event_as_exported(event)) == event.content_hash
    assert event.detail["b"] == [1, "2.5", 3, 10**20, None, True]
    assert is_marked(event.content_hash, event.mac)


def test_an_event_of_before_the_chain_keeps_its_own_form(tenant):
    """The columns that came later have a value for rows that were there, and their hash is made as it was then."""
    at = dt.datetime(2026, 3, 2, 1, 2, 3, tzinfo=dt.UTC)
    content = [at.isoformat(), "system", "act", "tenants.tenant:1", "意见", {"b": 1, "a": 2}]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    old = Event(at=at, actor_name="system", action="act", target="tenants.tenant:1", words="意见", tenant=tenant)
    old.detail, old.content_hash = {"a": 2, "b": 1}, hashlib.sha256(text.encode()).hexdigest()
    assert is_hash_of(event_as_exported(old), old.content_hash)


def test_every_event_waits_to_be_chained(tenant, log):
    assert list(Pending.objects.values_list("event_id", flat=True)) == [event.pk for event in log]


def test_tables_that_are_append_only_are_known(db):
    assert {"audit_event", "audit_link", "audit_checkpoint", "applications_submission", "review_opinion"} <= set(
        append_only.append_only_tables()
    )


def empty_the_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event CASCADE")


def test_database_refuses_to_empty_the_table(db):
    refused(empty_the_table)


@pytest.mark.django_db(transaction=True)
def test_database_refuses_the_owner_too():
    with acting_as_owner(connection), pytest.raises(DatabaseError, match="append-only"):
        empty_the_table()


def test_refusal_and_read_are_written_once_a_minute(tenant):
    person, moment = make_user(tenant), dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    for seconds in (0, 59, 61):
        with set_clock(moment + dt.timedelta(seconds=seconds)):
            record_refusal(target=tenant, actor=person, reason="不能查看。")
            record_sensitive_read(action="identity.viewed", target=tenant, actor=person)
    assert Event.objects.filter(kind=Kind.REFUSAL, action="access.refused", words="不能查看。").count() == 2
    assert Event.objects.filter(kind=Kind.READ, action="identity.viewed").count() == 2


def test_refusals_of_one_person_cannot_fill_the_log(tenant):
    person, other = make_user(tenant), make_user(tenant)
    for number in range(80):
        record_refusal(target=f"case:{number}", actor=person)
    assert Event.objects.filter(kind=Kind.REFUSAL).count() == 60
    assert record_refusal(target=tenant, actor=other) is not None


def test_events_are_the_tenants_own(tenant):
    record_event(action="act", target=tenant)
    with tenant_scope(make_tenant("other")):
        assert not events_of(tenant).exists()


def test_admin_shows_the_log_and_changes_nothing(log, tenant):
    client = Client(headers={"host": "ningbo.localhost"})
    sign_in(client, make_user(tenant, is_staff=True, is_superuser=True))
    address = f"/manage/audit/event/{log[0].pk}"
    assert "first" in client.get("/manage/audit/event/").content.decode()
    assert client.get(f"{address}/change/").status_code == 200
    assert client.post(f"{address}/change/", {"words": "别的"}).status_code == 403
    assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/manage/audit/event/add/").status_code == 403
