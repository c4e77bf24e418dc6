from django.conf import settings
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.audit.models import Evidence
from portal.notices.models import new_public_id
from portal.people.lookups import ID_NUMBER
from portal.sealing.fields import KeepsLookupKeys, LookupKeyField, SealedTextField
from portal.tenants.scope import TenantScoped
from review.choices import Decision, ObjectionState, OfficeKind, PublicityState, TaskState, Tier


class Office(TenantScoped):
    """A body that reviews. `code` is what scheme routes name; an alliance is found by its region (NB-57)."""

    code = models.CharField(_("代码"), max_length=60)
    name_zh = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=150, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=OfficeKind)
    tier = models.CharField(_("层级"), max_length=10, choices=Tier)
    region_code = models.CharField(_("行政区划"), max_length=6, blank=True, help_text="GB/T 2260")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级机构")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("审核机构")
        verbose_name_plural = pgettext_lazy("plural", "审核机构")
        ordering = ["tier", "code"]
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="office_code_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name_zh


class Outlet(TenantScoped):
    """Where a unit brings original materials to an office (NB-71, NB-72)."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="outlets", verbose_name=_("机构"))
    name = models.CharField(_("名称"), max_length=100)
    address = models.CharField(_("地址"), max_length=200)
    contact = models.CharField(_("联系电话"), max_length=60)
    hours = models.CharField(_("办公时间"), max_length=100, blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("受理网点")
        verbose_name_plural = pgettext_lazy("plural", "受理网点")

    def __str__(self) -> str:
        return self.name


class Seat(TenantScoped):
    """A reviewer's place in an office. Without an active seat a person is no reviewer."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="seats", verbose_name=_("机构"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("审核人"))
    is_active = models.BooleanField(_("有效"), default=True)
    is_head = models.BooleanField(_("机构负责人"), default=False)

    class Meta:
        verbose_name = _("审核席位")
        verbose_name_plural = pgettext_lazy("plural", "审核席位")
        constraints = [models.UniqueConstraint(fields=["office", "user"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.office}"


class AuditDivision(TenantScoped):
    """Which department reviews a talent category: the division-of-audit table (NB-76)."""

    scheme_key = models.CharField(_("事项"), max_length=40)
    category_code = models.CharField(_("人才类别代码"), max_length=20)
    office = models.ForeignKey(Office, models.PROTECT, related_name="divisions", verbose_name=_("职能部门"))
    is_sample = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("审核分工")
        verbose_name_plural = pgettext_lazy("plural", "审核分工")
        constraints = [models.UniqueConstraint(fields=["tenant", "scheme_key", "category_code"], name="division_once")]

    def __str__(self) -> str:
        return f"{self.category_code} → {self.office}"


class ReviewTask(TenantScoped):
    """One office's work on one stage of one case. A joint stage opens several."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="review_tasks", verbose_name=_("申报")
    )
    submission = models.ForeignKey("applications.Submission", models.PROTECT, related_name="review_tasks")
    office = models.ForeignKey(Office, models.PROTECT, related_name="tasks", verbose_name=_("机构"))
    stage = models.CharField(_("环节"), max_length=40)
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    opens_on = models.DateField(_("可办日期"), help_text=_("受理期可能晚于提交日期"))
    due_on = models.DateField(_("期限"))
    overall_due_on = models.DateField(_("全程期限"), null=True, blank=True)
    due_is_provisional = models.BooleanField(_("期限暂定"), default=False)
    applicant_name = models.CharField(_("申报人"), max_length=60)
    unit_name = models.CharField(_("单位"), max_length=120, blank=True)
    category = models.CharField(_("类别"), max_length=20, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_tasks",
        verbose_name=_("经办"),
    )
    taken_at = models.DateTimeField(_("领取时间"), null=True, blank=True)
    opened_at = models.DateTimeField(_("收件时间"))
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("审核任务")
        verbose_name_plural = pgettext_lazy("plural", "审核任务")
        indexes = [
            models.Index(
                fields=["tenant", "office", "due_on", "id"],
                condition=models.Q(state="OPEN"),
                name="task_queue_open",
            ),
            models.Index(
                fields=["tenant", "office", "opens_on"], condition=models.Q(state="OPEN"), name="task_waiting_open"
            ),
            models.Index(
                fields=["tenant", "office", "-closed_at", "-id"],
                condition=models.Q(state="DONE"),
                name="task_done",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage", "office"],
                condition=models.Q(state="OPEN"),
                name="task_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.applicant_name} · {self.office}"

    @property
    def standing(self) -> str:
        """In whose hands the task is and since when: what a page shows of it, to be compared when it is sent."""
        return f"{self.state}:{self.taken_by_id or ''}:{self.taken_at.timestamp() if self.taken_at else ''}"


class Opinion(Evidence, TenantScoped):
    """What one reviewer decided at a stage, on which submission, with which words (NB-104). Never changed."""

    evidence_fields = (
        *("task_id", "application_id", "submission_id", "office_id", "reviewer_id", "stage"),
        *("decision", "words", "category", "records", "decided_at"),
    )

    task = models.OneToOneField(ReviewTask, models.PROTECT, related_name="opinion", verbose_name=_("审核任务"))
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="opinions", verbose_name=_("申报")
    )
    submission = models.ForeignKey("applications.Submission", models.PROTECT, related_name="opinions")
    office = models.ForeignKey(Office, models.PROTECT, related_name="opinions", verbose_name=_("机构"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opinions", verbose_name=_("审核人")
    )
    stage = models.CharField(_("环节"), max_length=40)
    decision = models.CharField(_("决定"), max_length=10, choices=Decision)
    words = models.TextField(_("意见"), blank=True)
    category = models.CharField(_("认定类别"), max_length=20, blank=True)
    records = models.JSONField(_("核查记录"), default=dict, help_text=_("该环节要求记录的事项"))
    decided_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("审核意见")
        verbose_name_plural = pgettext_lazy("plural", "审核意见")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.get_decision_display()}"


class PublicityEntry(TenantScoped):
    """One line of a public list, frozen when publicity began, with its period in working days (NB-83, NB-108)."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="publicity", verbose_name=_("申报")
    )
    shown = models.JSONField(_("公示内容"), help_text=_("与公示名单所示一致，已作遮盖"))
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    state = models.CharField(_("状态"), max_length=10, choices=PublicityState, default=PublicityState.RUNNING)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("公示")
        verbose_name_plural = pgettext_lazy("plural", "公示")
        ordering = ["-starts_on", "id"]
        indexes = [models.Index(fields=["tenant", "state", "ends_on"], name="publicity_ending")]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.application}"


class Objection(TenantScoped):
    """An objection to one publicised case; while it is open only that case waits (NB-84, NB-85)."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    entry = models.ForeignKey(PublicityEntry, models.CASCADE, related_name="objections", verbose_name=_("公示"))
    name = models.CharField(_("异议人"), max_length=60)
    contact = SealedTextField(_("联系方式"), bound_to="public_id", max_length=60)
    words = models.TextField(_("异议事由"))
    filed_at = models.DateTimeField(_("提出时间"))
    state = models.CharField(_("状态"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    resolution = models.TextField(_("处理结论"), blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处理人")
    )
    resolved_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("异议")
        verbose_name_plural = pgettext_lazy("plural", "异议")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} {localtime(self.filed_at):%Y-%m-%d}"


class BlacklistEntry(KeepsLookupKeys, TenantScoped):
    """A person who was found to have cheated and may not apply until lifted (NB-100, NB-102)."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    id_type = models.CharField(_("证件类型"), max_length=20)
    id_number = SealedTextField(_("证件号码"), bound_to="public_id", max_length=40)
    id_number_key = LookupKeyField(source="id_number", purpose=ID_NUMBER)
    name = models.CharField(_("姓名"), max_length=60)
    reason = models.TextField(_("原因"))
    verified_on = models.DateField(_("查实日期"))
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("列入人"))
    listed_at = models.DateTimeField(_("列入时间"))
    lifted_at = models.DateTimeField(_("解除时间"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("解除人")
    )
    lift_reason = models.TextField(_("解除原因"), blank=True)

    class Meta:
        verbose_name = _("黑名单")
        verbose_name_plural = pgettext_lazy("plural", "黑名单")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "id_type", "id_number_key"],
                condition=models.Q(lifted_at__isnull=True),
                name="blacklist_key_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name


from review.complaint_models import Complaint, ComplaintDesk, ComplaintFile  # noqa: E402, F401
from review.desk_models import DeskSetting, SavedFilter  # noqa: E402, F401
from review.following_models import FollowUpRecord, HandedOnCase, HandedOnList  # noqa: E402, F401
from review.phrase_models import SavedPhrase  # noqa: E402, F401
