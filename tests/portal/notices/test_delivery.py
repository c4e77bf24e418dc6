import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections

from portal.calendar import now, set_clock
from portal.notices import delivery, services
from portal.notices.channels import Permanent, Temporary
from portal.notices.channels import mail as mail_channel
from portal.notices.choices import Channel, NoticeState
from portal.notices.models import Notice
from portal.notices.services import queue_notice
from portal.notices.tasks import deliver_due, deliver_notice
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant

START = dt.datetime(2026, 6, 1, 1, tzinfo=dt.UTC)


class Provider:
    """An SMS provider that answers as it is told."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def send(self, phone, text, *, key, reference):
        self.sent.append((phone, text, reference))
        answer = self.answers.pop(0) if self.answers else "id"
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def provider(monkeypatch):
    provider = Provider()
    monkeypatch.setattr(delivery, "sms_backend", lambda: provider)
    return provider


def queue(number=1, **changes):
    values = {"key": "passed", "channel": Channel.SMS, "text": f"第{number}条", "address": "+8615400000001"}
    with set_clock(START):
        return queue_notice(dedupe_key=f"n{number}", **values | changes)


def deliver_at(moment, limit=10):
    with set_clock(moment):
        return delivery.deliver_due_notices(limit)


def test_due_notices_leave_in_order_up_to_the_limit(tenant, provider):
    for number in range(1, 4):
        queue(number)
    assert deliver_at(START, limit=2) == 2
    assert [text for _, text, _ in provider.sent] == ["第1条", "第2条"]
    assert deliver_at(START) == 1
    assert deliver_at(START) == 0
    assert set(Notice.objects.values_list("state", "provider_id")) == {(NoticeState.DELIVERED, "id")}


def test_notice_is_tried_eight_times_with_growing_pauses(tenant, provider):
    notice, moment, pauses = queue(), START, []
    provider.answers = [Temporary("busy")] * 9
    while True:
        assert deliver_at(moment) == 1
        notice.refresh_from_db()
        if notice.state == NoticeState.FAILED:
            break
        assert notice.state == NoticeState.RETRYING
        assert deliver_at(notice.next_attempt_at - dt.timedelta(seconds=1)) == 0
        pauses.append((notice.next_attempt_at - moment) // dt.timedelta(minutes=1))
        moment = notice.next_attempt_at
    assert pauses == [1, 5, 15, 60, 120, 240, 480]
    assert (notice.attempts, notice.error, len(provider.sent)) == (8, "busy", 8)


def test_notice_that_passes_later_forgets_its_error(tenant, provider):
    notice = queue()
    provider.answers = [Temporary("busy"), "42"]
    deliver_at(START)
    deliver_at(START + dt.timedelta(minutes=1))
    notice.refresh_from_db()
    assert (notice.state, notice.provider_id, notice.error, notice.attempts) == (NoticeState.DELIVERED, "42", "", 2)


def test_refused_notice_fails_at_once(tenant, provider):
    notice = queue()
    provider.answers = [Permanent("no such number")]
    deliver_at(START)
    notice.refresh_from_db()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "no such number")


def test_fault_of_ours_is_retried_and_does_not_stop_the_others(tenant, provider):
    broken, fine = queue(1), queue(2)
    provider.answers = [KeyError("bug")]
    assert deliver_at(START) == 2
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == (NoticeState.RETRYING, NoticeState.DELIVERED)


def test_notice_without_an_address_fails_visibly(tenant, provider):
    notice = queue(address="")
    deliver_at(START)
    notice.refresh_from_db()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "no address")
    assert provider.sent == []


def test_notice_of_a_process_that_died_is_sent_when_its_lease_ends(tenant, provider):
    notice = queue()
    with set_clock(START):
        assert delivery._lease(delivery.Q()).pk == notice.pk
    assert deliver_at(START + dt.timedelta(seconds=119)) == 0
    assert deliver_at(START + dt.timedelta(seconds=121)) == 1
    notice.refresh_from_db()
    assert notice.state == NoticeState.DELIVERED


def test_process_that_outlived_its_lease_records_nothing(tenant, provider):
    queue()
    with set_clock(START):
        late = delivery._lease(delivery.Q())
    deliver_at(START + dt.timedelta(minutes=3))
    delivery._record(late, {"state": NoticeState.FAILED, "error": "late"})
    assert Notice.objects.get().state == NoticeState.DELIVERED


@pytest.mark.django_db(transaction=True)
def test_notice_that_another_process_holds_is_skipped(provider, monkeypatch):
    monkeypatch.setattr(services, "_deliver_after_commit", lambda notice: None)
    with tenant_scope(make_tenant()):
        first, second = queue(1), queue(2)
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(first.tenant_id)])
                cursor.execute("SELECT id FROM notices_notice WHERE id = %s FOR UPDATE", [first.pk])
            with set_clock(START):
                assert delivery._lease(delivery.Q()).pk == second.pk
                assert delivery._lease(delivery.Q()) is None
        finally:
            other.close()


def test_single_notice_is_delivered_by_its_task(tenant, provider):
    first, second = queue(1), queue(2)
    with set_clock(now()):
        deliver_notice(tenant.pk, second.pk)
        deliver_notice(tenant.pk, second.pk)
    assert [reference for _, _, reference in provider.sent] == [second.public_id]
    first.refresh_from_db()
    assert first.state == NoticeState.QUEUED


def test_relay_serves_every_tenant(tenant, provider):
    queue(1)
    with tenant_scope(make_tenant("other")):
        queue(2)
    assert deliver_due() == 2


def test_command_delivers_what_is_due(tenant, provider, capsys):
    queue(1)
    call_command("deliver_notices")
    assert "1 notices tried" in capsys.readouterr().out


def test_mail_is_sent_in_the_tenants_name(tenant, provider):
    queue(channel=Channel.EMAIL, address="wang@example.invalid", text="已通过")
    deliver_at(START)
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["wang@example.invalid"], tenant.name)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (smtplib.SMTPRecipientsRefused({}), Permanent),
        (smtplib.SMTPServerDisconnected(), Temporary),
        (OSError(), Temporary),
    ],
)
def test_mail_servers_answer_decides_whether_to_retry(monkeypatch, error, kind):
    def refuse(self, *args):
        raise error

    monkeypatch.setattr(mail_channel.EmailMessage, "send", refuse)
    with pytest.raises(kind):
        mail_channel.send_mail("a@example.invalid", "s", "t", reference="r")
