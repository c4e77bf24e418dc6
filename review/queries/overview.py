"""How much lies where: the numbers at the head of an office's desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from portal.calendar import today
from portal.people.models import User
from review.choices import OfficeKind, TaskState
from review.models import Office, PublicityEntry, ReviewTask
from review.policies import offices_of
from review.queries.publicity import SHOWN_NOW

COUNTED = 1000


@dataclass(frozen=True)
class OfficeCounts:
    """One office's numbers. `in_hand` counts what can be worked on; due soon and overdue are part of it."""

    office: Office
    in_hand: int = 0
    due_soon: int = 0
    overdue: int = 0
    waiting: int = 0
    in_publicity: int = 0


def overview_of(user: User, *, soon: dt.date) -> list[OfficeCounts]:
    """Return the numbers of the person's offices, for the bureau's people of all offices. Three queries."""
    offices = list(_overseen(offices_of(user)))
    tasks = _task_counts(offices, soon)
    in_publicity = _publicity_counts(offices)
    return [
        OfficeCounts(office, **tasks.get(office.pk, {}), in_publicity=in_publicity.get(office.pk, 0))
        for office in offices
    ]


def kinds_of(user: User) -> frozenset[str]:
    """Return the kinds of offices the person sits in."""
    return frozenset(kind for _pk, kind, _parent in _seats_of(user))


def leads_for(user: User) -> bool:
    """Return what `policies.leads` does, from what the menu has asked already."""
    return any(kind == OfficeKind.BUREAU and parent is None for _pk, kind, parent in _seats_of(user))


def office_ids_of(user: User) -> frozenset[int]:
    """Return the ids of the offices the person sits in."""
    return frozenset(pk for pk, _kind, _parent in _seats_of(user))


def _seats_of(user: User) -> list[tuple[int, str, int | None]]:
    """Asked once for each user object: the menu needs it many times."""
    if not hasattr(user, "_seats_held"):
        user._seats_held = list(offices_of(user).values_list("pk", "kind", "parent_id"))  # type: ignore[attr-defined]
    held: list[tuple[int, str, int | None]] = user._seats_held  # type: ignore[attr-defined]
    return held


def open_count(user: User) -> int:
    """How many cases the person's offices can work on, counted up to `COUNTED`: the number in the menu.

    It stands on every page, and counting a hundred thousand rows there would cost more than the page.
    """
    offices = offices_of(user)
    tasks = ReviewTask.objects.filter(office__in=offices, state=TaskState.OPEN, opens_on__lte=today())
    return tasks.order_by()[:COUNTED].count()


def _overseen(own: QuerySet[Office]) -> QuerySet[Office]:
    """All offices for the portal's own bureau; a bureau below it sees its own numbers and those of the offices below."""
    held = list(own)
    bureaus = [office for office in held if office.kind == OfficeKind.BUREAU]
    active = Office.objects.filter(is_active=True)
    if any(office.parent_id is None for office in bureaus):
        return active
    return active.filter(Q(pk__in=[one.pk for one in held]) | Q(parent__in=[one.pk for one in bureaus]))


def _task_counts(offices: list[Office], soon: dt.date) -> dict[int, dict[str, int]]:
    now_open, day = Q(opens_on__lte=today()), today()
    rows = (
        ReviewTask.objects.filter(office__in=offices, state=TaskState.OPEN)
        .values("office_id")
        .order_by()
        .annotate(
            in_hand=Count("id", filter=now_open),
            due_soon=Count("id", filter=now_open & Q(due_on__range=(day, soon))),
            overdue=Count("id", filter=now_open & Q(due_on__lt=day)),
            waiting=Count("id", filter=~now_open),
        )
    )
    return {row.pop("office_id"): row for row in rows}


def _publicity_counts(offices: list[Office]) -> dict[int, int]:
    """Cases that an office handled and that stand on the public list now."""
    rows = (
        PublicityEntry.objects.filter(state__in=SHOWN_NOW, application__review_tasks__office__in=offices)
        .values("application__review_tasks__office_id")
        .order_by()
        .annotate(cases=Count("application_id", distinct=True))
    )
    return {row["application__review_tasks__office_id"]: row["cases"] for row in rows}
