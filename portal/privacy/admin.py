"""The bureau words its notice here; what was published once is read only, a change is the next version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.people.requests import user_of
from portal.privacy.models import ConsentEvent, PrivacyNotice, ProcessingPurpose, RetentionPeriod
from portal.privacy.queries import current_notice, purposes_of
from portal.privacy.retention import rules
from portal.privacy.services.publishing import publish_notice
from portal.privacy.services.retaining import fault_in_period, set_period
from portal.tenants.admin import ReadOnlyAdmin, TenantAdmin, TenantModelForm

WORDS = ("body_zh", "body_en", "changes_zh", "changes_en")
PURPOSE = (
    "key",
    "name_zh",
    "name_en",
    "basis",
    "law_zh",
    "law_en",
    "is_required",
    "otherwise_zh",
    "otherwise_en",
)


class PurposeInline(admin.StackedInline):
    """The purposes of the version that holds now stand there already: most new versions keep them."""

    model = ProcessingPurpose
    fields = PURPOSE

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        last = current_notice()
        return 0 if obj is not None else len(purposes_of(last)) if last else 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class NoticeForm(TenantModelForm):
    class Meta:
        model = PrivacyNotice
        fields = WORDS


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(TenantAdmin):
    form = NoticeForm
    list_display = ["number", "published_at", "published_by", "changes_zh"]
    fields = [*WORDS, "published_at", "published_by", "content_hash"]
    readonly_fields = ["published_at", "published_by", "content_hash"]
    inlines = [PurposeInline]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = current_notice()
        return {"body_zh": last.body_zh, "body_en": last.body_en} if last else {}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        last = current_notice()
        if request.method == "GET" and obj.pk is None and last is not None:
            kwargs["initial"] = [_plain(purpose) for purpose in purposes_of(last)]
        return kwargs

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PrivacyNotice, form: Any, change: bool) -> None:
        """Everything is written at once in `save_related`, where the purposes are known as well."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        words = {key: form.cleaned_data[key] for key in WORDS}
        purposes = [
            {key: one.cleaned_data[key] for key in PURPOSE}
            for formset in formsets
            for one in formset.forms
            if one.cleaned_data and not one.cleaned_data.get("DELETE")
        ]
        for formset in formsets:
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        published = publish_notice(words=words, purposes=purposes, by=user_of(request))
        form.instance.pk, form.instance.number = published.pk, published.number


def _plain(purpose: ProcessingPurpose) -> dict[str, Any]:
    return {key: getattr(purpose, key) for key in PURPOSE}


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnlyAdmin):
    """Who was told and agreed, for proof."""

    list_display = ["at", "user", "purpose", "basis", "deed", "notice", "language"]
    list_filter = ["deed", "purpose"]
    search_fields = ["user__name"]
    list_select_related = ["user", "notice"]


class PeriodForm(TenantModelForm):
    fixed = ("rule",)
    rule = forms.ChoiceField(label=_("种类"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [(rule.key, rule.title) for rule in rules()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "rule" in data and "days" in data and (reason := fault_in_period(data["rule"], data["days"])):
            self.add_error("days", reason)
        return data

    class Meta:
        model = RetentionPeriod
        fields = ("rule", "days")


@admin.register(RetentionPeriod)
class RetentionPeriodAdmin(TenantAdmin):
    """A kind of data without a row is kept as long as the software proposes; the reports' page lists all of them."""

    form = PeriodForm
    list_display = ["rule", "days"]

    def save_model(self, request: HttpRequest, obj: RetentionPeriod, form: Any, change: bool) -> None:
        obj.pk = set_period(rule=obj.rule, days=obj.days, by=user_of(request)).pk
