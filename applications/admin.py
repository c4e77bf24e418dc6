"""The bureau's catalogue to edit, and the published schemes to read."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from applications.holders import office_codes
from applications.models import CatalogueCategory, CatalogueCondition, DocumentService, SchemeVersion
from applications.queries import current_versions
from applications.services.document_services import save_document_service
from portal.people.requests import user_of
from portal.tenants.admin import ReadOnlyAdmin, TenantAdmin, TenantModelForm


def scheme_choices() -> list[tuple[str, str]]:
    """Return the schemes in force with tables of their own, by key: what a table names must exist, and be used."""
    titles = [
        (version.key, f"{version.scheme.title.of(get_language())} ({version.key})")
        for version in current_versions()
        if version.scheme.catalogue_key == version.key
    ]
    return [("", "—"), *titles]


def _scheme_field(present: str) -> forms.ChoiceField:
    """What a row was made for stays, even where no scheme in force has that key any more."""
    choices = scheme_choices()
    gone = [(present, present)] if present and present not in dict(choices) else []
    return forms.ChoiceField(label=_("事项"), choices=[*choices, *gone], disabled=bool(present))


class CategoryForm(TenantModelForm):
    """A case refers to its category by the code."""

    fixed = ("scheme_key", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "scheme_key" in self.fields:
            self.fields["scheme_key"] = _scheme_field(self.instance.scheme_key if self.instance.pk else "")


class ConditionForm(TenantModelForm):
    """A case refers to its condition by the code; the department is one of the offices, by its code."""

    fixed = ("category", "code")

    class Meta:
        widgets = dict.fromkeys(("text_zh", "text_en"), forms.Textarea(attrs={"rows": 2, "cols": 30}))

    def clean_department(self) -> str:
        code: str = self.cleaned_data["department"]
        known = office_codes()
        if code and code not in known:
            message = gettext("没有代码为“%(code)s”的审核机构。现有：%(known)s。")
            raise ValidationError(message % {"code": code, "known": "、".join(sorted(known))})
        return code


class ConditionInline(admin.TabularInline):
    """A condition that no longer holds is switched off: cases refer to its code."""

    model = CatalogueCondition
    form = ConditionForm
    extra = 0
    can_delete = False


@admin.register(CatalogueCategory)
class CatalogueCategoryAdmin(TenantAdmin):
    """The categories a scheme recognises and the conditions of each (NB-20, NB-76)."""

    form = CategoryForm
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
    form = ConditionForm
    list_display = ("code", "text_zh", "category", "department", "needs_evidence", "is_active")
    list_display_links = ("code", "text_zh")
    list_filter = ("category__scheme_key", "is_active", "needs_evidence")
    list_select_related = ("category",)
    search_fields = ("code", "text_zh", "text_en")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


LONGEST_WAIT = 20
"""Seconds: a worker counts as dead after thirty (`portal.outbox`), and the file is still to be looked at."""


class DocumentServiceForm(TenantModelForm):
    """The secret goes in and is never shown again; slots of schemes name the service by its key."""

    fixed = ("key",)

    class Meta:
        help_texts = {"key": _("事项文件中的附件项以此代号指明该接口；保存后不能更改。")}

    address = forms.URLField(
        label=_("接口地址"),
        max_length=300,
        assume_scheme="https",
        help_text=_("以 POST 方式接收查询的完整地址；正式环境须为 https。"),
    )
    new_secret = forms.CharField(
        label=_("接口密钥"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("随每次查询发送给对方（Authorization: Bearer）。保存后不再显示；不更换就留空。"),
    )
    seconds = forms.IntegerField(
        label=_("最长等待秒数"),
        min_value=1,
        max_value=LONGEST_WAIT,
        initial=10,
        help_text=_("从发出查询到收完文件，超过即按失败处理。"),
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http"):
            raise ValidationError(gettext("请填写以 https:// 开头的地址。"))
        if parts.scheme == "http" and settings.IN_PRODUCTION:
            raise ValidationError(gettext("正式环境的接口地址须以 https:// 开头：证件号码不能明文传输。"))
        if parts.username or parts.password:
            raise ValidationError(gettext("地址中不能带用户名或密码，请把密钥填在“接口密钥”里。"))
        return address

    def clean_new_secret(self) -> str:
        secret: str = self.cleaned_data["new_secret"]
        if not re.fullmatch(r"[!-~]*", secret):
            raise ValidationError(gettext("密钥只能由英文字母、数字和符号组成，不含空格。"))
        return secret


@admin.register(DocumentService)
class DocumentServiceAdmin(TenantAdmin):
    """Services that give out documents (HZ-72). Files say by its key where they are from, so none is deleted."""

    form = DocumentServiceForm
    exclude = ("secret",)
    list_display = ("key", "name_zh", "address", "seconds", "is_active")
    list_display_links = ("key", "name_zh")
    list_filter = ("is_active",)

    def save_model(self, request: HttpRequest, obj: DocumentService, form: Any, change: bool) -> None:
        save_document_service(service=obj, by=user_of(request), new_secret=form.cleaned_data["new_secret"])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SchemeVersion)
class SchemeVersionAdmin(ReadOnlyAdmin):
    """A version is published by `manage.py publish_scheme` and never changed."""

    list_display = ("key", "number", "title", "published_at", "published_by")
    list_filter = ("key",)
    list_select_related = ("published_by",)
    fields = ("key", "number", "title", "published_at", "published_by", "content_hash", "procedure")

    @admin.display(description=_("事项名称"))
    def title(self, version: SchemeVersion) -> str:
        return version.scheme.title.of(get_language())

    @admin.display(description=_("内容"))
    def procedure(self, version: SchemeVersion) -> str:
        """The scheme as data; its files, such as the certificate's page, are read where they were written."""
        content = {key: value for key, value in version.content.items() if key != "files"}
        return format_html(
            '<pre class="procedure" tabindex="0">{}</pre>', json.dumps(content, ensure_ascii=False, indent=2)
        )
