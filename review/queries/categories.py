"""Which talent categories a department can determine."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from applications.models import CatalogueCategory


def determinable_categories(scheme_key: str, claimed: str) -> QuerySet[CatalogueCategory]:
    """Return those that can be applied for now, and the one claimed: it could be when the case was submitted."""
    return CatalogueCategory.objects.filter(Q(is_active=True) | Q(code=claimed), scheme_key=scheme_key)
