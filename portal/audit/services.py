"""The one way to write into the audit log; call it in the transaction of the change it tells of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models

from portal.audit.choices import Kind
from portal.audit.evidence import evidence_of, plain
from portal.audit.forming import event_as_exported
from portal.audit.keys import mark
from portal.audit.models import Event, Evidence
from portal.audit.verifying import FORM, hash_of_event
from portal.calendar import now
from portal.tenants.scope import current_tenant

APART = dt.timedelta(minutes=1)
"""Of refusals alike, and of reads alike, one row a minute is written: a scanner must not fill the log."""

REFUSALS_A_MINUTE = 60
"""Of one person, whatever they reach for."""


def record_event(
    *,
    action: str,
    target: models.Model | str,
    actor: Any = None,
    words: str = "",
    detail: dict[str, Any] | None = None,
    kind: Kind = Kind.CHANGE,
    evidence: Iterable[Evidence] = (),
) -> Event:
    """Write one audit row and return it. `actor` is the user who acted, None when the clock did.

    `target` is what it was done to; a text only where there is no such row. `evidence` are rows that the event vouches
    for: their hash goes into it. Identity numbers and phones have no place in words or detail.
    """
    content = dict(detail or {})
    if vouched := evidence_of(*evidence):
        content["evidence"] = vouched
    event = Event(
        tenant=current_tenant(),
        at=now(),
        actor=actor,
        actor_name=plain(actor.name) if actor else "system",
        kind=kind,
        action=action,
        target=name_of(target),
        words=plain(str(words)),
        detail=plain(content),
        form=FORM,
    )
    event.content_hash = hash_of_event(event_as_exported(event))
    event.mac = mark(event.content_hash)
    event.save(force_insert=True)
    return event


def record_sensitive_read(
    *, action: str, target: models.Model | str, actor: Any, detail: dict[str, Any] | None = None
) -> Event | None:
    """Write that somebody was shown what is guarded, before it is shown; a look repeated within a minute is one look."""
    if _lately(kind=Kind.READ, action=action, target=name_of(target), actor=actor).exists():
        return None
    return record_event(kind=Kind.READ, action=action, target=target, actor=actor, detail=detail)


def record_refusal(
    *, target: models.Model | str, actor: Any, reason: str = "", detail: dict[str, Any] | None = None
) -> Event | None:
    """Write that somebody was refused something, unless the same was written within the last minute, or too much was."""
    action = "access.refused"
    is_known = _lately(kind=Kind.REFUSAL, action=action, target=name_of(target), actor=actor).exists()
    if is_known or _too_many_refusals(actor):
        return None
    return record_event(kind=Kind.REFUSAL, action=action, target=target, actor=actor, words=reason, detail=detail)


def name_of(target: models.Model | str) -> str:
    """Return how the log names an object."""
    if isinstance(target, str):
        return str(plain(target))[:80]
    return f"{target._meta.label_lower}:{target.pk}"


def _too_many_refusals(actor: Any) -> bool:
    return len(_lately(actor_name=actor.name, kind=Kind.REFUSAL, actor=actor)[:REFUSALS_A_MINUTE]) == REFUSALS_A_MINUTE


def _lately(**what: Any) -> models.QuerySet[Event]:
    events: models.QuerySet[Event] = Event.objects.filter(at__gt=now() - APART, **what)
    return events.only("id")
