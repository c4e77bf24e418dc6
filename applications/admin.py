"""The bureau's catalogue to edit, and the published schemes to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from applications.models import CatalogueCategory, CatalogueCondition, SchemeVersion
from portal.tenants.admin import TenantAdmin, TenantModelForm


class ConditionInline(admin.TabularInline):
    """A condition that no longer holds is switched off: cases refer to its code."""

    model = CatalogueCondition
    form = TenantModelForm
    extra = 0
    can_delete = False


@admin.register(CatalogueCategory)
class CatalogueCategoryAdmin(TenantAdmin):
    """The categories a scheme recognises and the conditions of each (NB-20, NB-76)."""

    list_display = ("code", "name_zh", "scheme_key", "order", "is_active", "is_sample")
    list_display_links = ("code", "name_zh")
    list_editable = ("order", "is_active")
    list_filter = ("scheme_key", "is_active", "is_sample")
    search_fields = ("code", "name_zh", "name_en")
    inlines = (ConditionInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CatalogueCondition)
class CatalogueConditionAdmin(TenantAdmin):
    list_display = ("code", "text_zh", "category", "department", "needs_evidence", "is_active")
    list_display_links = ("code", "text_zh")
    list_filter = ("category__scheme_key", "is_active", "needs_evidence")
    list_select_related = ("category",)
    search_fields = ("code", "text_zh", "text_en")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SchemeVersion)
class SchemeVersionAdmin(TenantAdmin):
    """A version is published by `manage.py publish_scheme` and never changed."""

    list_display = ("key", "number", "title", "published_at", "published_by")
    list_filter = ("key",)
    list_select_related = ("published_by",)
    fields = ("key", "number", "published_at", "published_by", "content_hash", "content")

    @admin.display(description=_("事项名称"))
    def title(self, version: SchemeVersion) -> str:
        return version.scheme.title.zh

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
