"""Units in the tenant's administration: correcting what routes depend on, with the services' checks and audit."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portal.people.requests import user_of
from portal.policy import Refused
from portal.tenants.admin import TenantAdmin, TenantModelForm
from units import services
from units.choices import UnitState
from units.models import Unit, UnitAdministrator


class UnitModelForm(TenantModelForm):
    class Meta:
        model = Unit
        fields = list(services.UnitFacts.__annotations__)

    request: HttpRequest

    def clean(self) -> dict[str, Any]:
        """Ask the services within the form, so that a refusal is an error message and not a fault."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.saved = self._write({key: data[key] for key in services.UnitFacts.__annotations__})
            except Refused as refusal:
                raise ValidationError(refusal.reason) from refusal
        return data

    def _write(self, facts: dict[str, Any]) -> Unit:
        if self.instance.pk is None:
            return services.create_unit(by=user_of(self.request), **facts)
        return services.change_unit(unit=Unit.objects.get(pk=self.instance.pk), by=user_of(self.request), **facts)


class SeatsInline(admin.TabularInline):
    model = UnitAdministrator
    extra = 0
    can_delete = False
    readonly_fields = ["user", "since", "is_active"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Unit)
class UnitAdmin(TenantAdmin):
    form = UnitModelForm
    list_display = ["name", "uscc", "level", "kind", "location_district", "state"]
    list_filter = ["state", "level", "kind"]
    search_fields = ["name", "uscc"]
    inlines = [SeatsInline]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("UnitModelForm", (form,), {"request": request})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.state == UnitState.OPEN)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Written by the form's check already; the admin only has to go on with the stored row."""
        obj.pk = form.saved.pk
        obj.refresh_from_db()
