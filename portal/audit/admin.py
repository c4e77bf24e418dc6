from __future__ import annotations

from django.contrib import admin

from portal.audit.models import Event
from portal.tenants.admin import ReadOnlyAdmin


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The log can be read and searched, by nobody changed."""

    list_display = ["at", "actor_name", "action", "target", "words"]
    list_filter = ["action"]
    search_fields = ["actor_name", "=target", "=action"]
    date_hierarchy = "at"
    fields = ["at", "actor_name", "action", "target", "words", "detail", "content_hash"]
    readonly_fields = ["at", "actor_name", "action", "target", "words", "detail", "content_hash"]
    show_full_result_count = False
