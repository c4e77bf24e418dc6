"""The sealer: order, gaps, one at a time, crashes; checkpoints and where they are kept."""

import datetime as dt
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import override_settings

from portal.audit import chaining
from portal.audit.chaining import chain_events, sign_checkpoint
from portal.audit.examining import examine
from portal.audit.exporting import export_lines
from portal.audit.jobs import seal_everywhere
from portal.audit.keeping import folder_of_tenant, keep_checkpoints
from portal.audit.keys import signing_keys
from portal.audit.models import Checkpoint, Event, Link, Pending
from portal.audit.queries import chain_state, longest_unchained, probe_chain, unchained_for
from portal.audit.services import record_event
from portal.audit.verifying import GENESIS, kept_checkpoints
from portal.calendar import set_clock
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tools.chaos.tampering import START, make_log

ONE_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
OTHER_KEY = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="


@pytest.fixture(autouse=True)
def checkpoint_folder(tmp_path, settings):
    settings.AUDIT_CHECKPOINT_DIR = tmp_path / "checkpoints"


def write(tenant, count: int) -> list[Event]:
    return [record_event(action="act", target=tenant, words=str(number)) for number in range(count)]


def test_events_are_chained_in_batches_from_the_first(tenant):
    events = write(tenant, 7)
    assert chain_events(batch=3) == 7
    links = list(Link.objects.order_by("sequence"))
    assert [link.sequence for link in links] == [1, 2, 3, 4, 5, 6, 7]
    assert [link.event_id for link in links] == [event.pk for event in events]
    assert [link.previous for link in links] == [GENESIS, *(link.hash for link in links[:-1])]
    assert (Pending.objects.count(), chain_events()) == (0, 0)


def test_tenants_have_chains_of_their_own(tenant):
    write(tenant, 2)
    with tenant_scope(make_tenant("other")) as other:
        write(other, 3)
    assert seal_everywhere() == 5
    assert Link.objects.count() == 2
    with tenant_scope(other):
        assert list(Link.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_event_of_a_transaction_that_commits_late_is_not_passed_over():
    tenant, may_commit, has_written = make_tenant(), threading.Event(), threading.Event()

    def write_slowly() -> None:
        with tenant_scope(tenant), transaction.atomic():
            record_event(action="slow", target=tenant)
            has_written.set()
            may_commit.wait(10)
        connections.close_all()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert has_written.wait(10)
    with tenant_scope(tenant):
        record_event(action="quick", target=tenant)
        assert chain_events() == 1
        may_commit.set()
        slow.join()
        assert chain_events() == 1
        chained = list(Link.objects.order_by("sequence").values_list("event__action", "event_id"))
    assert [action for action, _pk in chained] == ["quick", "slow"]
    assert chained[0][1] > chained[1][1]
    assert examine(tenant).faults == []


@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_make_one_chain():
    tenant = make_tenant()
    with tenant_scope(tenant):
        write(tenant, 60)

    def seal() -> None:
        with tenant_scope(tenant):
            chain_events(batch=5)
        connections.close_all()

    sealers = [threading.Thread(target=seal) for _number in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    with tenant_scope(tenant):
        chain_events()
        assert Link.objects.count() == 60
    assert examine(tenant).faults == []


def test_crash_in_a_batch_leaves_it_waiting(tenant, monkeypatch):
    write(tenant, 3)
    with monkeypatch.context() as patch:
        patch.setattr(chaining.Pending, "objects", None)
        with pytest.raises(AttributeError):
            chain_events()
    assert (Link.objects.count(), Pending.objects.count()) == (0, 3)
    assert chain_events() == 3


def test_row_that_the_portal_did_not_write_is_chained_and_told(tenant, caplog):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (tenant_id, at, actor_name, kind, action, target, words, detail, form,"
            " content_hash, mac) VALUES (%s, now(), 'system', 'CHANGE', 'act', 'x', '', '{}', 2, repeat('0', 64), '')",
            [tenant.pk],
        )
    assert chain_events() == 1
    assert "was not written by the portal" in caplog.text


def test_age_of_what_waits_longest_is_told(tenant):
    assert (unchained_for(), longest_unchained()) == (0, 0)
    write(tenant, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_pending SET since = since - interval '90 seconds'")
    assert 90 <= longest_unchained() < 120
    assert probe_chain().is_well
    assert chain_state().waiting == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_pending SET since = since - interval '90 seconds'")
    assert (probe_chain().is_well, probe_chain().words) == (False, "events wait to be chained")
    chain_events()
    assert probe_chain().values == {"audit_unchained_seconds": 0}


def test_checkpoint_is_signed_when_something_is_new_and_once_a_day(tenant):
    write(tenant, 1)
    signed = []
    for minutes, new in ((0, 0), (4, 1), (6, 0), (20, 0), (26, 1), (26 + 24 * 60, 0)):
        with set_clock(START + dt.timedelta(minutes=minutes)):
            write(tenant, new)
            chain_events()
            signed.append(sign_checkpoint() is not None)
    assert signed == [True, False, True, False, True, True]
    assert list(Checkpoint.objects.order_by("number").values_list("sequence", flat=True)) == [1, 2, 3, 3]


def test_nothing_is_signed_where_nothing_is_chained(tenant):
    write(tenant, 1)
    assert sign_checkpoint(at_once=True) is None


def test_checkpoints_are_kept_elsewhere_and_made_up_for(tenant, settings, tmp_path):
    settings.AUDIT_CHECKPOINT_DIR = tmp_path / "a-file"
    (tmp_path / "a-file").write_text("no folder")
    write(tenant, 1)
    seal_everywhere(sign_at_once=True)
    settings.AUDIT_CHECKPOINT_DIR = tmp_path / "kept"
    write(tenant, 1)
    seal_everywhere(sign_at_once=True)
    assert [line["body"]["number"] for line in kept_checkpoints([folder_of_tenant()])] == [1, 2]
    assert keep_checkpoints() == 0


def test_keys_can_be_changed(tenant):
    with override_settings(AUDIT_SIGNING_KEYS=[ONE_KEY]):
        make_log(tenant, 5, signed_at=(5,))
    with override_settings(AUDIT_SIGNING_KEYS=[OTHER_KEY, ONE_KEY]):
        write(tenant, 1)
        chain_events()
        sign_checkpoint(at_once=True)
        used = list(Checkpoint.objects.order_by("number").values_list("key_id", flat=True))
        assert used == [signing_keys()[1].key_id, signing_keys()[0].key_id]
        assert examine(tenant).faults == []
    with override_settings(AUDIT_SIGNING_KEYS=[OTHER_KEY]):
        assert examine(tenant).kinds == {"forged", "inserted"}


@pytest.mark.parametrize("text", ["short", "!" * 44, ""])
def test_key_that_is_none_is_refused(text):
    with override_settings(AUDIT_SIGNING_KEYS=[text]), pytest.raises(ValueError, match="32 random bytes"):
        signing_keys()


def test_own_key_is_made_once_and_readable_by_nobody_else(settings, tmp_path):
    settings.VAR, settings.AUDIT_SIGNING_KEYS = tmp_path, []
    assert signing_keys()[0].key_id == signing_keys()[0].key_id
    (made,) = (tmp_path / "audit").iterdir()
    assert made.stat().st_mode & 0o777 == 0o600


def test_export_is_the_same_in_batches(tenant, monkeypatch):
    make_log(tenant, 12, signed_at=(5, 10, 12))
    whole = list(export_lines(tenant))[1:]
    monkeypatch.setattr("portal.audit.exporting.BATCH", 5)
    assert list(export_lines(tenant))[1:] == whole
    assert [line["kind"] for line in whole].count("checkpoint") == 3


def test_commands_chain_export_and_verify(tenant, tmp_path):
    write(tenant, 3)
    said = StringIO()
    call_command("chain_audit", "--sign", stdout=said)
    call_command("export_audit", "ningbo", "--to", tmp_path / "log.jsonl", stdout=said)
    call_command("verify_audit", tmp_path / "log.jsonl", stdout=said)
    call_command("verify_audit", "--database", stdout=said)
    assert "3 events chained; the oldest that waits has waited 0 s" in said.getvalue()
    assert said.getvalue().count("OK: nothing was found") == 2
    text = (tmp_path / "log.jsonl").read_text()
    (tmp_path / "log.jsonl").write_text(text.replace('"words": "1"', '"words": "9"'))
    with pytest.raises(SystemExit) as exit_:
        call_command("verify_audit", tmp_path / "log.jsonl", stdout=said)
    assert exit_.value.code == 1
    assert "EDITED: event 2" in said.getvalue()


@pytest.mark.parametrize(
    "command",
    [
        *(("export_audit", "nowhere", "--to", "/tmp/x"), ("export_audit", "ningbo", "--to", "/none/x")),
        *(("verify_audit",), ("verify_audit", "file", "--database"), ("verify_audit", "--database", "--tenant", "no")),
    ],
)
def test_commands_refuse_what_makes_no_sense(tenant, command):
    with pytest.raises(CommandError):
        call_command(*command)
