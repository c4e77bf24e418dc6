"""The bureau's catalogue: the categories it recognises, and the conditions for each (NB-20, NB-76)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.tenants.scope import TenantScoped


class CatalogueCategory(TenantScoped):
    """A talent category a scheme recognises; the bureau edits the table (NB-20, NB-76)."""

    scheme_key = models.CharField(_("事项"), max_length=40)
    code = models.CharField(_("代码"), max_length=20)
    name_zh = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("可申报"), default=True)
    is_sample = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("人才类别")
        verbose_name_plural = pgettext_lazy("plural", "人才类别")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "scheme_key", "code"], name="category_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name_zh


class CatalogueCondition(TenantScoped):
    """One condition of the catalogue under which a person belongs to a category."""

    category = models.ForeignKey(
        CatalogueCategory, models.CASCADE, related_name="conditions", verbose_name=_("人才类别")
    )
    code = models.CharField(_("代码"), max_length=20)
    text_zh = models.CharField(_("条件"), max_length=300)
    text_en = models.CharField(_("英文"), max_length=400, blank=True)
    department = models.CharField(_("审核部门代码"), max_length=40, blank=True, help_text=_("留空则按类别分工表"))
    needs_evidence = models.BooleanField(_("须上传佐证材料"), default=True)
    is_active = models.BooleanField(_("可申报"), default=True)

    class Meta:
        verbose_name = _("目录条件")
        verbose_name_plural = pgettext_lazy("plural", "目录条件")
        ordering = ["category", "code"]
        constraints = [models.UniqueConstraint(fields=["category", "code"], name="condition_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def text(self) -> str:
        return self.text_en if self.text_en and (get_language() or "").startswith("en") else self.text_zh
