import json

import pytest
from django.test import Client
from django.urls import reverse

from portal.notices import delivery
from portal.notices.channels import Unclear
from portal.notices.choices import Channel, NoticeState
from portal.notices.models import Notice, NoticeReceipt
from portal.notices.services import queue_notice, requeue_notice
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user

SECRET = "abcdefgh12345678"


@pytest.fixture(autouse=True)
def secret(settings):
    settings.SMS_RECEIPT_SECRET = SECRET


@pytest.fixture
def notice(tenant):
    return queue_notice(key="k", channel=Channel.SMS, text="t", address="+8615400000001", dedupe_key="n")


def report(*rows, secret=SECRET, host="ningbo.localhost"):
    address = reverse("notices:receipts", args=["aliyun", secret])
    return Client(headers={"host": host}).post(address, json.dumps(rows), content_type="application/json")


def said(notice, success, **more):
    return {"biz_id": "B1", "out_id": notice.public_id, "success": success, "err_code": "X", "err_msg": "关机", **more}


def state(notice):
    return Notice.objects.get(pk=notice.pk).state


def test_report_counts_once_and_is_thanked_for_each_time(notice):
    for _ in range(3):
        assert report(said(notice, True)).json() == {"code": 0, "msg": "OK"}
    assert state(notice) == NoticeState.DELIVERED
    assert NoticeReceipt.objects.count() == 1


def test_delivery_is_not_taken_back_by_what_comes_late(notice):
    report(said(notice, True))
    report(said(notice, False))
    assert state(notice) == NoticeState.DELIVERED
    assert NoticeReceipt.objects.count() == 2


def test_failure_is_shown_and_a_later_delivery_mends_it(notice):
    report(said(notice, False))
    assert (state(notice), Notice.objects.get().error) == (NoticeState.FAILED, "X 关机")
    report(said(notice, True))
    assert (state(notice), Notice.objects.get().error) == (NoticeState.DELIVERED, "")


def test_report_may_name_the_providers_number_only(notice):
    Notice.objects.update(provider_id="B7")
    report({"id": "B7", "status": "FAILED", "words": "空号"})
    assert state(notice) == NoticeState.FAILED


@pytest.mark.parametrize(
    "row", [{"biz_id": "?", "success": True}, {"id": "1", "status": "?"}, {"success": True}, 5, None]
)
def test_unknown_messages_and_strange_reports_change_nothing_and_are_no_fault(notice, row):
    assert report(row).status_code == 200
    assert state(notice) == NoticeState.QUEUED


def test_what_is_no_json_is_refused(tenant):
    address = reverse("notices:receipts", args=["aliyun", SECRET])
    answer = Client(headers={"host": "ningbo.localhost"}).post(address, "{", content_type="application/json")
    assert answer.status_code == 400


def test_without_the_secret_there_is_nothing(notice, settings):
    assert report(said(notice, True), secret="wrong").status_code == 404
    settings.SMS_RECEIPT_SECRET = ""
    assert report(said(notice, True), secret="x").status_code == 404
    assert state(notice) == NoticeState.QUEUED


def test_message_of_another_portal_is_not_known(notice):
    make_tenant("hangzhou")
    report(said(notice, True), host="hangzhou.localhost")
    assert state(notice) == NoticeState.QUEUED


def test_provider_that_does_not_answer_is_asked_three_times_then_people_decide(notice, tenant, monkeypatch):
    class Silent:
        def send(self, *_args, **_more):
            raise Unclear("no answer")

    monkeypatch.setattr(delivery, "sms_backend", Silent)
    seen = []
    for _ in range(4):
        Notice.objects.update(next_attempt_at=notice.created_at)
        delivery.deliver_due_notices(10)
        seen.append(state(notice))
    assert seen == [NoticeState.RETRYING, NoticeState.RETRYING, NoticeState.UNCLEAR, NoticeState.UNCLEAR]
    requeue_notice(notice=notice, by=make_user(tenant))
    assert (state(notice), Notice.objects.get().attempts) == (NoticeState.QUEUED, 0)


def test_receipt_settles_what_was_unclear(notice):
    Notice.objects.update(state=NoticeState.UNCLEAR)
    report(said(notice, True))
    assert state(notice) == NoticeState.DELIVERED


def test_receipt_that_comes_while_the_message_is_sent_is_not_overwritten(notice, monkeypatch):
    class Quick:
        def send(self, phone, text, *, key, reference):
            report(said(notice, True))
            raise Unclear("no answer")

    monkeypatch.setattr(delivery, "sms_backend", Quick)
    with tenant_scope(notice.tenant):
        delivery.deliver_due_notices(1)
        assert state(notice) == NoticeState.DELIVERED
