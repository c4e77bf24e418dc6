from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from certificates.services.issuing import print_anew
from portal.tenants.admin import ReadOnlyAdmin


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    """To look at: certificates are issued and ended by what happens to their case, never by hand."""

    list_display = (
        "number",
        "holder_name",
        "issued_on",
        "valid_until",
        "state",
        "is_imported",
        "is_printed",
        "render_fault",
    )
    list_filter = ("state", "is_imported", "issued_on")
    search_fields = ("number", "holder_name")
    fields = (
        *("number", "application", "holder", "holder_name", "issued_on", "valid_until"),
        *("state", "ended_on", "end_reason", "superseded_by", "is_imported", "rendered_at", "render_fault"),
    )
    readonly_fields = fields
    list_select_related = ("holder",)
    actions = ["render_again"]

    @admin.display(description=_("文件已生成"), boolean=True)
    def is_printed(self, certificate: Certificate) -> bool:
        return bool(certificate.pdf)

    @admin.action(description=_("重新生成证书文件"), permissions=["view"])
    def render_again(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> None:
        for certificate in queryset.filter(is_imported=False):
            fault = print_anew(certificate=certificate, by=request.user)
            text = _("%(number)s 未能生成：%(fault)s") if fault else _("%(number)s 已重新生成。")
            level = messages.ERROR if fault else messages.SUCCESS
            self.message_user(request, text % {"number": certificate.number, "fault": fault}, level)
