"""Files of many persons that units have had checked, and what became of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.choices import ImportState
from portal.notices.models import new_public_id
from portal.sealing.fields import SealedJSONField, SealedTextField
from portal.tenants.scope import TenantScoped


class CaseImport(TenantScoped):
    """An Excel file of persons that a unit has had checked (NX-108). What may be taken waits in `people`."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    version = models.ForeignKey("applications.SchemeVersion", models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="imports", verbose_name=_("单位"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    file_name = SealedTextField(_("文件名"), bound_to="public_id", max_length=255)
    findings = SealedJSONField(
        _("未导入的内容"), bound_to="public_id", empty=list, help_text="[{sheet, row, column, value, reason}]"
    )
    refused_people = models.PositiveIntegerField(_("未通过检查人数"), default=0)
    checked_at = models.DateTimeField(_("检查时间"))
    started_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("批量导入")
        verbose_name_plural = pgettext_lazy("plural", "批量导入")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "unit", "-id"], name="case_import_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.checked_at:%Y-%m-%d}"


class ImportedPerson(TenantScoped):
    """One person of an import: waits, and is taken whole or refused whole. `content` goes when it is taken."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    case_import = models.ForeignKey(CaseImport, models.CASCADE, related_name="people")
    row = models.PositiveIntegerField(_("行"))
    name = models.CharField(_("姓名"), max_length=60)
    content = SealedJSONField(_("内容"), bound_to="public_id", default=dict, help_text="{identity, answers, records}")
    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.WAITING)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    case_id = models.CharField(max_length=24, blank=True, help_text="the public id of the case; drafts may be deleted")

    class Meta:
        verbose_name = _("批量导入的人员")
        verbose_name_plural = pgettext_lazy("plural", "批量导入的人员")
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["tenant", "case_import", "state", "row"], name="imported_person_by_state")]

    def __str__(self) -> str:
        return self.name
