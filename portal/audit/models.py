from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from portal.tenants.scope import TenantScoped


class Event(TenantScoped):
    """One thing that was done, by whom and to what. The database refuses to change or delete a row (migration 0002)."""

    at = models.DateTimeField(_("时间"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(_("操作人"), max_length=100)
    action = models.CharField(_("动作"), max_length=60)
    target = models.CharField(_("对象"), max_length=80, help_text=_("类型和编号"))
    words = models.TextField(_("意见或说明"), blank=True)
    detail = models.JSONField(_("详情"), default=dict)
    content_hash = models.CharField(_("校验值"), max_length=64)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "target", "id"], name="event_by_target")]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.target}"
