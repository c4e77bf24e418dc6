"""What follows approval in somebody else's hands: the lists that were handed on, and what was decided of each case.

No row is ever changed: a wrong result is corrected by recording another, and the latest one holds.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.audit.models import Evidence
from portal.notices.models import new_public_id
from portal.tenants.scope import TenantScoped


class HandedOnList(Evidence, TenantScoped):
    """A list of approved cases that an office has handed on (CY-74). `digest` covers which cases, in their order."""

    evidence_fields = ("office_id", "scheme_key", "number", "count", "digest", "made_by_id", "made_at")

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    office = models.ForeignKey("review.Office", models.PROTECT, related_name="+", verbose_name=_("机构"))
    scheme_key = models.CharField(_("事项"), max_length=40)
    number = models.PositiveIntegerField(_("批号"))
    count = models.PositiveIntegerField(_("人数"))
    digest = models.CharField(_("校验值"), max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    made_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("上报名单")
        verbose_name_plural = pgettext_lazy("plural", "上报名单")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "office", "scheme_key", "number"], name="handed_on_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme_key} {self.number}"


class HandedOnCase(TenantScoped):
    """A case in a list that was handed on."""

    handed_on = models.ForeignKey(HandedOnList, models.PROTECT, related_name="cases", verbose_name=_("名单"))
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="handed_on", verbose_name=_("申报")
    )
    position = models.PositiveIntegerField(_("序号"))

    class Meta:
        verbose_name = _("名单内的申报")
        verbose_name_plural = pgettext_lazy("plural", "名单内的申报")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["tenant", "application", "-id"], name="handed_on_by_case")]
        constraints = [models.UniqueConstraint(fields=["handed_on", "application"], name="handed_on_once_a_list")]

    def __str__(self) -> str:
        return f"{self.handed_on} {self.position}"


class FollowUpRecord(Evidence, TenantScoped):
    """What another authority decided of an approved case, as an office recorded it, with which words (CY-75)."""

    evidence_fields = ("application_id", "office_id", "value", "words", "recorded_by_id", "recorded_at")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="follow_up_records", verbose_name=_("申报")
    )
    office = models.ForeignKey("review.Office", models.PROTECT, related_name="+", verbose_name=_("机构"))
    value = models.CharField(_("结果"), max_length=20)
    words = models.TextField(_("说明"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    recorded_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("后续结果")
        verbose_name_plural = pgettext_lazy("plural", "后续结果")
        ordering = ["id"]
        indexes = [models.Index(fields=["tenant", "application", "-id"], name="follow_up_by_case")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.value}"
