from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.tenants.remembering import forget_hosts
from portal.tenants.scope import TenantScoped
from portal.tenants.theme import Theme, theme_of


class Tenant(models.Model):
    """One bureau's portal. It is found by the host name of the request."""

    slug = models.SlugField(_("代号"), unique=True)
    name_zh = models.CharField(_("门户名称"), max_length=100)
    name_en = models.CharField(_("门户英文名称"), max_length=150)
    bureau_zh = models.CharField(_("主管机构"), max_length=100, blank=True)
    bureau_en = models.CharField(_("主管机构英文名"), max_length=150, blank=True)
    region_code = models.CharField(_("行政区划代码"), max_length=6, blank=True, help_text="GB/T 2260")
    hotline = models.CharField(_("咨询电话"), max_length=40, blank=True)
    support_zh = models.TextField(
        _("技术支持"), blank=True, help_text=_("电话、微信群等，每行一项，以“- ”开头；显示在首页和每页下方")
    )
    support_en = models.TextField(_("英文技术支持"), blank=True)
    colour = models.CharField(
        _("主色"),
        max_length=7,
        blank=True,
        help_text=_("如 #0d5060；页眉、按钮和链接的颜色由它算出。留空则用平台的颜色"),
    )
    slogan_zh = models.CharField(_("标语"), max_length=60, blank=True, help_text=_("首页门户名称下的一句话"))
    slogan_en = models.CharField(_("英文标语"), max_length=120, blank=True)
    footer_zh = models.TextField(
        _("页脚文字"),
        max_length=600,
        blank=True,
        help_text=_("主办单位、备案号等，显示在每页最下方；可用 [文字](网址)"),
    )
    footer_en = models.TextField(_("英文页脚文字"), max_length=900, blank=True)
    emblem_version = models.CharField(max_length=12, blank=True, editable=False)
    emblem_type = models.CharField(max_length=20, blank=True, editable=False)
    public_address = models.URLField(
        _("对外网址"), blank=True, help_text=_("证书二维码使用的网址前缀，如 https://rc.example.gov.cn")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    units_need_second_factor = models.BooleanField(
        _("单位管理员须两步验证"), default=False, help_text=_("审核人员和管理员始终须两步验证。")
    )
    staff_idle_minutes = models.PositiveSmallIntegerField(
        _("工作人员无操作退出（分钟）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(60)],
        help_text=_("5 至 60；留空则按平台设置。"),
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("申报人、单位无操作退出（分钟）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(10), MaxValueValidator(720)],
        help_text=_("10 至 720；留空则按平台设置。"),
    )
    session_hours = models.PositiveSmallIntegerField(
        _("每次登录最长（小时）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text=_("1 至 24；留空则按平台设置。"),
    )

    class Meta:
        verbose_name = _("门户")
        verbose_name_plural = pgettext_lazy("plural", "门户")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, and let the next request find it as it is now: closed, if it was closed."""
        super().save(*args, **kwargs)
        forget_hosts(self.hosts.values_list("host", flat=True))

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def bureau(self) -> str:
        return self.bureau_en if (get_language() or "").startswith("en") else self.bureau_zh

    @property
    def support(self) -> str:
        """How to get help beside the hotline (NX-22), with the few signs of `portal.ui.markup`."""
        return self._of_reader(self.support_zh, self.support_en)

    @property
    def slogan(self) -> str:
        return self._of_reader(self.slogan_zh, self.slogan_en)

    @property
    def footer(self) -> str:
        """Words at the foot of every page, with the few signs of `portal.ui.markup`."""
        return self._of_reader(self.footer_zh, self.footer_en)

    @property
    def has_own_look(self) -> bool:
        return any((self.colour, self.emblem_version, self.slogan_zh, self.footer_zh))

    @property
    def theme(self) -> Theme | None:
        """The stylesheet of its colour; None for the colour of the platform. No query: it is computed."""
        return theme_of(self.colour) if self.colour else None

    @staticmethod
    def _of_reader(zh: str, en: str) -> str:
        return en if en and (get_language() or "").startswith("en") else zh


class TenantHost(models.Model):
    """A host name that leads to a tenant, without the port; any `*.localhost` name works in the demo."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="hosts")
    host = models.CharField(_("主机名"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("主机名")
        verbose_name_plural = pgettext_lazy("plural", "主机名")

    def __str__(self) -> str:
        return self.host

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget_hosts([self.host])

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        forget_hosts([self.host])
        return super().delete(*args, **kwargs)


class ContentPage(TenantScoped):
    """A page in the bureau's own words: `about` and `help` stand on the home page, all of them in the guide.

    Bodies are plain text with the few signs of `portal.ui.markup`.
    """

    key = models.SlugField(_("代号"), max_length=40)
    title_zh = models.CharField(_("标题"), max_length=100)
    title_en = models.CharField(_("英文标题"), max_length=150, blank=True)
    body_zh = models.TextField(
        _("正文"), help_text=_("段落之间空一行；“## ”开头为小标题，“- ”开头为列表，[文字](网址) 为链接")
    )
    body_en = models.TextField(_("英文正文"), blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)
    is_published = models.BooleanField(_("公开"), default=True)

    class Meta:
        verbose_name = _("内容页面")
        verbose_name_plural = pgettext_lazy("plural", "内容页面")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="content_page_once_a_tenant")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title_zh

    @property
    def body(self) -> str:
        return self.body_en if self.body_en and (get_language() or "").startswith("en") else self.body_zh


from portal.tenants.area_models import AreaPart, ServiceArea  # noqa: E402, F401
from portal.tenants.content_models import Article, Download  # noqa: E402, F401
from portal.tenants.look_models import Emblem  # noqa: E402, F401
