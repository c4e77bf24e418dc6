"""Whose figures a person sees, and the numbers that the menu shows."""

from __future__ import annotations

from portal.calendar import today
from portal.people.models import User
from review.choices import OfficeKind, TaskState
from review.models import Office, ReviewTask
from review.policies import offices_of

COUNTED = 1000


def overseen_by(user: User) -> list[Office]:
    """Return whose figures the person sees: their own offices'; from a bureau those of all below it, too.

    The portal's own bureau sees all, also those that are closed. One query beside that of the person's seats.
    """
    return _with_those_below(office_ids_of(user), bureaus=_bureaus_of(user), all_of_them=leads_for(user))


def led_by(user: User) -> list[Office]:
    """Return the offices whose people's work the person sees: those of their bureau, and of all below it."""
    return _with_those_below(frozenset(), bureaus=_bureaus_of(user), all_of_them=leads_for(user))


def _bureaus_of(user: User) -> frozenset[int]:
    return frozenset(pk for pk, kind, _parent in _seats_of(user) if kind == OfficeKind.BUREAU)


def _with_those_below(own: frozenset[int], *, bureaus: frozenset[int], all_of_them: bool) -> list[Office]:
    offices = list(Office.objects.order_by("tier", "code"))
    if all_of_them:
        return offices
    seen = set(own | bureaus)
    below = set(bureaus)
    while below:
        below = {one.pk for one in offices if one.parent_id in below} - seen
        seen |= below
    return [one for one in offices if one.pk in seen and (one.is_active or one.pk not in own)]


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
