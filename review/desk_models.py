"""What a reviewer has made of the own desk: filters kept under a name, and whether single letters are commands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.tenants.scope import TenantScoped


class SavedFilter(TenantScoped):
    """A filter of the queue that one person named. Whose name was searched for is not kept: it is somebody's data."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("审核人"))
    name = models.CharField(_("名称"), max_length=20)
    stage = models.CharField(_("环节"), max_length=40, blank=True)
    whose = models.CharField(_("经办"), max_length=20, blank=True)
    due = models.CharField(_("期限"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("常用筛选")
        verbose_name_plural = pgettext_lazy("plural", "常用筛选")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "user", "name"], name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name


class DeskSetting(TenantScoped):
    """How one person works at the desk; without a row, as everybody does."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("审核人"))
    has_keys = models.BooleanField(_("单键快捷键"), default=True)

    class Meta:
        verbose_name = _("工作台设置")
        verbose_name_plural = pgettext_lazy("plural", "工作台设置")

    def __str__(self) -> str:
        return str(self.user)
