from __future__ import annotations

from portal.tenants.models import ContentPage


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
