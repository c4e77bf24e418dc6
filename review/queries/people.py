"""The bureau's list of people who may not apply."""

from __future__ import annotations

from django.db.models import QuerySet

from review.models import BlacklistEntry


def listings(*, lifted: bool) -> QuerySet[BlacklistEntry]:
    """The people who are listed now, or those taken off again; the latest first (NB-100)."""
    found = BlacklistEntry.objects.filter(lifted_at__isnull=not lifted)
    return found.select_related("listed_by", "lifted_by").order_by("-id")


def any_listing_by_public_id(public_id: str) -> BlacklistEntry:
    """Return an entry, lifted meanwhile or not; BlacklistEntry.DoesNotExist for one of another tenant."""
    entry: BlacklistEntry = BlacklistEntry.objects.get(public_id=public_id)
    return entry


def listing_by_public_id(public_id: str) -> BlacklistEntry:
    """Return an entry that holds now; BlacklistEntry.DoesNotExist for one that was lifted or is another tenant's."""
    entry: BlacklistEntry = BlacklistEntry.objects.get(public_id=public_id, lifted_at__isnull=True)
    return entry
