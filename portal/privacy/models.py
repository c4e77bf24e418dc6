from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.notices.models import new_public_id
from portal.privacy.choices import ConsentDeed, ErasureState, ExportState, LegalBasis
from portal.tenants.scope import TenantScoped


def _english() -> bool:
    return (get_language() or "").startswith("en")


class PrivacyNotice(TenantScoped):
    """One version of what a bureau tells people about their data (PIPL 17). Never changed: a new text is a new version."""

    number = models.PositiveIntegerField(_("版本"))
    body_zh = models.TextField(
        _("告知全文"), help_text=_("段落之间空一行；“## ”开头为小标题，“- ”开头为列表，[文字](网址) 为链接")
    )
    body_en = models.TextField(_("英文全文"), blank=True)
    changes_zh = models.CharField(
        _("本版变更"), max_length=300, blank=True, help_text=_("请人重新阅读时先说明改了什么")
    )
    changes_en = models.CharField(_("本版变更（英文）"), max_length=400, blank=True)
    content_hash = models.CharField(_("校验值"), max_length=64)
    published_at = models.DateTimeField(_("公布时间"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("公布人")
    )

    class Meta:
        verbose_name = _("个人信息保护告知")
        verbose_name_plural = pgettext_lazy("plural", "个人信息保护告知")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="privacy_notice_number_once")]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def body(self) -> str:
        return self.body_en if self.body_en and _english() else self.body_zh

    @property
    def changes(self) -> str:
        return self.changes_en if self.changes_en and _english() else self.changes_zh


class ProcessingPurpose(TenantScoped):
    """One purpose of a notice with its legal basis, and what follows when a consent is not given or taken back."""

    notice = models.ForeignKey(PrivacyNotice, models.CASCADE, related_name="purposes")
    key = models.SlugField(_("代号"), max_length=40)
    name_zh = models.CharField(_("处理目的"), max_length=120)
    name_en = models.CharField(_("英文"), max_length=200, blank=True)
    basis = models.CharField(_("合法性基础"), max_length=20, choices=LegalBasis)
    law_zh = models.CharField(_("依据"), max_length=200, blank=True)
    law_en = models.CharField(_("依据（英文）"), max_length=300, blank=True)
    is_required = models.BooleanField(_("办理申报所必需"), default=True)
    otherwise_zh = models.CharField(_("不同意或撤回的后果"), max_length=300, blank=True)
    otherwise_en = models.CharField(_("后果（英文）"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("处理目的")
        verbose_name_plural = pgettext_lazy("plural", "处理目的")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["notice", "key"], name="privacy_purpose_once_a_notice")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if self.name_en and _english() else self.name_zh

    @property
    def law(self) -> str:
        return self.law_en if self.law_en and _english() else self.law_zh

    @property
    def otherwise(self) -> str:
        return self.otherwise_en if self.otherwise_en and _english() else self.otherwise_zh

    @property
    def asks(self) -> bool:
        """Whether somebody must agree to it; of the others they are told."""
        return self.basis in LegalBasis.asked_for()


class ConsentEvent(TenantScoped):
    """That a person was told of a purpose, agreed to it or took that back: which version, in which language, when.

    Rows are only added; the latest of a purpose holds.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("本人"))
    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, related_name="+", verbose_name=_("告知版本"))
    purpose = models.SlugField(_("处理目的"), max_length=40)
    basis = models.CharField(_("合法性基础"), max_length=20, choices=LegalBasis)
    deed = models.CharField(_("记录"), max_length=10, choices=ConsentDeed)
    language = models.CharField(_("语言"), max_length=10)
    text_hash = models.CharField(_("告知校验值"), max_length=64)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("告知与同意记录")
        verbose_name_plural = pgettext_lazy("plural", "告知与同意记录")
        ordering = ["id"]
        indexes = [models.Index(fields=["tenant", "user", "purpose", "id"], name="consent_by_person")]

    def __str__(self) -> str:
        return f"{self.user} {self.purpose} {self.deed}"


def export_path(export: DataExport, filename: str) -> str:
    return f"exports/{export.tenant_id}/{export.public_id}/{filename}"


class DataExport(TenantScoped):
    """A copy of one's own data that was too big to be made while one waits. Kept for some days, then deleted."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="data_exports", verbose_name=_("本人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    asked_at = models.DateTimeField(_("申请时间"))
    ready_at = models.DateTimeField(_("生成时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("保留至"), null=True, blank=True)
    file = models.FileField(upload_to=export_path, blank=True, max_length=200)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)

    class Meta:
        verbose_name = _("本人数据导出")
        verbose_name_plural = pgettext_lazy("plural", "本人数据导出")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "state", "id"], name="data_export_by_state")]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"


class ErasureRequest(TenantScoped):
    """That somebody asked for their account to be closed. It waits some days, in which they may think again."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure_requests", verbose_name=_("账号")
    )
    state = models.CharField(_("状态"), max_length=10, choices=ErasureState, default=ErasureState.WAITING)
    asked_at = models.DateTimeField(_("申请时间"))
    due_at = models.DateTimeField(_("注销时间"))
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    reason = models.TextField(_("未能注销的原因"), blank=True)
    erased = models.JSONField(_("清除内容"), default=dict)

    class Meta:
        verbose_name = _("注销申请")
        verbose_name_plural = pgettext_lazy("plural", "注销申请")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user"],
                condition=models.Q(state=ErasureState.WAITING),
                name="erasure_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d} {self.get_state_display()}"


class RetentionPeriod(TenantScoped):
    """How many days the bureau keeps one kind of data. Without a row the rule's own number holds."""

    rule = models.SlugField(_("种类"), max_length=40)
    days = models.PositiveIntegerField(_("保存天数"))

    class Meta:
        verbose_name = _("保存期限")
        verbose_name_plural = pgettext_lazy("plural", "保存期限")
        ordering = ["rule"]
        constraints = [models.UniqueConstraint(fields=["tenant", "rule"], name="retention_period_once_a_tenant")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.days}"


class RetentionReport(TenantScoped):
    """One run of retention. A row without an end was cut short; the next run goes on where it stopped."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    is_trial = models.BooleanField(_("试运行"), default=False)
    started_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = _("清除报告")
        verbose_name_plural = pgettext_lazy("plural", "清除报告")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @property
    def erased(self) -> int:
        return sum(line.erased for line in self.lines.all())

    @property
    def failed(self) -> int:
        return sum(line.failed for line in self.lines.all())


class RetentionLine(TenantScoped):
    """What one rule did in a run: how many were due before which moment, erased, left behind, and why."""

    report = models.ForeignKey(RetentionReport, models.CASCADE, related_name="lines")
    rule = models.SlugField(_("种类"), max_length=40)
    days = models.PositiveIntegerField(_("保存天数"))
    before = models.DateTimeField(_("早于"))
    due = models.PositiveIntegerField(_("到期"), default=0)
    erased = models.PositiveIntegerField(_("已清除"), default=0)
    pieces = models.PositiveIntegerField(_("涉及条目"), default=0)
    failed = models.PositiveIntegerField(_("未能清除"), default=0)
    fault = models.CharField(_("最近的错误"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("清除明细")
        verbose_name_plural = pgettext_lazy("plural", "清除明细")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "rule"], name="retention_line_once_a_report")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.erased}/{self.due}"
