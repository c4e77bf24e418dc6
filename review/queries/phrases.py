"""Saved phrases, as remarks offer them and as their page lists them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from portal.people.models import User
from review.models import Office, SavedPhrase


def phrases_for(user: User, office: Office) -> list[SavedPhrase]:
    """Return what a person is offered for remarks at an office's desk: the office's phrases, then the own ones."""
    found = SavedPhrase.objects.filter(Q(office=office) | Q(office=None, user=user))
    return sorted(found, key=lambda one: (one.office_id is None, one.pk))


def own_phrases(user: User) -> QuerySet[SavedPhrase]:
    return SavedPhrase.objects.filter(office=None, user=user)


def phrases_in_reach(user: User, offices: Iterable[Office]) -> QuerySet[SavedPhrase]:
    """Return the person's own phrases and those of the offices they sit in: what they may take away."""
    reach = Q(office=None, user=user) | Q(office__in=offices)
    return SavedPhrase.objects.filter(reach).select_related("office", "user")
