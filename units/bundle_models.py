"""Letters of several of a unit's people in one file, made beside the request."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.tenants.scope import TenantScoped


def bundle_path(bundle: LetterBundle, filename: str) -> str:
    return f"{bundle.tenant_id}/letters/{bundle.public_id}/{filename}"


class LetterBundle(TenantScoped):
    """One letter of several people, printed one after the other. Kept for a day for whoever asked, then deleted.

    Cases are named by their public ids: what lies above this app knows them. `done` says how many of `chosen` have been
    looked at, `left_out` which of these are not in the file and why.
    """

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.CASCADE, related_name="letter_bundles", verbose_name=_("单位"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("经办"))
    scheme_key = models.CharField(_("事项"), max_length=40)
    letter = models.CharField(_("打印件"), max_length=40)
    chosen = models.JSONField(_("人员"), default=list, help_text="public ids of cases, in the order of the pages")
    left_out = models.JSONField(_("未打印"), default=list, help_text="[{case, reason}]")
    beyond = models.PositiveIntegerField(_("超出上限人数"), default=0)
    done = models.PositiveIntegerField(_("已处理人数"), default=0)
    pages = models.PositiveIntegerField(_("页数"), default=0)
    file = models.FileField(upload_to=bundle_path, blank=True, max_length=200)
    asked_at = models.DateTimeField(_("申请时间"))
    ended_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("合并打印")
        verbose_name_plural = pgettext_lazy("plural", "合并打印")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "asked_at"], name="letter_bundle_by_age")]

    def __str__(self) -> str:
        return f"{self.unit} {self.asked_at:%Y-%m-%d}"

    @property
    def printed(self) -> int:
        return self.done - len(self.left_out)
