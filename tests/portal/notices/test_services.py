import datetime as dt
import threading

import pytest
from django.db import connection

from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.notices import jobs, services
from portal.notices.choices import Channel, NoticeState
from portal.notices.models import Notice, NoticeText
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, make_user


def queue(**changes):
    values = {
        "key": "passed",
        "channel": Channel.SMS,
        "text": "已通过",
        "dedupe_key": "case-1",
        "address": "+8615400000001",
    }
    return services.queue_notice(**values | changes)


def test_notice_with_a_used_key_is_the_first_one(tenant):
    first = queue()
    assert queue(text="别的").pk == first.pk
    assert Notice.objects.get().text == "已通过"


def test_same_key_in_another_tenant_is_another_notice(tenant):
    first = queue()
    with tenant_scope(make_tenant("other")):
        assert queue().pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_notice_queued_twice_at_once_is_one():
    tenant, found, together = make_tenant(), [], threading.Barrier(2)

    def act() -> None:
        with tenant_scope(tenant):
            together.wait(5)
            found.append(queue(channel=Channel.PORTAL).pk)
        connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 2
    assert len(set(found)) == 1


def test_message_in_the_portal_is_delivered_by_being_written(tenant):
    notice = queue(channel=Channel.PORTAL, recipient=make_user(tenant), address="")
    assert notice.state == NoticeState.DELIVERED
    assert notice.delivered_at == notice.created_at


def test_sms_is_delivered_after_the_commit(tenant, settings, django_capture_on_commit_callbacks):
    settings.SMS_BACKEND = "page"
    with django_capture_on_commit_callbacks(execute=True):
        notice = queue()
        assert Notice.objects.get().state == NoticeState.QUEUED
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.DELIVERED, 1)


def test_notice_goes_to_the_recipients_own_address(tenant):
    user = make_user(tenant, email="wang@example.invalid")
    notices = services.queue_notices_to(
        [user],
        key="passed",
        channels=[Channel.SMS, Channel.EMAIL, Channel.PORTAL],
        text_for=lambda person: f"{person.name}，已通过",
        dedupe_prefix="case-1:passed",
    )
    assert [notice.address for notice in notices] == [user.phone, "wang@example.invalid", ""]
    assert {notice.text for notice in notices} == {f"{user.name}，已通过"}


def test_people_are_told_once(tenant):
    people = [make_user(tenant) for _ in range(3)]
    for _ in range(2):
        services.queue_notices_to(people, key="k", channels=[Channel.PORTAL], text_for="好", dedupe_prefix="case-1")
    assert Notice.objects.count() == 3


def compose(language="zh-hans", **context):
    return services.compose("scheme.passed", "{applicant}已通过", "{applicant} passed", language, context)


def test_text_is_the_schemes_in_the_readers_language(tenant):
    assert compose(applicant="王秀强") == "王秀强已通过"
    assert compose("en", applicant="Wang") == "Wang passed"


def test_text_is_the_bureaus_where_it_has_one(tenant):
    NoticeText.objects.create(key="scheme.passed", text_zh="恭喜{applicant}")
    assert compose(applicant="王秀强") == "恭喜王秀强"
    assert compose("en", applicant="Wang") == "Wang passed"
    with tenant_scope(make_tenant("other")):
        assert compose(applicant="王秀强") == "王秀强已通过"


@pytest.mark.parametrize("text", ["{nobody}{applicant}", "{applicant.__class__}", "{0}", "{", "}{applicant}"])
def test_text_with_strange_places_never_raises(tenant, text):
    NoticeText.objects.create(key="scheme.passed", text_zh=text)
    assert "王" in compose(applicant="王") or "王" not in text
    assert "class '" not in compose(applicant="王")


def test_values_are_not_filled_twice(tenant):
    assert compose(applicant="{applicant}") == "{applicant}已通过"


def test_failed_notice_is_queued_again(tenant):
    by = make_user(tenant)
    notice = queue()
    with pytest.raises(services.UnableToRequeue):
        services.requeue_notice(notice=notice, by=by)
    Notice.objects.update(state=NoticeState.FAILED, attempts=8)
    services.requeue_notice(notice=notice, by=by)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == (NoticeState.QUEUED, 0)
    assert Event.objects.get(action="notice.requeue").actor == by


def test_codes_are_forgotten_when_they_are_old(tenant, settings):
    code = queue(key="phone_code", text="验证码 123456", dedupe_key="code")
    other = queue(dedupe_key="other")
    Notice.objects.update(state=NoticeState.DELIVERED)
    assert jobs.forget_codes() == 0
    with set_clock(now() + dt.timedelta(days=settings.SMS_CODES_KEPT_DAYS, minutes=1)):
        assert jobs.forget_codes() == 1
        assert jobs.forget_codes() == 0
    code.refresh_from_db()
    other.refresh_from_db()
    assert (code.text, other.text) == ("", "已通过")
