from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from portal.notices.choices import Channel
from portal.notices.models import Notice

if TYPE_CHECKING:
    from portal.people.models import User

PAGE_SIZE = 20
SMS_SHOWN = 50


@dataclass(frozen=True)
class InboxPage:
    """Some messages, the newest first. `older` is the last one's public id if there are more after it, else empty."""

    notices: list[Notice]
    older: str

    @property
    def has_unread(self) -> bool:
        return any(notice.read_at is None for notice in self.notices)


def inbox_of(user: User) -> QuerySet[Notice]:
    """Return a person's own messages in the portal, the newest first."""
    return Notice.objects.filter(recipient=user, channel=Channel.PORTAL).order_by("-id")


def unread_count(user: User) -> int:
    return inbox_of(user).filter(read_at=None).count()


def inbox_page(user: User, *, before: str = "") -> InboxPage:
    """Return the messages older than the one with the public id `before`, or the newest; 404 for a stranger's."""
    notices = inbox_of(user)
    if before:
        notices = notices.filter(pk__lt=get_object_or_404(notices, public_id=before).pk)
    rows = list(notices[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    return InboxPage(shown, older=shown[-1].public_id if len(rows) > PAGE_SIZE else "")


def latest_sms() -> list[Notice]:
    """Return the tenant's last short messages, for the demonstration's page."""
    return list(Notice.objects.filter(channel=Channel.SMS).order_by("-created_at", "-id")[:SMS_SHOWN])
