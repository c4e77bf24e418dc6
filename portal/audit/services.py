"""The one way to write into the audit log; call it in the transaction of the change it tells of."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import models

from portal.audit.models import Event
from portal.calendar import now


def record_event(
    *, action: str, target: models.Model, actor: Any = None, words: str = "", detail: dict[str, Any] | None = None
) -> Event:
    """Write one audit row and return it. `actor` is the user who acted, None when the clock did."""
    event = Event(
        at=now(),
        actor=actor,
        actor_name=actor.name if actor else "system",
        action=action,
        target=f"{target._meta.label_lower}:{target.pk}",
        words=words,
        detail=detail or {},
    )
    event.content_hash = _content_hash(event)
    event.save()
    return event


def _content_hash(event: Event) -> str:
    content = [event.at.isoformat(), event.actor_name, event.action, event.target, event.words, event.detail]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
