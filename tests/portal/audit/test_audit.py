import datetime as dt

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client

from portal.audit import append_only
from portal.audit.models import Event
from portal.audit.queries import events_of
from portal.audit.services import record_event
from portal.calendar import set_clock
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user, sign_in


@pytest.fixture
def log(tenant):
    """The trigger, where the database was made without migrations."""
    with connection.cursor() as cursor:
        cursor.execute(append_only.protect("audit_event"))
    return [record_event(action=action, target=tenant, words="意见") for action in ("first", "second")]


def refused(act) -> None:
    with pytest.raises((InternalError, ProgrammingError), match="append-only"), transaction.atomic():
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


def test_trigger_can_be_made_again_and_taken_away(log):
    with connection.cursor() as cursor:
        cursor.execute(append_only.protect("audit_event"))
        cursor.execute(append_only.unprotect("audit_event"))
    log[0].delete()


def test_events_of_an_object_come_newest_first(log, tenant):
    other = make_user(tenant)
    record_event(action="third", target=other, actor=other)
    assert [event.action for event in events_of(tenant)] == ["second", "first"]
    assert [event.actor_name for event in events_of(other)] == [other.name]


def test_event_keeps_the_portals_time_and_a_hash_of_its_content(tenant):
    moment = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    with set_clock(moment):
        one = record_event(action="act", target=tenant, words="同意")
        same = record_event(action="act", target=tenant, words="同意")
        other = record_event(action="act", target=tenant, words="不同意")
    assert one.at == moment
    assert one.content_hash == same.content_hash != other.content_hash


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
