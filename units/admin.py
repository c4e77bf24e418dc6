"""Units in the tenant's administration: correcting what routes depend on, with the services' checks and audit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.requests import user_of
from portal.policy import Refused
from portal.tenants.admin import ReadOnlyAdmin, TenantAdmin, TenantModelForm
from units import services
from units.choices import CertificationState, UnitState
from units.models import Certification, Unit, UnitAdministrator
from units.policies import units_arrive_by_network, units_certify_themselves
from units.showing import difference_words


class UnitModelForm(TenantModelForm):
    class Meta:
        model = Unit
        fields = list(services.UnitFacts.__annotations__)
        widgets = {"contact_phone": AdminTextInputWidget}  # sealed, and so kept as long text

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

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Where units open themselves, one that is added here would wait for nobody."""
        opened_by_units = units_certify_themselves() or units_arrive_by_network()
        return super().has_add_permission(request) and not opened_by_units

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.state == UnitState.OPEN)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Written by the form's check already; the admin only has to go on with the stored row."""
        obj.pk = form.saved.pk
        obj.refresh_from_db()


class ToCheck(admin.SimpleListFilter):
    """What was submitted otherwise than it was read, or typed by hand, and that nobody has looked at (CY-23)."""

    title = _("核对")
    parameter_name = "check"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("待核对：与识别不符或手工填写")), ("done", _("已核对"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Certification]) -> QuerySet[Certification]:
        if self.value() == "waiting":
            doubtful = Q(read_from="") | ~Q(differences=[])
            return queryset.filter(doubtful, state=CertificationState.PASSED, checked_at=None)
        return queryset.exclude(checked_at=None) if self.value() == "done" else queryset


@admin.register(Certification)
class CertificationAdmin(ReadOnlyAdmin):
    """Certifications with what was read, what was submitted and the licence itself."""

    list_display = ["created_at", "name", "how", "found", "picture", "state", "checked_at"]
    list_filter: ClassVar[Any] = [ToCheck, "state", "read_from"]
    list_select_related: ClassVar[Any] = ["unit", "checked_by"]
    search_fields = ["name", "uscc"]
    actions = ["note_checked"]
    fields: ClassVar[Any] = [
        *("unit", "state", "name", "uscc", "how", "read_name", "read_uscc", "found", "picture"),
        *("created_at", "read_at", "passed_at", "checked_by", "checked_at"),
    ]
    readonly_fields = fields

    @admin.display(description=_("填写方式"))
    def how(self, obj: Certification) -> str:
        return gettext("手工填写") if obj.is_typed else obj.get_read_from_display()

    @admin.display(description=_("与识别结果的差异"), empty_value="—")
    def found(self, obj: Certification) -> Any:
        return format_html_join("\n", "<p>{}</p>", ((words,) for words in difference_words(obj))) or None

    @admin.display(description=_("营业执照"))
    def picture(self, obj: Certification) -> Any:
        return format_html('<a href="{}">{}</a>', reverse("units:licence", args=[obj.public_id]), gettext("查看"))

    @admin.action(description=_("标为已核对"), permissions=["view"])
    def note_checked(self, request: HttpRequest, queryset: QuerySet[Certification]) -> None:
        count = sum(services.note_checked(certification=one, by=user_of(request)) for one in queryset)
        messages.success(request, gettext("已核对 %(count)d 项单位认证。") % {"count": count})
