"""How units certify themselves: a business licence, what was read from it, and what a person submitted (CY-11…23)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.sealing.fields import SealedTextField
from portal.tenants.scope import TenantScoped
from units.choices import CertificationState, ReadFrom


def licence_path(certification: Certification, filename: str) -> str:
    return f"{certification.tenant_id}/licences/{certification.public_id}/{filename}"


class Certification(TenantScoped):
    """One licence that somebody uploaded. Rows that passed are kept, each certification anew is a row of its own."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certifications", verbose_name=_("经办人")
    )
    unit = models.ForeignKey(
        "units.Unit", models.PROTECT, null=True, blank=True, related_name="certifications", verbose_name=_("单位")
    )
    state = models.CharField(_("状态"), max_length=12, choices=CertificationState, default=CertificationState.READING)
    file = models.FileField(_("营业执照"), upload_to=licence_path, max_length=300)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    read_name = models.CharField(_("识别的名称"), max_length=200, blank=True)
    read_uscc = models.CharField(_("识别的代码"), max_length=40, blank=True)
    read_from = models.CharField(_("识别方式"), max_length=4, choices=ReadFrom, blank=True)
    advice = models.JSONField(_("未能识别的原因"), default=list, blank=True)
    attempts = models.PositiveIntegerField(default=0, help_text="how often reading it has begun")

    name = models.CharField(_("单位名称"), max_length=120, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    email = SealedTextField(_("邮箱"), bound_to="public_id", max_length=254, blank=True)
    differences = models.JSONField(
        _("与识别结果的差异"), default=list, blank=True, help_text="[{field, read, submitted}]"
    )

    created_at = models.DateTimeField(_("上传时间"))
    read_at = models.DateTimeField(_("识别时间"), null=True, blank=True)
    passed_at = models.DateTimeField(_("通过时间"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("核对人")
    )
    checked_at = models.DateTimeField(_("核对时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位认证")
        verbose_name_plural = pgettext_lazy("plural", "单位认证")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "user", "-id"], name="certification_by_person"),
            models.Index(fields=["tenant", "unit", "-id"], name="certification_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.read_name or self.public_id} {self.created_at:%Y-%m-%d}"

    @property
    def is_passed(self) -> bool:
        return self.state == CertificationState.PASSED

    @property
    def vouches(self) -> bool:
        """Whether the unit's code is beyond a doubt: as it was read from the licence, or looked at by the bureau."""
        return self.is_passed and (self.checked_at is not None or self.read_uscc.upper() == self.uscc)

    @property
    def is_typed(self) -> bool:
        """Whether nothing was read from the licence, so that somebody has to look at it (CY-23)."""
        return not self.read_from
