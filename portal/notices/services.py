"""Telling people. A notice is written in the transaction of what it tells, and delivered after its commit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from portal.audit.services import record_event
from portal.calendar import now
from portal.notices.choices import Channel, NoticeState
from portal.notices.models import Notice, NoticeText
from portal.notices.queries import inbox_of
from portal.notices.tasks import deliver_notice
from portal.notices.wording import fill
from portal.outbox.services import defer
from portal.tenants.scope import current_tenant

if TYPE_CHECKING:
    from portal.people.models import User

CODE_KEY = "phone_code"


TO_SEND_AGAIN = (NoticeState.FAILED, NoticeState.UNCLEAR)


class UnableToRequeue(ValueError):
    """Only a notice that has failed, or of which nobody knows, is sent again."""


@transaction.atomic
def queue_notice(
    *,
    key: str,
    channel: Channel | str,
    text: str,
    dedupe_key: str,
    recipient: User | None = None,
    address: str = "",
    link: str = "",
) -> Notice:
    """Queue one message, once: a `dedupe_key` the tenant has used returns the notice that used it, unchanged.

    Without an `address` the recipient's phone or e-mail is taken. A message in the portal is delivered by being
    written; the others leave after the commit, and whatever stays behind leaves with `deliver_due`.
    """
    moment = now()
    at_once = channel == Channel.PORTAL
    values = {
        "key": key,
        "channel": channel,
        "text": text,
        "recipient": recipient,
        "address": address or _address_of(recipient, channel),
        "link": link,
        "state": NoticeState.DELIVERED if at_once else NoticeState.QUEUED,
        "created_at": moment,
        "next_attempt_at": moment,
        "delivered_at": moment if at_once else None,
    }
    notice: Notice
    notice, is_new = Notice.objects.get_or_create(dedupe_key=dedupe_key, defaults=values)
    if is_new and not at_once:
        _deliver_after_commit(notice)
    return notice


@dataclass(frozen=True)
class Message:
    """One message of many that are queued together."""

    recipient: User
    channel: Channel
    text: str
    dedupe_key: str


def queue_many(messages: Iterable[Message], *, key: str, link: str = "") -> None:
    """Queue messages to many people in one go; a `dedupe_key` that was used before queues nothing.

    They leave with `deliver_due`: who is told by the hundred is told within minutes, not in the same second.
    """
    tenant, moment = current_tenant(), now()
    notices = [
        Notice(
            tenant=tenant,
            key=key,
            channel=one.channel,
            text=one.text,
            recipient=one.recipient,
            address=_address_of(one.recipient, one.channel),
            link=link,
            dedupe_key=one.dedupe_key,
            state=NoticeState.DELIVERED if one.channel == Channel.PORTAL else NoticeState.QUEUED,
            created_at=moment,
            next_attempt_at=moment,
            delivered_at=moment if one.channel == Channel.PORTAL else None,
        )
        for one in messages
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def queue_notices_to(
    users: Iterable[User],
    *,
    key: str,
    channels: Iterable[Channel | str],
    text_for: Callable[[User], str] | str,
    dedupe_prefix: str,
    link: str = "",
) -> list[Notice]:
    """Queue a message to each person by each channel; `text_for` is the text, or gives each person's own."""
    channels = list(channels)
    return [
        queue_notice(
            key=key,
            channel=channel,
            text=text_for if isinstance(text_for, str) else text_for(user),
            dedupe_key=f"{dedupe_prefix}:{channel}:{user.pk}",
            recipient=user,
            link=link,
        )
        for user in users
        for channel in channels
    ]


def compose(key: str, default_zh: str, default_en: str, language: str | None, context: Mapping[str, Any]) -> str:
    """Return a notice's text in a language, in the bureau's own wording where it has one. Never raises for a place."""
    text_zh, text_en = wording_of(key, default_zh, default_en)
    return fill(text_en if (language or "").startswith("en") else text_zh, context)


def wording_of(key: str, default_zh: str, default_en: str) -> tuple[str, str]:
    """Return a notice's words in Chinese and English, the bureau's own where it has them, with its places unfilled."""
    own = NoticeText.objects.filter(key=key).first()
    return own.text_zh if own else default_zh, (own.text_en if own else "") or default_en


@transaction.atomic
def requeue_notice(*, notice: Notice, by: User) -> None:
    """Send a failed or unclear notice again, from its first attempt."""
    again = {"state": NoticeState.QUEUED, "attempts": 0, "next_attempt_at": now(), "error": ""}
    if not Notice.objects.filter(pk=notice.pk, state__in=TO_SEND_AGAIN).update(**again):
        raise UnableToRequeue(f"Notice {notice.public_id} has not failed.")
    record_event(action="notice.requeue", target=notice, actor=by)
    _deliver_after_commit(notice)


def mark_read(*, user: User, public_id: str | None = None) -> int:
    """Mark one of a person's messages as read, or all of them, and return how many were unread."""
    unread = inbox_of(user).filter(read_at=None)
    if public_id is not None:
        unread = unread.filter(public_id=public_id)
    return unread.update(read_at=now())


def forget_codes(*, older_than: dt.timedelta | None = None) -> int:
    """Blank the text of verification codes sent before then (SMS_CODES_KEPT_DAYS) and return how many."""
    older_than = older_than or dt.timedelta(days=settings.SMS_CODES_KEPT_DAYS)
    over = [NoticeState.DELIVERED, NoticeState.FAILED]
    codes = Notice.objects.filter(key=CODE_KEY, created_at__lt=now() - older_than, state__in=over)
    return codes.exclude(text="").update(text="")


def forget_messages_of(*, user: User) -> int:
    """Blank what a person was told and where it was sent, for an account that is closed; nothing of it leaves any more."""
    theirs = Notice.objects.filter(recipient=user)
    theirs.filter(state=NoticeState.QUEUED).update(state=NoticeState.FAILED, error="the account was closed")
    return theirs.exclude(text="", address="").update(text="", address="", link="")


def forget_message(notice: Notice) -> int:
    """Blank one message whose time is over; that it was sent stays known."""
    notice.text = notice.address = notice.link = ""
    notice.save(update_fields=["text", "address", "link"])
    return 1


def _address_of(recipient: User | None, channel: Channel | str) -> str:
    if recipient is None or channel == Channel.PORTAL:
        return ""
    return (recipient.phone if channel == Channel.SMS else recipient.email) or ""


def _deliver_after_commit(notice: Notice) -> None:
    defer(deliver_notice, notice.tenant_id, notice.pk)
