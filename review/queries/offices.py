"""What is asked about the bureau's offices as a whole."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from applications.holders import NamedOffice
from review.models import Office, Seat


def holds_a_seat() -> Exists:
    """The condition on a person's row that they are a reviewer."""
    return Exists(Seat.objects.filter(user=OuterRef("pk"), is_active=True))


def office_codes() -> set[str]:
    """Return the codes that a scheme's routes may name in the current tenant."""
    return set(Office.objects.filter(is_active=True).values_list("code", flat=True))


def named_offices() -> list[NamedOffice]:
    """Return the current tenant's offices for others to choose from."""
    rows = Office.objects.values_list("code", "name_zh", "name_en", "kind", "is_active")
    return [NamedOffice(*row) for row in rows]
