from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, transition

from applications.choices import EDITABLE, STAGES, Party, Progress, State
from applications.scheme import Scheme
from portal.audit.models import Evidence
from portal.notices.models import new_public_id
from portal.sealing.fields import SealedJSONField, SealedTextField
from portal.tenants.scope import TenantScoped

MOST_PARSED = 50
_parsed: dict[str, Scheme] = {}


class SchemeVersion(TenantScoped):
    """A published scheme. Rows are never changed; an application keeps the one it began with for life."""

    key = models.CharField(_("事项"), max_length=40)
    number = models.PositiveIntegerField(_("版本"))
    content = models.JSONField(_("内容"))
    content_hash = models.CharField(_("校验值"), max_length=64)
    published_at = models.DateTimeField(_("发布时间"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发布人")
    )

    class Meta:
        verbose_name = _("事项版本")
        verbose_name_plural = pgettext_lazy("plural", "事项版本")
        ordering = ["key", "-number"]
        constraints = [models.UniqueConstraint(fields=["tenant", "key", "number"], name="scheme_version_once")]

    def __str__(self) -> str:
        return f"{self.key} v{self.number}"

    @property
    def scheme(self) -> Scheme:
        """The parsed content. It never changes, so a process parses it once: a long form takes its time."""
        found = _parsed.get(self.content_hash)
        if found is None:
            found = Scheme.model_validate(self.content)
            if len(_parsed) >= MOST_PARSED:
                _parsed.clear()
            _parsed[self.content_hash] = found
        return found


class Application(TenantScoped):
    """One case. `state` moves only through `applications.services.way`."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications")
    unit = models.ForeignKey("units.Unit", models.PROTECT, null=True, blank=True, related_name="applications")

    state = FSMField(_("状态"), default=State.DRAFT, choices=State.choices, protected=True)
    stage = models.CharField(_("环节"), max_length=40, blank=True)
    label_zh = models.CharField(_("状态名称"), max_length=40, default="草稿")
    label_en = models.CharField(max_length=80, default="Draft")
    holder_zh = models.CharField(_("办理机构"), max_length=400, blank=True)
    holder_en = models.CharField(max_length=600, blank=True)
    revision = models.PositiveIntegerField(
        default=0, help_text="grows with every move; decisions name the one they saw"
    )

    answers = SealedJSONField(_("填报内容"), bound_to="public_id", default=dict)
    applicant_name = models.CharField(_("申报人"), max_length=60, blank=True)
    subject = models.CharField(_("申报主体"), max_length=10, choices=Party, default=Party.PERSON)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("承接的申报")
    )
    round = models.CharField(_("批次"), max_length=20, blank=True)
    progress = models.CharField(_("填报进度"), max_length=10, choices=Progress, blank=True)
    legacy_unit = models.ForeignKey(
        "units.LegacyUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name=_("旧系统单位账号"),
        help_text="under which it was made on the former site, claimed since or not",
    )
    entered_by = models.CharField(_("填报方"), max_length=10, choices=Party, default=Party.PERSON)
    submitted_by = models.CharField(_("上报方"), max_length=10, choices=Party, default=Party.PERSON)
    claimed_category = models.CharField(_("申报类别"), max_length=20, blank=True)
    determined_category = models.CharField(_("认定类别"), max_length=20, blank=True)

    created_at = models.DateTimeField(_("创建时间"))
    saved_at = models.DateTimeField(_("保存时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    due_on = models.DateField(_("办结期限"), null=True, blank=True, help_text=_("全程"))
    stage_due_on = models.DateField(_("环节期限"), null=True, blank=True)
    due_is_provisional = models.BooleanField(default=False)
    decided_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    erased_at = models.DateTimeField(
        _("内容清除时间"), null=True, blank=True, help_text=_("保存期满后清除填写的内容和材料")
    )

    class Meta:
        verbose_name = _("申报")
        verbose_name_plural = pgettext_lazy("plural", "申报")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "applicant", "-id"], name="application_by_applicant"),
            models.Index(fields=["tenant", "unit", "state", "-id"], name="application_by_unit"),
            models.Index(fields=["tenant", "state", "-id"], name="application_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_name} · {self.scheme.title.zh}"

    @property
    def scheme(self) -> Scheme:
        return self.version.scheme

    @property
    def label(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh

    @property
    def holder(self) -> str:
        return self.holder_en if (get_language() or "").startswith("en") else self.holder_zh

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_of_unit(self) -> bool:
        """Whether the unit itself applies. `applicant` is then who began it for the unit: it is not about that person."""
        return self.subject == Party.UNIT

    @property
    def is_from_former_site(self) -> bool:
        """Whether it was declared and recognised there, and taken over (HZ-18, HZ-20)."""
        return self.legacy_unit_id is not None

    def is_about(self, user: Any) -> bool:
        """Return whether the case is this person's own."""
        return not self.is_of_unit and self.applicant_id == user.pk

    @property
    def facts(self) -> dict[str, Any]:
        """What conditions and routes are matched against: answers by key, `unit.*` and `applicant.*`."""
        facts: dict[str, Any] = dict(self.answers)
        if self.unit is not None:
            known = self.unit.facts_for(self.scheme.unit_facts)
            facts |= {f"unit.{key}": value for key, value in known.items()}
        facts["applicant.id_type"] = "" if self.is_of_unit else self.applicant.id_type
        facts["case.entered_by"], facts["case.submitted_by"] = str(self.entered_by), str(self.submitted_by)
        return facts

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again. The protected state counts as set once it is there, so it must be forgotten first.

        django-fsm's own mixin lifts the protection for the whole class meanwhile, which other threads would see.
        """
        fields = kwargs.get("fields") or (args[1] if len(args) > 1 else None)
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)

    # The moves. `services.way` is their only caller; each says whence it may come.

    @transition(field=state, source=[*EDITABLE, *STAGES], target=RETURN_VALUE(*STAGES))
    def enter(self, state: str) -> str:
        """Come to a stage, which names the state that it shows."""
        return state

    @transition(field=state, source=list(STAGES), target=State.RETURNED)
    def give_back(self) -> None:
        """Go back to the applicant for correction."""

    @transition(field=state, source=list(STAGES), target=State.REJECTED)
    def reject(self) -> None:
        """End without recognition."""

    @transition(field=state, source=[*EDITABLE, *STAGES], target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """End because the applicant took it back."""

    @transition(field=state, source=list(STAGES), target=State.APPROVED)
    def approve(self) -> None:
        """End with recognition."""

    @transition(field=state, source=State.APPROVED, target=State.REVOKED)
    def revoke(self) -> None:
        """Lose the recognition again (NB-99)."""


class Consent(TenantScoped):
    """That a person read and agreed to a statement: which words, by which account, when (NB-16)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="consents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("声明全文"))
    text_hash = models.CharField(max_length=64)
    scheme_version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+")
    legal_basis = models.CharField(_("合法性基础"), max_length=20, blank=True)
    law = models.CharField(_("依据"), max_length=300, blank=True)
    language = models.CharField(max_length=10)
    agreed_at = models.DateTimeField(_("同意时间"))

    class Meta:
        verbose_name = _("声明同意记录")
        verbose_name_plural = pgettext_lazy("plural", "声明同意记录")

    def __str__(self) -> str:
        return f"{self.user} {self.agreed_at:%Y-%m-%d}"


def attachment_path(attachment: Attachment, filename: str) -> str:
    return f"{attachment.tenant_id}/{attachment.application.public_id}/{attachment.public_id}/{filename}"


class Attachment(TenantScoped):
    """A file in a slot. A removed one stays while a submission names it."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    slot = models.CharField(_("附件项"), max_length=60)
    file = models.FileField(upload_to=attachment_path, max_length=300)
    thumbnail = models.FileField(upload_to=attachment_path, max_length=300, blank=True)
    original_name = SealedTextField(_("原文件名"), bound_to="public_id", max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(default=1)
    form_digest = models.CharField(
        max_length=64, blank=True, help_text="digest of the answers when a printed form was uploaded"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"))
    source = models.CharField(_("来源"), max_length=40, blank=True, help_text="the service that it was fetched from")
    fetched_at = models.DateTimeField(_("获取时间"), null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = pgettext_lazy("plural", "附件")
        ordering = ["id"]
        indexes = [models.Index(fields=["tenant", "application", "slot"], name="attachment_by_slot")]

    def __str__(self) -> str:
        return self.original_name


class Submission(Evidence, TenantScoped):
    """What was submitted, frozen: answers and the attachments' hashes. Reviewers see this, never the draft."""

    evidence_fields = (
        *("application_id", "number", "answers", "attachments", "unit_facts", "content_hash"),
        *("submitted_by_id", "submitted_at"),
    )

    application = models.ForeignKey(Application, models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("次数"))
    answers = SealedJSONField(_("填报内容"), bound_to="salt")
    attachments = SealedJSONField(
        _("附件"), bound_to="salt", empty=list, help_text="[{id, slot, name, sha256, size, content_type}]"
    )
    unit_facts = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("提交记录")
        verbose_name_plural = pgettext_lazy("plural", "提交记录")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="submission_number_once")]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def receipt_number(self) -> str:
        """What a person can quote: the case, and the how manieth submission of it."""
        return f"{self.application.public_id}-{self.number}"


from applications.catalogue_models import CatalogueCategory, CatalogueCondition  # noqa: E402, F401
from applications.fetching_models import DocumentService, Fetch  # noqa: E402, F401
from applications.import_models import CaseImport, ImportedPerson  # noqa: E402, F401
from applications.legacy_models import LegacyRecord  # noqa: E402, F401
from applications.way_models import Remark, TimelineEntry  # noqa: E402, F401
