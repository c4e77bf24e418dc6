"""What units declared on the site that was there before, as it was taken over (CY-41, CY-42)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.people.choices import IdType
from portal.people.lookups import ID_NUMBER
from portal.sealing.fields import KeepsLookupKeys, LookupKeyField, SealedJSONField, SealedTextField
from portal.tenants.scope import TenantScoped

# in Chinese: the heading in the former site's file, kept as it was
NUMBER_HEADING = "申报编号"
"""Stands first among the further content where a declaration had a number; `round` may hold only its digest."""


class LegacyRecord(KeepsLookupKeys, TenantScoped):
    """One person whom a unit declared on the former site. It is no case: nobody goes on with it, it is there to be read.

    `unit` is set once a unit with this credit code is open here.
    """

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    scheme_key = models.CharField(_("事项"), max_length=40)
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, null=True, blank=True, related_name="legacy_records", verbose_name=_("单位")
    )
    uscc = models.CharField(_("统一社会信用代码"), max_length=18)
    unit_name = models.CharField(_("单位名称"), max_length=120, blank=True)
    name = SealedTextField(_("姓名"), bound_to="public_id", max_length=60)
    id_type = models.CharField(_("证件类型"), max_length=20, choices=IdType)
    id_number = SealedTextField(_("证件号码"), bound_to="public_id", max_length=40)
    id_number_key = LookupKeyField(source="id_number", purpose=ID_NUMBER)
    round = models.CharField(_("批次"), max_length=20)
    status = models.CharField(_("状态"), max_length=40, blank=True)
    declared_on = models.DateField(_("申报日期"), null=True, blank=True)
    further = SealedJSONField(
        _("其他内容"), bound_to="public_id", empty=list, help_text="[[heading, text]], as the file had them"
    )
    imported_at = models.DateTimeField(_("导入时间"))
    matched_at = models.DateTimeField(_("归入单位时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("旧系统记录")
        verbose_name_plural = pgettext_lazy("plural", "旧系统记录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "unit", "scheme_key", "-id"], name="legacy_record_by_unit"),
            models.Index(fields=["tenant", "id_number_key"], name="legacy_record_by_person"),
            models.Index(fields=["tenant", "imported_at"], name="legacy_record_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "scheme_key", "uscc", "id_number_key", "round"], name="legacy_record_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.uscc} {self.round}"
