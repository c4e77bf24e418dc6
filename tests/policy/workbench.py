"""The part of the world that reviewers make for themselves, and what makes a head's taking back allowed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from portal.calendar import now
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import ReviewTask, SavedFilter, Seat

A_WEEK = dt.timedelta(days=7)


def filter_of(user: User, mark: str) -> SavedFilter:
    """Keep a filter under a name that its owner alone may read."""
    saved: SavedFilter = SavedFilter.objects.create(user=user, name=f"急{mark}件", due="overdue")
    return saved


def a_filter(*_given: Any) -> dict[str, str]:
    return {"name": "新名称"}


def several(*_given: Any) -> dict[str, str]:
    """The table names no cases here: tests/review/views/test_many.py shows which of several are dealt with."""
    return {"case": "no-such-case:0"}


def held_for_long(tenant: Tenant) -> None:
    """Let everybody with a seat be a head, and what is taken be taken for longer than colleagues wait."""
    with tenant_scope(tenant):
        Seat.objects.update(is_head=True)
        ReviewTask.objects.exclude(taken_at=None).update(taken_at=now() - A_WEEK)
