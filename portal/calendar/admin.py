from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from portal.calendar.forms import CalendarYearForm
from portal.calendar.models import CalendarYear, Day
from portal.calendar.services import clear_day, enter_year, set_day
from portal.people.requests import user_of
from portal.tenants.admin import TenantAdmin


@admin.register(Day)
class DayAdmin(TenantAdmin):
    list_display = ["date", "is_working", "note"]
    list_filter = ["is_working"]
    ordering = ["-date"]
    date_hierarchy = "date"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # Another date is another day: the old one would have to follow the plain week again.
        return ["date"] if obj else []

    def save_model(self, request: HttpRequest, obj: Day, form: Any, change: bool) -> None:
        obj.pk = set_day(date=obj.date, is_working=obj.is_working, note=obj.note, by=user_of(request)).pk

    def delete_model(self, request: HttpRequest, obj: Day) -> None:
        clear_day(day=obj, by=user_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Day]) -> None:
        for day in queryset:
            clear_day(day=day, by=user_of(request))


@admin.register(CalendarYear)
class CalendarYearAdmin(TenantAdmin):
    form = CalendarYearForm
    list_display = ["year", "source", "edited_at"]
    ordering = ["-year"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["year"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Deadlines already computed rest on a known year.
        return False

    def save_model(self, request: HttpRequest, obj: CalendarYear, form: Any, change: bool) -> None:
        days = form.cleaned_data["days"]
        obj.pk = enter_year(year=obj.year, days=days, source=obj.source, by=user_of(request)).pk
