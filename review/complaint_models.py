"""Complaints and reports by anybody (NX-04, NX-119): who answers them, what was said, what was answered."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.sealing.fields import SealedTextField
from portal.tenants.scope import TenantScoped
from review.choices import ComplaintKind, ComplaintState


class ComplaintDesk(TenantScoped):
    """Which office answers a tenant's complaints, and within how many working days. Without one there are none."""

    office = models.ForeignKey("review.Office", models.PROTECT, related_name="+", verbose_name=_("受理机构"))
    working_days = models.PositiveSmallIntegerField(
        _("答复期限（工作日）"), default=15, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    is_open = models.BooleanField(_("开通网上投诉举报"), default=True)

    class Meta:
        verbose_name = _("投诉举报设置")
        verbose_name_plural = pgettext_lazy("plural", "投诉举报设置")
        constraints = [models.UniqueConstraint(fields=["tenant"], name="complaint_desk_once")]

    def __str__(self) -> str:
        return str(self.office)


class Complaint(TenantScoped):
    """What somebody complains about or reports. All words are sealed; whoever it is about has no part in it.

    `code_key` is the keyed hash of the number with the query code, which is shown once and kept nowhere.
    """

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    number = models.CharField(_("回执编号"), max_length=20)
    code_key = models.CharField(max_length=43, editable=False)
    kind = models.CharField(_("类别"), max_length=10, choices=ComplaintKind)
    about = SealedTextField(_("投诉举报对象"), bound_to="public_id", max_length=100)
    unit_name = SealedTextField(_("涉及单位"), bound_to="public_id", max_length=120, blank=True)
    words = SealedTextField(_("事实和理由"), bound_to="public_id")
    name = SealedTextField(_("姓名"), bound_to="public_id", max_length=60, blank=True)
    contact = SealedTextField(_("联系方式"), bound_to="public_id", max_length=60, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("账号")
    )
    filed_at = models.DateTimeField(_("提交时间"))
    office = models.ForeignKey("review.Office", models.PROTECT, related_name="complaints", verbose_name=_("机构"))
    working_days = models.PositiveSmallIntegerField(_("答复期限（工作日）"))
    due_on = models.DateField(_("期限"))
    due_is_provisional = models.BooleanField(_("期限暂定"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=ComplaintState, default=ComplaintState.RECEIVED)
    revision = models.PositiveIntegerField(default=0, help_text="counts what was done, so that an old page is noticed")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("经办")
    )
    taken_at = models.DateTimeField(_("领取时间"), null=True, blank=True)
    reply = SealedTextField(_("答复"), bound_to="public_id", blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("答复人")
    )
    replied_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("投诉举报")
        verbose_name_plural = pgettext_lazy("plural", "投诉举报")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="complaint_number_once")]
        indexes = [
            models.Index(fields=["tenant", "office", "state", "due_on", "id"], name="complaint_by_due"),
            models.Index(fields=["tenant", "filed_by", "-id"], name="complaint_by_person"),
        ]

    def __str__(self) -> str:
        return self.number


def complaint_path(file: ComplaintFile, filename: str) -> str:
    return f"{file.tenant_id}/complaints/{file.complaint.public_id}/{file.public_id}/{filename}"


class ComplaintFile(TenantScoped):
    """What was handed in with a complaint, after it was looked at."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="files")
    file = models.FileField(upload_to=complaint_path, max_length=300)
    original_name = SealedTextField(_("原文件名"), bound_to="public_id", max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("投诉举报附件")
        verbose_name_plural = pgettext_lazy("plural", "投诉举报附件")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.original_name
