"""The pages of the log: who gets in, what is found, what is taken away."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.audit import searching
from portal.audit.chaining import chain_events, sign_checkpoint
from portal.audit.choices import Kind
from portal.audit.keys import public_keys
from portal.audit.models import Event
from portal.audit.searching import Search, find_events
from portal.audit.services import record_event, record_refusal
from portal.audit.verifying import verify
from portal.calendar import set_clock
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user, sign_in
from tools.chaos.tampering import START, make_log

PAGES = ["/audit/", "/audit/chain/", "/audit/export/", "/audit/checkpoints/", "/audit/public-key/"]


@pytest.fixture(autouse=True)
def checkpoint_folder(tmp_path, settings):
    settings.AUDIT_CHECKPOINT_DIR = tmp_path / "checkpoints"


def client_of(user=None) -> Client:
    client = Client(headers={"host": "ningbo.localhost"})
    if user is not None:
        sign_in(client, user)
    return client


@pytest.fixture
def auditor(tenant) -> Client:
    return client_of(make_user(tenant, name="审计员", role="audit"))


@pytest.mark.parametrize("address", PAGES)
def test_pages_do_not_exist_for_others(tenant, address):
    assert client_of(make_user(tenant)).get(address).status_code == 404
    assert client_of().get(address).status_code == 302
    with tenant_scope(make_tenant("other")) as other:
        stranger = make_user(other, role="audit")
    assert client_of(stranger).get(address).status_code in (302, 404)


@pytest.mark.parametrize("address", PAGES)
def test_pages_change_nothing(auditor, address):
    assert auditor.post(address).status_code == 405


def test_log_is_found_by_what_stands_in_it(tenant):
    person = make_user(tenant, name="王审")
    with set_clock(START):
        record_event(action="case.passed", target=person, actor=person, words="同意")
    with set_clock(START + dt.timedelta(days=3)):
        record_refusal(target=tenant, actor=person, reason="不能查看")
        record_event(action="case.passed", target=tenant)

    def found(**asked) -> list[str]:
        return [f"{event.action} {event.actor_name}" for event in find_events(Search(**asked)).events]

    assert found() == ["case.passed system", "access.refused 王审", "case.passed 王审"]
    assert found(actor_name="王审") == ["access.refused 王审", "case.passed 王审"]
    assert found(action="case.passed", target=f"tenants.tenant:{tenant.pk}") == ["case.passed system"]
    assert found(kind=Kind.REFUSAL) == ["access.refused 王审"]
    day = dt.date(2026, 3, 2)
    assert found(since=day, until=day) == ["case.passed 王审"]
    assert found(since=dt.date(2026, 3, 3), until=dt.date(2026, 3, 4)) == []
    assert found(actor_name="王") == []


def test_log_is_leafed_through_by_key(tenant, monkeypatch):
    monkeypatch.setattr(searching, "PAGE_SIZE", 3)
    with set_clock(START):  # all at one moment: their numbers decide
        for number in range(7):
            record_event(action="act", target=tenant, words=str(number))
    seen, before = [], ""
    for _page in range(3):
        found = find_events(Search(), before=before)
        seen += [event.words for event in found.events]
        before = found.older
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    assert before == ""
    assert len(find_events(Search(), before="nonsense").events) == 3


def test_page_shows_events_and_its_queries_do_not_grow(auditor, tenant):
    record_event(action="case.passed", target=tenant, words="<b>同意</b>", detail={"stage": "pre_review"})

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert auditor.get("/audit/").status_code == 200
        return len(caught)

    auditor.get("/audit/")
    few = queries()
    for number in range(20):
        record_event(action="case.passed", target=tenant, words=str(number))
    chain_events()
    assert queries() == few
    page = auditor.get("/audit/?action=case.passed").content.decode()
    assert "&lt;b&gt;同意&lt;/b&gt;" in page
    assert "pre_review" in page


def test_date_that_is_none_is_told_and_left_out(auditor, tenant):
    record_event(action="act", target=tenant)
    page = auditor.get("/audit/?since=tomorrow&kind=NONE").content.decode()
    assert "field-error" in page
    assert ">act</a>" in page


def test_chain_page_tells_how_far_it_is(auditor, tenant):
    assert "还没有校验点" in auditor.get("/audit/chain/").content.decode()
    record_event(action="act", target=tenant)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_pending SET since = since - interval '10 minutes'")
    assert "仍未入链" in auditor.get("/audit/chain/").content.decode()
    chain_events()
    checkpoint = sign_checkpoint(at_once=True)
    page = auditor.get("/audit/chain/").content.decode()
    assert checkpoint.head in page
    assert "仍未入链" not in page


def test_export_is_verified_and_its_taking_noted(auditor, tenant):
    make_log(tenant)
    response = auditor.get("/audit/export/")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="audit-ningbo-')
    lines = [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]
    report = verify(lines)
    assert report.faults == []
    assert report.events >= 12
    kept = auditor.get("/audit/checkpoints/").getvalue().decode().splitlines()
    assert [json.loads(line)["body"]["number"] for line in kept] == [1, 2]
    assert auditor.get("/audit/public-key/").content.decode() == public_keys()
    taken = Event.objects.filter(kind=Kind.READ, actor_name="审计员").order_by("id")
    assert [event.action for event in taken] == ["audit.exported", "audit.checkpoints_taken", "audit.key_taken"]
