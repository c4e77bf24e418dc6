"""Sentences that reviewers write again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.tenants.scope import TenantScoped

LONGEST_PHRASE = 200


class SavedPhrase(TenantScoped):
    """A phrase for remarks: one person's own, or, with an office, one that all who sit there are offered.

    It is about no case, and ends by itself two years after it was saved last (`review.retention`).
    """

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    office = models.ForeignKey(
        "review.Office", models.CASCADE, null=True, blank=True, related_name="phrases", verbose_name=_("机构")
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("保存人"))
    text = models.CharField(_("常用语"), max_length=LONGEST_PHRASE)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("常用语")
        verbose_name_plural = pgettext_lazy("plural", "常用语")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user", "text"], condition=models.Q(office__isnull=True), name="own_phrase_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "office", "text"],
                condition=models.Q(office__isnull=False),
                name="phrase_of_office_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text
