import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.choices import Channel, NoticeState, ReceiptStatus
from portal.people.masking import mask_phone
from portal.sealing.fields import SealedTextField
from portal.tenants.scope import TenantScoped


def new_public_id() -> str:
    return secrets.token_urlsafe(12)


class Notice(TenantScoped):
    """One message to one person by one channel: the outbox row, written in the transaction of what it tells.

    Address and text are sealed: codes, names and numbers stand in them.
    """

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    key = models.CharField(_("类别"), max_length=60)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("收件人"),
    )
    address = SealedTextField(_("号码或邮箱"), bound_to="public_id", max_length=120, blank=True)
    text = SealedTextField(_("内容"), bound_to="public_id")
    link = models.CharField(_("链接"), max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=160)
    state = models.CharField(_("状态"), max_length=10, choices=NoticeState, default=NoticeState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    next_attempt_at = models.DateTimeField(_("下次发送时间"))
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("最近错误"), max_length=300, blank=True)
    provider_id = models.CharField(_("服务商编号"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("产生时间"))
    delivered_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = pgettext_lazy("plural", "通知")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "dedupe_key"], name="notice_once_by_dedupe_key")]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="notice_due"),
            models.Index(fields=["tenant", "provider_id"], name="notice_by_provider_id"),
            models.Index(fields=["tenant", "recipient", "channel", "-id"], name="notice_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.recipient or mask_phone(self.address)}"


class NoticeReceipt(TenantScoped):
    """What a provider said afterwards of a message, each status once, in whatever order it comes."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="receipts", verbose_name=_("通知"))
    provider = models.CharField(_("服务商"), max_length=20)
    provider_id = models.CharField(_("服务商编号"), max_length=80)
    status = models.CharField(_("回执"), max_length=10, choices=ReceiptStatus)
    words = models.CharField(_("说明"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("收到时间"))

    class Meta:
        verbose_name = _("送达回执")
        verbose_name_plural = pgettext_lazy("plural", "送达回执")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "notice", "provider", "provider_id", "status"], name="notice_receipt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.get_status_display()}"


class NoticeText(TenantScoped):
    """A bureau's own wording of a notice, with `{name}`-like places. Without a row the scheme's text is used."""

    key = models.CharField(_("类别"), max_length=60)
    text_zh = models.TextField(_("中文内容"))
    text_en = models.TextField(_("英文内容"), blank=True)

    class Meta:
        verbose_name = _("通知文本")
        verbose_name_plural = pgettext_lazy("plural", "通知文本")
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="notice_text_once_a_tenant")]

    def __str__(self) -> str:
        return self.key
