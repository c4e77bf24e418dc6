"""Which talent categories a department can determine."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from applications.models import CatalogueCategory
from applications.scheme import Scheme


def determinable_categories(scheme: Scheme, claimed: str) -> QuerySet[CatalogueCategory]:
    """Return those that can be applied for now, and the one claimed: it could be when the case was submitted.

    A renewal keeps the category of what it renews (HZ-45).
    """
    known = Q(code=claimed) if scheme.keeps_category else Q(is_active=True) | Q(code=claimed)
    return CatalogueCategory.objects.filter(known, scheme_key=scheme.catalogue_key)
