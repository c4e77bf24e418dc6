"""That a service was asked for a document (HZ-72, HZ-73): when, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.choices import FetchState
from applications.scheme import Text
from portal.notices.models import new_public_id
from portal.sealing.fields import SealedTextField
from portal.tenants.scope import TenantScoped


class Fetch(TenantScoped):
    """One try. The file that came, if one did, is an attachment as any other, with its source and time."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="fetches")
    slot = models.CharField(_("附件项"), max_length=60)
    source = models.CharField(_("来源"), max_length=40)
    state = models.CharField(_("状态"), max_length=10, choices=FetchState, default=FetchState.WAITING)
    reason = models.CharField(_("未获取的原因"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    asked_at = models.DateTimeField(_("发起时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("自动获取记录")
        verbose_name_plural = pgettext_lazy("plural", "自动获取记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "application", "slot", "-id"], name="fetch_by_slot")]

    def __str__(self) -> str:
        return f"{self.slot} {self.state}"


class DocumentService(TenantScoped):
    """A service that gives out documents, as the system administrator has set it up in /manage/."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    key = models.SlugField(_("代号"), max_length=40, help_text="as slots of schemes name it")
    name_zh = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=150, blank=True)
    address = models.URLField(_("接口地址"), max_length=300)
    secret = SealedTextField(_("接口密钥"), bound_to="public_id", max_length=200, blank=True)
    seconds = models.PositiveSmallIntegerField(_("最长等待秒数"), default=10)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("材料获取接口")
        verbose_name_plural = pgettext_lazy("plural", "材料获取接口")
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="document_service_once")]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> Text:
        return Text(zh=self.name_zh, en=self.name_en or self.name_zh)
