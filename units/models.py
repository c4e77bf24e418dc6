from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.notices.models import new_public_id
from portal.sealing.fields import SealedJSONField, SealedTextField
from portal.tenants.scope import TenantScoped
from units.choices import UnitKind, UnitLevel, UnitState

FACTS = (
    *("name", "uscc", "org_code", "level", "kind", "confirms_online"),
    *("location_district", "tax_district", "region", "region_level"),
)


class Unit(TenantScoped):
    """An employer. Its level, kind and districts decide which office receives its people's cases (NB-68)."""

    public_id = models.CharField(max_length=24, default=new_public_id, unique=True, editable=False)
    name = models.CharField(_("单位名称"), max_length=120)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, help_text="GB 32100")
    org_code = models.CharField(_("组织机构代码"), max_length=10, blank=True, help_text="GB 11714")
    medical_no = models.CharField(_("单位医保编号"), max_length=30, blank=True)
    level = models.CharField(_("隶属层级"), max_length=20, choices=UnitLevel, blank=True)
    kind = models.CharField(_("单位性质"), max_length=20, choices=UnitKind, blank=True)
    region = models.CharField(
        _("所属地区"), max_length=6, blank=True, help_text=_("GB/T 2260；决定由哪一级人社部门审核")
    )
    location_district = models.CharField(_("单位所在地"), max_length=6, blank=True, help_text="GB/T 2260")
    tax_district = models.CharField(_("纳税地"), max_length=6, blank=True, help_text="GB/T 2260")
    address = models.CharField(_("地址"), max_length=200, blank=True)
    contact_name = models.CharField(_("人事负责人"), max_length=60)
    contact_phone = SealedTextField(_("联系手机"), bound_to="public_id", max_length=20)
    confirms_online = models.BooleanField(
        _("线上确认"), default=False, help_text=_("申报提交后先由单位在线确认，再送审核机构")
    )
    information = SealedJSONField(
        _("单位信息"), bound_to="public_id", default=dict, help_text=_("本门户要求单位填写的信息")
    )
    information_at = models.DateTimeField(_("单位信息完善时间"), null=True, blank=True)
    revision = models.PositiveIntegerField(
        default=0, help_text="grows with what offices and administrators change; a form names the one it showed"
    )
    state = models.CharField(_("状态"), max_length=10, choices=UnitState, default=UnitState.PENDING)
    refusal_reason = models.CharField(_("未通过原因"), max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="requested_units"
    )
    created_at = models.DateTimeField(_("登记时间"))
    decided_at = models.DateTimeField(_("开通时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = pgettext_lazy("plural", "单位")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "uscc"], name="unit_uscc_once_a_tenant")]
        indexes = [
            models.Index(fields=["tenant", "state", "id"], name="unit_by_state"),
            models.Index(fields=["tenant", "org_code"], name="unit_by_org_code"),
            models.Index(fields=["tenant", "medical_no"], name="unit_by_medical_no"),
            models.Index(fields=["tenant", "region", "id"], name="unit_by_region"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """What lists show as 单位编号: the number at the medical insurance, else the credit code (NX-25)."""
        return self.medical_no or self.uscc

    @property
    def region_level(self) -> str:
        """Return what the region is: `county`, `city` for a city's own level, `province`; empty without a region."""
        if not self.region:
            return ""
        return "province" if self.region.endswith("0000") else "city" if self.region.endswith("00") else "county"

    @property
    def facts(self) -> dict[str, Any]:
        """What any scheme's conditions and routes may ask about the unit, as `unit.<key>`."""
        return {key: getattr(self, key) for key in FACTS}

    def facts_for(self, keys: Iterable[str]) -> dict[str, Any]:
        """Return these facts and, of the unit's own information, what is asked for: the rest is nobody's concern."""
        known = self.information or {}
        return {**{key: known[key] for key in keys if key in known}, **self.facts}


class UnitAdministrator(TenantScoped):
    """A person who acts for a unit: confirms its people's cases and receives their results (NB-09, NB-86)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="administrators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="unit_seats", verbose_name=_("管理员")
    )
    since = models.DateTimeField(_("任职时间"))
    is_active = models.BooleanField(_("有效"), default=True)

    class Meta:
        verbose_name = _("单位管理员")
        verbose_name_plural = pgettext_lazy("plural", "单位管理员")
        constraints = [models.UniqueConstraint(fields=["unit", "user"], name="administrator_once_a_unit")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.unit}"


class UnitGram(TenantScoped):
    """A one-, two- or three-character piece of a unit's name or its pinyin: how names are found under row security."""

    gram = models.CharField(max_length=12)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="grams")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "gram", "unit"], name="unit_gram_once")]

    def __str__(self) -> str:
        return self.gram


class UnitRules(TenantScoped):
    """What the tenant's file says of units: who opens them and what they state (NX-26, NX-32). Rows are never changed."""

    number = models.PositiveIntegerField(_("版本"))
    content = models.JSONField(_("内容"))
    content_hash = models.CharField(_("校验值"), max_length=64)
    published_at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = _("单位规则")
        verbose_name_plural = pgettext_lazy("plural", "单位规则")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="unit_rules_once")]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def opened_by_office(self) -> bool:
        """Whether offices alone register units and name their administrators."""
        return bool(self.content.get("opened_by_office"))

    @property
    def certified_by_licence(self) -> bool:
        """Whether units open themselves by their business licence, so that nobody asks for one to be opened."""
        return bool(self.content.get("certified_by_licence"))

    @property
    def opened_by_network(self) -> bool:
        """Whether units open themselves by signing in with their account of the network (HZ-14, HZ-15)."""
        return bool(self.content.get("opened_by_network"))

    @property
    def asks_information(self) -> bool:
        """Whether units state something about themselves before anything else (NX-32)."""
        return bool(self.content.get("information"))


class SchemeOpening(TenantScoped):
    """That an office has opened a scheme for a unit, such as collection online (NX-26)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="openings", verbose_name=_("单位"))
    scheme_key = models.CharField(_("事项"), max_length=40)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办"))
    opened_at = models.DateTimeField(_("开通时间"))
    closed_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("事项开通")
        verbose_name_plural = pgettext_lazy("plural", "事项开通")
        constraints = [models.UniqueConstraint(fields=["unit", "scheme_key"], name="scheme_opened_once_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.scheme_key}"


class Employment(TenantScoped):
    """Which unit a person belongs to, as the register has it: forms show it and nobody types it (NX-53, NX-121)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="employments", verbose_name=_("人员")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="employments", verbose_name=_("单位"))
    since = models.DateTimeField(_("登记时间"))
    until = models.DateTimeField(_("结束时间"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )

    class Meta:
        verbose_name = _("人员所在单位")
        verbose_name_plural = pgettext_lazy("plural", "人员所在单位")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user"], condition=models.Q(until__isnull=True), name="one_employment_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["tenant", "unit", "user"], name="employment_by_unit")]

    def __str__(self) -> str:
        return f"{self.user} @ {self.unit}"


from units.bundle_models import LetterBundle  # noqa: E402, F401
from units.certification_models import Certification  # noqa: E402, F401
from units.legacy_models import LegacyUnit, UnitWords  # noqa: E402, F401
