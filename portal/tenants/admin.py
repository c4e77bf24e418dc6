"""The admin of one tenant: what is shown, chosen and saved belongs to the tenant of the host."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.admin import ModelAdmin, StackedInline, display, register
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.calendar import today
from portal.files.documents import Document, document_of
from portal.files.inspection import UnusableFile
from portal.sealing.fields import LookupKeyField
from portal.tenants.look_forms import OwnTenantForm
from portal.tenants.looks import WORDS, save_tenant
from portal.tenants.models import AreaPart, Article, ContentPage, Download, ServiceArea, Tenant
from portal.tenants.publishing import (
    remove_area,
    remove_article,
    remove_download,
    save_area,
    save_article,
    save_download,
)
from portal.tenants.scope import current_tenant, current_tenant_or_none


class TenantModelForm(forms.ModelForm):
    """Knows the tenant before it checks, so that "once a tenant" is an error in the form and not in the database."""

    fixed: ClassVar[tuple[str, ...]] = ()
    """Fields given once, when the row is made: schemes or cases name the row by them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.tenant_id is None:
            self.instance.tenant = current_tenant()
        for name in self.fixed if self.instance.pk else ():
            if name in self.fields:
                self.fields[name].disabled = True

    def _get_validation_exclusions(self) -> set[str]:
        """What is unique in the tenant is checked here, the hash of a field of this form too."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        hashes = [field for field in self.instance._meta.fields if isinstance(field, LookupKeyField)]
        return excluded - {"tenant"} - {field.name for field in hashes if field.source not in excluded}


class AsksFirst(ModelAdmin):
    """Django's history looks for the row before it asks who may see it, and so tells anybody which rows there are."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().history_view(request, object_id, extra_context)


class TenantAdmin(AsksFirst):
    """Base of the admin of tenant data. Only a platform operator or a member of the host's tenant gets in."""

    form = TenantModelForm

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).filter(tenant=current_tenant())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if obj.tenant_id is None:
            obj.tenant = current_tenant()
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        _offer_own(db_field, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        _offer_own(db_field, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_at_home(request) and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_at_home(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_at_home(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_at_home(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_at_home(request) and super().has_delete_permission(request, obj)


class ReadOnlyAdmin(TenantAdmin):
    """Base of the admin of what the services write and nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def is_at_home(request: HttpRequest) -> bool:
    """Say whether the request runs for a tenant, and its user belongs to that one or, as an operator, to none."""
    tenant = current_tenant_or_none()
    return tenant is not None and getattr(request.user, "tenant_id", None) in (None, tenant.pk)


def _offer_own(db_field: Any, kwargs: dict[str, Any]) -> None:
    """Narrow the choices to the tenant's rows; users have no scoped manager that would do it."""
    model = db_field.remote_field.model
    if any(field.name == "tenant" for field in model._meta.fields):
        queryset = kwargs.get("queryset")
        queryset = model._default_manager.all() if queryset is None else queryset
        kwargs["queryset"] = queryset.filter(tenant=current_tenant())


@register(ContentPage)
class ContentPageAdmin(TenantAdmin):
    list_display = ("key", "title_zh", "title_en", "order", "is_published")
    list_editable = ("order", "is_published")
    list_display_links = ("key", "title_zh")


class AreaPartInline(StackedInline):
    model = AreaPart
    form = TenantModelForm
    extra = 0


class AreaForm(TenantModelForm):
    """The key is part of an address that people have kept."""

    fixed = ("key",)


@register(ServiceArea)
class ServiceAreaAdmin(TenantAdmin):
    """Pages between the home page and the schemes (CY-24, CY-25)."""

    form = AreaForm
    list_display = ("title_zh", "key", "schemes", "order", "is_published")
    inlines = (AreaPartInline,)

    def save_model(self, request: HttpRequest, obj: ServiceArea, form: Any, change: bool) -> None:
        save_area(area=obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: ServiceArea) -> None:
        remove_area(area=obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)


class PublishedAdmin(TenantAdmin):
    """Base of the admin of what a bureau publishes, with its date."""

    date_hierarchy = "published_on"
    list_filter: ClassVar[Any] = ("is_published",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"published_on": today(), **super().get_changeform_initial_data(request)}

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)


@register(Article)
class ArticleAdmin(PublishedAdmin):
    """Notices and policies (NX-03)."""

    list_display = ("title_zh", "kind", "published_on", "is_published")
    list_filter = ("kind", "is_published")
    search_fields = ("title_zh", "title_en")

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        save_article(article=obj, by=request.user)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        remove_article(article=obj, by=request.user)


class DownloadForm(TenantModelForm):
    """Takes a file in, after it was looked at; without one the present file stays."""

    upload = forms.FileField(label=_("文件"), help_text=_("PDF、XLSX、DOCX、JPG 或 PNG，不超过 10 MB；图片存为 JPG"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document: Document | None = None
        self.fields["upload"].required = not self.instance.pk

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            self.document = document_of(upload) if upload else None
        except UnusableFile as unusable:
            raise forms.ValidationError(str(unusable)) from None
        return upload


@register(Download)
class DownloadAdmin(PublishedAdmin):
    """Files to take along, and whose manual one of them is (NX-21)."""

    form = DownloadForm
    list_display = ("title_zh", "manual_of", "kind", "file_size", "order", "published_on", "is_published")
    list_filter = ("manual_of", "is_published")
    readonly_fields = ("kind", "file_size")

    @display(description=_("文件类型"))
    def kind(self, download: Download) -> str:
        return download.ending.upper() if download.pk else "—"

    @display(description=_("大小"))
    def file_size(self, download: Download) -> str:
        return filesizeformat(download.size) if download.size else "—"

    def save_model(self, request: HttpRequest, obj: Download, form: Any, change: bool) -> None:
        save_download(download=obj, by=request.user, document=form.document)

    def delete_model(self, request: HttpRequest, obj: Download) -> None:
        remove_download(download=obj, by=request.user)


@register(Tenant)
class OwnTenantAdmin(AsksFirst):
    """The portal's own names, look, hotline and address; a tenant sees itself and no other, and cannot be added or deleted."""

    form = OwnTenantForm
    list_display = ("name_zh", "bureau_zh", "hotline", "public_address")
    readonly_fields = ("emblem_now",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @display(description=_("现在的徽标"))
    def emblem_now(self, tenant: Tenant) -> str:
        if not tenant.emblem_version:
            return gettext("平台的徽标")
        address = f"{reverse('emblem')}?v={tenant.emblem_version}"
        return format_html('<img src="{}" alt="" width="64" height="64">', address)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        can_be_without = ("without_emblem",) if obj is not None and obj.emblem_version else ()
        return (
            (None, {"fields": ("name_zh", "name_en", "bureau_zh", "bureau_en")}),
            (_("外观"), {"fields": ("colour", "emblem_now", "upload", *can_be_without, *WORDS)}),
            (_("联系方式和网址"), {"fields": ("hotline", "support_zh", "support_en", "public_address")}),
        )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Tenant]:
        return Tenant.objects.filter(pk=current_tenant().pk)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _administers_here(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers_here(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _administers_here(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        without = form.cleaned_data.get("without_emblem", False)
        save_tenant(tenant=obj, by=request.user, emblem=form.picture, without_emblem=without)


def _administers_here(request: HttpRequest) -> bool:
    return is_at_home(request) and request.user.has_perm("tenants.change_tenant")
