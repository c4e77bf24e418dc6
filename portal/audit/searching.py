"""Finding events. Every filter is an equality or a range on plain columns: others would read the whole log."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.audit.models import Event

PAGE_SIZE = 50


@dataclass(frozen=True)
class Search:
    """What is looked for; empty means all. `since` and `until` are days, both included."""

    kind: str = ""
    action: str = ""
    actor_name: str = ""
    target: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Found:
    """Some events, the newest first; `older` is the last one's public id if there are more after it, else empty."""

    events: list[Event]
    older: str


def find_events(search: Search, *, before: str = "") -> Found:
    """Return a page of the events that match, those older than the one with the public id `before`."""
    events = _matching(search).select_related("link").order_by("-at", "-id")
    if (last := _event(before)) is not None:
        events = events.filter(at__lte=last.at).exclude(Q(at=last.at) & Q(pk__gte=last.pk))
    rows = list(events[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    return Found(shown, older=str(shown[-1].public_id) if len(rows) > PAGE_SIZE else "")


def _matching(search: Search) -> QuerySet[Event]:
    names = ("kind", "action", "actor_name", "target")
    events: QuerySet[Event] = Event.objects.filter(**{n: v for n in names if (v := getattr(search, n))})
    if search.since:
        events = events.filter(at__gte=_midnight(search.since))
    if search.until:
        events = events.filter(at__lt=_midnight(search.until + dt.timedelta(days=1)))
    return events


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _event(public_id: str) -> Event | None:
    try:
        return Event.objects.filter(public_id=uuid.UUID(public_id)).first() if public_id else None
    except ValueError:
        return None
