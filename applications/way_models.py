"""What happened to a case on its way: its events, and what reviewers noted when they gave it back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from applications.choices import Deed
from portal.tenants.scope import TenantScoped


class Remark(TenantScoped):
    """A reviewer's note on one field or slot of a returned case. What it names is unlocked; the rest stays closed."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="remarks")
    submission = models.ForeignKey("applications.Submission", models.CASCADE, related_name="remarks")
    path = models.CharField(_("位置"), max_length=120, help_text="field:<key> or slot:<key>")
    text = models.CharField(_("批注"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    is_open = models.BooleanField(default=True, help_text="until the next submission")

    class Meta:
        verbose_name = _("批注")
        verbose_name_plural = pgettext_lazy("plural", "批注")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class TimelineEntry(TenantScoped):
    """One event of a case, as its page shows it; deadlines are computed from these. Names and links are its writer's."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="timeline")
    at = models.DateTimeField(_("时间"))
    action = models.CharField(_("动作"), max_length=40, choices=Deed)
    stage = models.CharField(_("环节"), max_length=40, blank=True)
    state = models.CharField(_("状态"), max_length=30)
    label_zh = models.CharField(max_length=40)
    label_en = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(_("经办"), max_length=100)
    office_zh = models.CharField(_("经办机构"), max_length=100, blank=True)
    office_en = models.CharField(max_length=150, blank=True)
    holder_code = models.CharField(
        max_length=200, blank=True, help_text="office codes, comma-separated, that hold it now"
    )
    holder_zh = models.CharField(_("办理机构"), max_length=400, blank=True)
    holder_en = models.CharField(max_length=600, blank=True)
    words = models.TextField(_("意见"), blank=True)
    due_on = models.DateField(null=True, blank=True)
    link = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = pgettext_lazy("plural", "办理记录")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.label_zh}"

    @property
    def label(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh

    @property
    def deed(self) -> str:
        """What was done: the stage's own word for giving back, where it has one."""
        own = self.action == Deed.RETURNED and self.application.scheme.word_for_returning(self.stage, get_language())
        return own or str(self.get_action_display())

    @property
    def office(self) -> str:
        """Who acted."""
        return self.office_en if (get_language() or "").startswith("en") else self.office_zh

    @property
    def holder(self) -> str:
        """Who holds the case since."""
        return self.holder_en if (get_language() or "").startswith("en") else self.holder_zh
