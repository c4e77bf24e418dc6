"""Handing notices over: each is leased, sent outside of any transaction, and its outcome recorded.

A process that dies between the provider's yes and the record leaves a notice in SENDING; when its lease ends it is sent
again. A message twice is better than none, and the provider is given our reference to tell the two by. A provider that
did not answer may have sent the message: after a few tries people decide, unless its receipt comes first.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import Q

from portal.calendar import now
from portal.notices.channels import Permanent, Temporary, Unclear, sms_backend
from portal.notices.channels.mail import send_mail
from portal.notices.choices import Channel, NoticeState
from portal.notices.models import Notice

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
MINUTES_BETWEEN_ATTEMPTS = (1, 5, 15, 60, 120, 240, 480)
MOST_UNCLEAR_ATTEMPTS = 3
MAX_ATTEMPTS = len(MINUTES_BETWEEN_ATTEMPTS) + 1


def deliver_due_notices(limit: int) -> int:
    """Deliver up to `limit` of the tenant's due notices and return how many were tried. Several may run at once."""
    for tried in range(limit):
        if not _deliver_next(Q()):
            return tried
    return limit


def deliver_notice_if_due(notice_id: int) -> bool:
    """Deliver one notice, unless it is not due or another process has it; say whether it was tried."""
    return _deliver_next(Q(pk=notice_id))


def _deliver_next(which: Q) -> bool:
    """One at a time, so that a slow provider never outlasts the lease of those that wait."""
    notice = _lease(which)
    if notice is None:
        return False
    _record(notice, _attempt(notice))
    return True


@transaction.atomic
def _lease(which: Q) -> Notice | None:
    moment = now()
    due = Q(state__in=[NoticeState.QUEUED, NoticeState.RETRYING], next_attempt_at__lte=moment)
    abandoned = Q(state=NoticeState.SENDING, leased_until__lt=moment)
    rows = Notice.objects.select_for_update(skip_locked=True).filter(which).filter(due | abandoned)
    notice: Notice | None = rows.order_by("next_attempt_at", "id").first()
    if notice:
        notice.state = NoticeState.SENDING
        notice.attempts += 1
        notice.leased_until = moment + LEASE
        notice.save(update_fields=["state", "attempts", "leased_until"])
    return notice


def _attempt(notice: Notice) -> dict[str, Any]:
    """Send a notice and return what to record."""
    try:
        provider_id = _send(notice)
    except Permanent as error:
        return _failed(error)
    except Unclear as error:
        return _unclear(error) if notice.attempts >= MOST_UNCLEAR_ATTEMPTS else _retrying(notice, error)
    except Temporary as error:
        return _failed(error) if notice.attempts >= MAX_ATTEMPTS else _retrying(notice, error)
    except Exception as error:
        logger.exception("Notice %s could not be sent", notice.public_id)
        return _failed(error) if notice.attempts >= MAX_ATTEMPTS else _retrying(notice, error)
    return {"state": NoticeState.DELIVERED, "delivered_at": now(), "provider_id": provider_id[:80], "error": ""}


def _send(notice: Notice) -> str:
    if not notice.address:
        raise Permanent("no address")
    if notice.channel == Channel.SMS:
        return sms_backend().send(notice.address, notice.text, key=notice.key, reference=notice.public_id)
    return send_mail(notice.address, notice.tenant.name, notice.text, reference=notice.public_id)


def _failed(error: Exception) -> dict[str, Any]:
    return {"state": NoticeState.FAILED, "error": _words(error)}


def _unclear(error: Exception) -> dict[str, Any]:
    return {"state": NoticeState.UNCLEAR, "error": _words(error)}


def _retrying(notice: Notice, error: Exception) -> dict[str, Any]:
    wait = dt.timedelta(minutes=MINUTES_BETWEEN_ATTEMPTS[notice.attempts - 1])
    return {"state": NoticeState.RETRYING, "next_attempt_at": now() + wait, "error": _words(error)}


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:300]


def _record(notice: Notice, outcome: dict[str, Any]) -> None:
    """Only the holder of the lease records: who outlived its lease has been replaced by another."""
    held = Notice.objects.filter(pk=notice.pk, state=NoticeState.SENDING, leased_until=notice.leased_until)
    if not held.update(leased_until=None, **outcome):
        logger.warning("Notice %s was taken over while it was being sent", notice.public_id)
