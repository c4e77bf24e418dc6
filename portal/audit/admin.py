from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.audit.models import Event
from portal.tenants.admin import TenantAdmin


@admin.register(Event)
class EventAdmin(TenantAdmin):
    """The log can be read and searched, by nobody changed."""

    list_display = ["at", "actor_name", "action", "target", "words"]
    list_filter = ["action"]
    search_fields = ["actor_name", "=target", "=action"]
    date_hierarchy = "at"
    fields = ["at", "actor_name", "action", "target", "words", "detail", "content_hash"]
    readonly_fields = ["at", "actor_name", "action", "target", "words", "detail", "content_hash"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
