"""Pages between the home page and the schemes: what these are for, who may apply, how it goes (CY-24, CY-25)."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.tenants.content_models import of_reader
from portal.tenants.scope import TenantScoped


class ServiceArea(TenantScoped):
    """An area of the portal's services. It names the schemes it leads to by their keys, as schemes are apps' above."""

    key = models.SlugField(_("代号"), max_length=40, help_text=_("小写字母、数字和连字符，是网址的一部分"))
    title_zh = models.CharField(_("标题"), max_length=60)
    title_en = models.CharField(_("英文标题"), max_length=100, blank=True)
    summary_zh = models.CharField(_("简介"), max_length=200, blank=True)
    summary_en = models.CharField(_("英文简介"), max_length=300, blank=True)
    schemes = models.CharField(
        _("事项代号"),
        max_length=200,
        blank=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*( [a-z][a-z0-9_]*)*$", _("请填写事项的代号，以空格分隔。"))],
        help_text=_("本专区办理的事项，以空格分隔，按此顺序显示"),
    )
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)
    is_published = models.BooleanField(_("公开"), default=True)

    class Meta:
        verbose_name = _("服务专区")
        verbose_name_plural = pgettext_lazy("plural", "服务专区")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="service_area_once_a_tenant")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return of_reader(self.title_zh, self.title_en)

    @property
    def summary(self) -> str:
        return of_reader(self.summary_zh, self.summary_en)

    @property
    def scheme_keys(self) -> list[str]:
        """The keys of its schemes, in their order."""
        return self.schemes.split()


class AreaPart(TenantScoped):
    """One part of an area's page. Bodies are plain text with the few signs of `portal.ui.markup`."""

    area = models.ForeignKey(ServiceArea, models.CASCADE, related_name="parts", verbose_name=_("服务专区"))
    title_zh = models.CharField(_("标题"), max_length=60)
    title_en = models.CharField(_("英文标题"), max_length=100, blank=True)
    body_zh = models.TextField(
        _("正文"), help_text=_("段落之间空一行；“## ”开头为小标题，“- ”开头为列表，[文字](网址) 为链接")
    )
    body_en = models.TextField(_("英文正文"), blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)

    class Meta:
        verbose_name = _("专区内容")
        verbose_name_plural = pgettext_lazy("plural", "专区内容")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return of_reader(self.title_zh, self.title_en)

    @property
    def body(self) -> str:
        return of_reader(self.body_zh, self.body_en)
