from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalBasis(models.TextChoices):
    """Why personal information may be processed (PIPL 13, 28, 29, 34)."""

    STATUTORY_DUTY = "statutory_duty", _("履行法定职责所必需")
    CONSENT = "consent", _("本人同意")
    SEPARATE_CONSENT = "separate_consent", _("本人单独同意（敏感个人信息）")

    @classmethod
    def asked_for(cls) -> tuple[str, ...]:
        """The ones that somebody must have agreed to, and may take back."""
        return (cls.CONSENT, cls.SEPARATE_CONSENT)


class ConsentDeed(models.TextChoices):
    INFORMED = "informed", _("已告知")
    GIVEN = "given", _("已同意")
    WITHDRAWN = "withdrawn", _("已撤回同意")


class ExportState(models.TextChoices):
    WAITING = "WAITING", _("正在生成")
    READY = "READY", _("可下载")
    FAILED = "FAILED", _("生成失败")
    DELETED = "DELETED", _("已到期删除")


class ErasureState(models.TextChoices):
    WAITING = "WAITING", _("等待注销")
    CANCELLED = "CANCELLED", _("已撤销申请")
    REFUSED = "REFUSED", _("未能注销")
    DONE = "DONE", _("已注销")
