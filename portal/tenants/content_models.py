"""What a bureau publishes beside its pages: notices and policies to read, files to take along."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.notices.models import new_public_id
from portal.tenants.choices import ArticleKind, Audience
from portal.tenants.scope import TenantScoped


class Article(TenantScoped):
    """A notice or a policy with its date (NX-03). Bodies are plain text with the few signs of `portal.ui.markup`.

    A draft, and what has a date to come, nobody sees but who writes it.
    """

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    kind = models.CharField(_("栏目"), max_length=10, choices=ArticleKind)
    title_zh = models.CharField(_("标题"), max_length=150)
    title_en = models.CharField(_("英文标题"), max_length=250, blank=True)
    body_zh = models.TextField(
        _("正文"), help_text=_("段落之间空一行；“## ”开头为小标题，“- ”开头为列表，[文字](网址) 为链接")
    )
    body_en = models.TextField(_("英文正文"), blank=True)
    source_zh = models.CharField(_("来源"), max_length=100, blank=True)
    source_en = models.CharField(_("英文来源"), max_length=150, blank=True)
    published_on = models.DateField(_("发布日期"), help_text=_("早于此日不显示"))
    is_published = models.BooleanField(_("公开"), default=True)

    class Meta:
        verbose_name = _("通知公告和政策法规")
        verbose_name_plural = pgettext_lazy("plural", "通知公告和政策法规")
        ordering = ["-published_on", "-id"]
        indexes = [models.Index(fields=["tenant", "kind", "-published_on", "-id"], name="article_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return of_reader(self.title_zh, self.title_en)

    @property
    def body(self) -> str:
        return of_reader(self.body_zh, self.body_en)

    @property
    def source(self) -> str:
        return of_reader(self.source_zh, self.source_en)


def download_path(download: Download, filename: str) -> str:
    """Return a name of our own; one name means one content, so the content's hash is part of it."""
    return f"{download.tenant_id}/downloads/{download.public_id}/{download.sha256[:24]}.{filename.rsplit('.', 1)[-1]}"


class Download(TenantScoped):
    """A file that the bureau publishes; one of them may be the manual of somebody's desk (NX-21)."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    title_zh = models.CharField(_("名称"), max_length=150)
    title_en = models.CharField(_("英文名称"), max_length=250, blank=True)
    description_zh = models.CharField(_("说明"), max_length=300, blank=True)
    description_en = models.CharField(_("英文说明"), max_length=400, blank=True)
    file = models.FileField(upload_to=download_path, max_length=300, editable=False)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(_("大小"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    manual_of = models.CharField(
        _("作为谁的操作手册"),
        max_length=10,
        choices=Audience,
        blank=True,
        help_text=_("页面上方的“手册”链接指向它；单位和审核机构没有自己的手册时，使用所有人的手册"),
    )
    published_on = models.DateField(_("发布日期"), help_text=_("早于此日不显示"))
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)
    is_published = models.BooleanField(_("公开"), default=True)

    class Meta:
        verbose_name = _("下载文件")
        verbose_name_plural = pgettext_lazy("plural", "文件下载")
        ordering = ["order", "-published_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "manual_of"],
                condition=~models.Q(manual_of=""),
                name="manual_once_an_audience",
                violation_error_message=_("已有这样的操作手册：请更换它的文件，或先取消它作为手册。"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return of_reader(self.title_zh, self.title_en)

    @property
    def description(self) -> str:
        return of_reader(self.description_zh, self.description_en)

    @property
    def ending(self) -> str:
        """What kind of file it is, as its name says it."""
        return (self.file.name or "").rpartition(".")[2]


def of_reader(zh: str, en: str) -> str:
    """Return the English words to who reads English, if there are any."""
    return en if en and (get_language() or "").startswith("en") else zh
