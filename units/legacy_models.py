"""Accounts of units on the site that was there before, and which of them the network has vouched for since (HZ-18, HZ-19)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.sealing.fields import SealedJSONField
from portal.tenants.scope import TenantScoped


class LegacyUnit(TenantScoped):
    """One account, as it was taken over. Its credit code may be wrong, missing, or that of another account as well."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    account = models.CharField(_("旧系统账号"), max_length=60)
    name = models.CharField(_("单位名称"), max_length=120)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    information = SealedJSONField(
        _("登记信息"), bound_to="public_id", default=dict, help_text="as the tenant's unit information is keyed"
    )
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, null=True, blank=True, related_name="legacy_accounts", verbose_name=_("归入单位")
    )
    imported_at = models.DateTimeField(_("导入时间"))
    claimed_at = models.DateTimeField(_("归入时间"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办")
    )

    class Meta:
        verbose_name = _("旧系统单位账号")
        verbose_name_plural = pgettext_lazy("plural", "旧系统单位账号")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["tenant", "uscc"], name="legacy_unit_by_uscc")]
        constraints = [models.UniqueConstraint(fields=["tenant", "account"], name="legacy_unit_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def decided(self) -> str:
        """When the bureau or the network last decided on it, as a form carries it; empty while it waits."""
        return self.claimed_at.isoformat() if self.claimed_at else ""


class UnitWords(TenantScoped):
    """What a unit says to its people in place of a scheme's helper words, e.g. whom to bring the form to (HZ-61)."""

    unit = models.ForeignKey("units.Unit", models.CASCADE, related_name="own_words", verbose_name=_("单位"))
    scheme_key = models.CharField(_("事项"), max_length=40)
    key = models.CharField(_("位置"), max_length=40)
    text_zh = models.TextField(_("提示语"), max_length=500)
    text_en = models.TextField(_("英文"), max_length=800, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    written_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("单位提示语")
        verbose_name_plural = pgettext_lazy("plural", "单位提示语")
        constraints = [models.UniqueConstraint(fields=["unit", "scheme_key", "key"], name="unit_words_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.key}"
