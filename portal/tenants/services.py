from __future__ import annotations

from typing import Any

from django.db import transaction

from portal.audit.services import record_event
from portal.tenants.models import ContentPage, Tenant


@transaction.atomic
def save_names(*, tenant: Tenant, by: Any) -> None:
    """Write a tenant's names, hotline and address, as its clerk has edited them."""
    tenant.save()
    record_event(action="tenant.changed", target=tenant, actor=by, detail={"name": tenant.name_zh})


def save_page(
    *,
    key: str,
    title_zh: str,
    body_zh: str,
    title_en: str = "",
    body_en: str = "",
    order: int = 50,
    is_published: bool = True,
) -> ContentPage:
    """Write a page of the current tenant, over the one that has this key."""
    page: ContentPage
    page, _created = ContentPage.objects.update_or_create(
        key=key,
        defaults={
            "title_zh": title_zh,
            "body_zh": body_zh,
            "title_en": title_en,
            "body_en": body_en,
            "order": order,
            "is_published": is_published,
        },
    )
    return page
