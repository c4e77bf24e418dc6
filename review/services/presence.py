"""Who else looks at a case at this moment: told by their pages, forgotten by itself.

It stands in the cache, as persons' ids and moments alone; it is no record of anything. Where the cache is away, or lost
what it had, nobody is said to be there, and nothing else is different.
"""

from __future__ import annotations

import logging

from django.core.cache import cache

from portal.calendar import now
from portal.people.models import User
from review.models import ReviewTask

log = logging.getLogger(__name__)

SAID_EVERY = 20
"""Seconds between two words of a page that it is still open."""

LASTS = 50
"""Seconds after which somebody who said nothing has gone: two words may be lost."""


def note_presence(*, task: ReviewTask, user: User) -> list[User]:
    """Note that the person has the case open; return the others of its office who have, by name."""
    moment = now().timestamp()
    there = {pk: at for pk, at in _read(task).items() if abs(moment - at) <= LASTS}
    _write(task, there | {user.pk: moment})
    others = there.keys() - {user.pk}
    if not others:
        return []
    seated = User.objects.filter(pk__in=others, seats__office=task.office_id, seats__is_active=True, is_active=True)
    return list(seated.order_by("name", "pk"))


def _key(task: ReviewTask) -> str:
    return f"review:open:{task.public_id}"


def _read(task: ReviewTask) -> dict[int, float]:
    try:
        found = cache.get(_key(task))
    except Exception:
        log.warning("the cache is away: nobody is said to look at a case", exc_info=True)
        return {}
    return found if isinstance(found, dict) else {}


def _write(task: ReviewTask, there: dict[int, float]) -> None:
    try:
        cache.set(_key(task), there, LASTS * 2)
    except Exception:
        log.warning("the cache is away: who looks at a case is not noted", exc_info=True)
