"""What is asked about the bureau's offices as a whole."""

from __future__ import annotations

from review.models import Office


def office_codes() -> set[str]:
    """Return the codes that a scheme's routes may name in the current tenant."""
    return set(Office.objects.filter(is_active=True).values_list("code", flat=True))
