"""The tenant administrator's tables: offices with outlets and seats, who reviews which category; the rest to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.admin import scheme_choices
from applications.models import CatalogueCategory
from portal.people.models import User
from portal.people.queries import people
from portal.people.requests import user_of
from portal.policy import Refused
from portal.tenants.admin import ReadOnlyAdmin, TenantAdmin, TenantModelForm
from review.choices import OfficeKind
from review.models import (
    AuditDivision,
    BlacklistEntry,
    ComplaintDesk,
    Objection,
    Office,
    Opinion,
    Outlet,
    PublicityEntry,
    ReviewTask,
    Seat,
)
from review.policies import may_take_seat
from review.queries.tasks import stage_names
from review.services.administrators import give_seat, set_head, withdraw_seat
from review.services.complaining import set_complaint_desk


class OutletInline(admin.TabularInline):
    """Where originals are brought (NB-72)."""

    model = Outlet
    form = TenantModelForm
    extra = 0


class SeatForm(TenantModelForm):
    """Names the reason if this person cannot review."""

    def clean_user(self) -> User:
        user: User = self.cleaned_data["user"]
        if reason := may_take_seat(user):
            raise forms.ValidationError(reason)
        return user


@admin.register(Seat)
class SeatAdmin(TenantAdmin):
    """Who reviews for which office. A seat that has ended stays, so that what was decided keeps its author."""

    form = SeatForm
    fields = ("user", "office")
    list_display = ("user", "office", "is_active", "is_head")
    list_filter = ("is_active", "office")
    list_select_related = ("user", "office")
    search_fields = ("user__name", "user__login_name", "office__name_zh")
    autocomplete_fields = ("user",)
    actions = ("withdraw", "give_again", "make_head", "end_head")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is User:
            kwargs["queryset"] = people()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Seat, form: Any, change: bool) -> None:
        obj.pk = give_seat(person=obj.user, office=obj.office, by=user_of(request)).pk

    @admin.action(description=_("收回所选席位"))
    def withdraw(self, request: HttpRequest, seats: QuerySet[Seat]) -> None:
        self._each(request, seats, lambda seat: withdraw_seat(seat=seat, by=user_of(request)))

    @admin.action(description=_("恢复所选席位"))
    def give_again(self, request: HttpRequest, seats: QuerySet[Seat]) -> None:
        self._each(request, seats, lambda seat: give_seat(person=seat.user, office=seat.office, by=user_of(request)))

    @admin.action(description=_("设为机构负责人"))
    def make_head(self, request: HttpRequest, seats: QuerySet[Seat]) -> None:
        self._each(request, seats, lambda seat: set_head(seat=seat, is_head=True, by=user_of(request)))

    @admin.action(description=_("不再是机构负责人"))
    def end_head(self, request: HttpRequest, seats: QuerySet[Seat]) -> None:
        self._each(request, seats, lambda seat: set_head(seat=seat, is_head=False, by=user_of(request)))

    def _each(self, request: HttpRequest, seats: QuerySet[Seat], act: Callable[[Seat], Any]) -> None:
        for seat in seats.select_related("user", "office"):
            try:
                act(seat)
            except Refused as refusal:
                self.message_user(request, refusal.reason, messages.ERROR)
            else:
                self.message_user(request, gettext("已办理：%(seat)s。") % {"seat": seat})


class OfficeForm(TenantModelForm):
    """The routes of a scheme name an office by its code."""

    fixed = ("code",)


@admin.register(Office)
class OfficeAdmin(TenantAdmin):
    """An office that is no longer needed is switched off: cases refer to it."""

    form = OfficeForm
    list_display = ("code", "name_zh", "kind", "tier", "region_code", "is_active")
    list_filter = ("kind", "tier", "is_active")
    search_fields = ("code", "name_zh", "name_en")
    inlines = (OutletInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DivisionForm(TenantModelForm):
    """A row for a category that does not exist would send no case anywhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme_key"] = forms.ChoiceField(label=_("事项"), choices=scheme_choices())
        self.fields["category_code"] = forms.ChoiceField(label=_("人才类别"), choices=category_choices())
        self.fields["office"].queryset = Office.objects.filter(  # type: ignore[attr-defined]
            Q(kind=OfficeKind.DEPARTMENT, is_active=True) | Q(pk=self.instance.office_id)
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        named = {"scheme_key": data.get("scheme_key"), "code": data.get("category_code")}
        if all(named.values()) and not CatalogueCategory.objects.filter(**named).exists():
            self.add_error("category_code", _("该事项没有这个人才类别。"))
        return data


def category_choices() -> list[tuple[str, str]]:
    """Return the categories of all schemes, each code once."""
    categories = CatalogueCategory.objects.order_by("order", "code")
    return [("", "—"), *{one.code: f"{one.code} {one.name}" for one in categories}.items()]


@admin.register(AuditDivision)
class AuditDivisionAdmin(TenantAdmin):
    """Which department reviews which category (NB-76)."""

    form = DivisionForm
    list_display = ("category_code", "office", "scheme_key", "is_sample")
    list_filter = ("scheme_key", "is_sample")
    list_select_related = ("office",)


@admin.register(ComplaintDesk)
class ComplaintDeskAdmin(TenantAdmin):
    """Which office answers complaints (NX-119). There is one row at most; it is switched off rather than deleted."""

    list_display = ("office", "working_days", "is_open")
    list_select_related = ("office",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ComplaintDesk.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ComplaintDesk, form: Any, change: bool) -> None:
        set_complaint_desk(desk=obj, by=user_of(request))


class ToRead(ReadOnlyAdmin):
    """What the desks write is read here, and changed by nobody."""

    show_full_result_count = False

    @admin.display(description=_("环节"), ordering="stage")
    def stage_label(self, row: Any) -> str:
        label: str = row.stage_words
        return label


class StageFilter(admin.SimpleListFilter):
    title = _("环节")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(stage_names().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(stage=self.value()) if self.value() else queryset


def with_stage_words(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add the stage's name to each row; a stage that no scheme has any more keeps its key."""
    names = [When(stage=key, then=Value(label)) for key, label in stage_names().items()]
    return rows.annotate(stage_words=Case(*names, default=F("stage"), output_field=CharField()))


@admin.register(ReviewTask)
class ReviewTaskAdmin(ToRead):
    list_display = ("applicant_name", "unit_name", "office", "stage_label", "state", "due_on", "taken_by")
    list_filter = ("state", StageFilter)
    search_fields = ("applicant_name", "unit_name")
    list_select_related = ("office", "taken_by")
    exclude = ("submission", "stage")
    readonly_fields = ("stage_label",)
    date_hierarchy = "due_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewTask]:
        return with_stage_words(super().get_queryset(request))


@admin.register(Opinion)
class OpinionAdmin(ToRead):
    """Every decision with person, time and words (NB-104)."""

    list_display = ("decided_at", "applicant", "office", "reviewer", "stage_label", "decision")
    list_filter = ("decision", StageFilter)
    search_fields = ("task__applicant_name", "reviewer__name")
    list_select_related = ("office", "reviewer", "task")
    exclude = ("submission", "stage")
    readonly_fields = ("stage_label",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Opinion]:
        return with_stage_words(super().get_queryset(request))

    @admin.display(description=_("申报人"))
    def applicant(self, opinion: Opinion) -> str:
        return opinion.task.applicant_name


@admin.register(PublicityEntry)
class PublicityEntryAdmin(ToRead):
    list_display = ("line", "starts_on", "ends_on", "state")
    list_filter = ("state",)

    @admin.display(description=_("公示内容"))
    def line(self, entry: PublicityEntry) -> str:
        return " · ".join(str(value) for value in entry.shown.values())


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
    exclude = ("id_type", "id_number", "id_number_key")
