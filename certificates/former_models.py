"""Which declaration of the former site became what, so that the same file again takes nothing twice (HZ-18, HZ-20)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.tenants.scope import TenantScoped


class FormerDeclaration(TenantScoped):
    """The number of a declaration that was taken over. Of the two it has a case, or a record as long as that is kept."""

    number = models.CharField(_("申报编号"), max_length=60)
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, null=True, related_name="former_declaration"
    )
    record = models.OneToOneField(
        "applications.LegacyRecord", models.SET_NULL, null=True, related_name="former_declaration"
    )

    class Meta:
        verbose_name = _("旧系统申报")
        verbose_name_plural = pgettext_lazy("plural", "旧系统申报")
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="former_declaration_once")]

    def __str__(self) -> str:
        return self.number
