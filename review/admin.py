"""The tenant administrator's tables: offices with outlets and seats, who reviews which category; the rest to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.people.models import User
from portal.people.queries import people
from portal.tenants.admin import TenantAdmin, TenantModelForm
from review.models import (
    AuditDivision,
    BlacklistEntry,
    Objection,
    Office,
    Opinion,
    Outlet,
    PublicityEntry,
    ReviewTask,
    Seat,
)


class OutletInline(admin.TabularInline):
    """Where originals are brought (NB-72)."""

    model = Outlet
    form = TenantModelForm
    extra = 0


class SeatInline(admin.TabularInline):
    """Who reviews for the office. A seat that has ended is switched off, so that what was decided keeps its author."""

    model = Seat
    form = TenantModelForm
    extra = 0
    autocomplete_fields = ["user"]
    can_delete = False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is User:
            kwargs["queryset"] = people()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Office)
class OfficeAdmin(TenantAdmin):
    """An office that is no longer needed is switched off: cases refer to it."""

    list_display = ("code", "name_zh", "kind", "tier", "region_code", "is_active")
    list_filter = ("kind", "tier", "is_active")
    search_fields = ("code", "name_zh", "name_en")
    inlines = (OutletInline, SeatInline)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditDivision)
class AuditDivisionAdmin(TenantAdmin):
    """Which department reviews which category (NB-76)."""

    list_display = ("scheme_key", "category_code", "office", "is_sample")
    list_filter = ("scheme_key", "is_sample")
    list_select_related = ("office",)


class ToRead(TenantAdmin):
    """What the desks write is read here, and changed by nobody."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ReviewTask)
class ReviewTaskAdmin(ToRead):
    list_display = ("applicant_name", "unit_name", "office", "stage", "state", "due_on", "taken_by")
    list_filter = ("state", "stage")
    search_fields = ("applicant_name", "unit_name")
    list_select_related = ("office", "taken_by")
    exclude = ("submission",)
    date_hierarchy = "due_on"


@admin.register(Opinion)
class OpinionAdmin(ToRead):
    """Every decision with person, time and words (NB-104)."""

    list_display = ("decided_at", "applicant", "office", "reviewer", "stage", "decision")
    list_filter = ("decision", "stage")
    search_fields = ("task__applicant_name", "reviewer__name")
    list_select_related = ("office", "reviewer", "task")
    exclude = ("submission",)

    @admin.display(description=_("申报人"))
    def applicant(self, opinion: Opinion) -> str:
        return opinion.task.applicant_name


@admin.register(PublicityEntry)
class PublicityEntryAdmin(ToRead):
    list_display = ("starts_on", "ends_on", "state", "shown")
    list_filter = ("state",)


@admin.register(Objection)
class ObjectionAdmin(ToRead):
    list_display = ("filed_at", "name", "state", "resolved_by", "resolved_at")
    list_filter = ("state",)
    list_select_related = ("resolved_by",)


@admin.register(BlacklistEntry)
class BlacklistAdmin(ToRead):
    """The bureau's desk lists and lifts; the number itself is not shown here."""

    list_display = ("name", "verified_on", "listed_by", "listed_at", "lifted_at")
    list_select_related = ("listed_by",)
    exclude = ("id_number",)
