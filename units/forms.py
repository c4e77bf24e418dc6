"""The forms about a unit. They check; services write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.codes.uscc import BadUscc, check_uscc
from portal.people.fields import NameField, PhoneField
from units.choices import UnitKind, UnitLevel
from units.queries import districts

LEVEL_HINT = _(
    "看单位归谁管：市级部门管理的选“市属”，区（县、市）管理的选“区（县、市）属”，省级部门管理的选“省属”，"
    "中央部委或央企总部管理的选“中央（部）属”；没有上级主管部门的民营、外资企业等选“无隶属关系”。它决定申报送往哪个受理机构。"
)
KIND_HINT = _(
    "按登记证书选择：公司选“企业”，事业单位法人证书选“事业单位”，其中高校和科研院所单独选择；"
    "党政机关、群团选“机关”。它决定申报送往哪个受理机构。"
)


class ContactForm(forms.Form):
    """What a unit keeps up to date by itself."""

    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    contact_name = NameField(label=_("人事负责人"), help_text=_("预审通过等结果会通知此人。"))
    contact_phone = PhoneField(label=_("联系手机"))
    confirms_online = forms.BooleanField(
        label=_("线上确认"), required=False, help_text=_("勾选后，本单位人员的申报先由单位在线确认，再送受理机构。")
    )


class UnitForm(ContactForm):
    """A unit to be opened. The attributes decide where its people's cases go (NB-68)."""

    name = forms.CharField(label=_("单位名称"), max_length=120, help_text=_("与登记证书一致的全称。"))
    uscc = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, help_text=_("18 位，在营业执照、事业单位法人证书等证书上。")
    )
    level = forms.ChoiceField(
        label=_("隶属层级"), choices=UnitLevel.choices, widget=forms.RadioSelect, help_text=LEVEL_HINT
    )
    kind = forms.ChoiceField(
        label=_("单位性质"), choices=UnitKind.choices, widget=forms.RadioSelect, help_text=KIND_HINT
    )
    location_district = forms.ChoiceField(label=_("单位所在地"), help_text=_("单位实际办公所在的区（县、市）。"))
    tax_district = forms.ChoiceField(
        label=_("纳税地"),
        required=False,
        help_text=_("企业请选择主管税务机关所在的区（县、市）；与所在地相同也请选择。"),
    )

    field_order = ["name", "uscc", "level", "kind", "location_district", "tax_district"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code.code, code.label(get_language())) for code in districts()]
        for name in ("location_district", "tax_district"):
            self.fields[name].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]

    def clean_uscc(self) -> str:
        return _checked_uscc(self.cleaned_data["uscc"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") == UnitKind.ENTERPRISE and not data.get("tax_district"):
            self.add_error("tax_district", _("企业须选择纳税地：省属等企业按纳税地确定受理机构。"))
        return data


class AdministratorForm(forms.Form):
    """Name and number together, so that numbers cannot be tried one by one for who has an account."""

    name = NameField()
    phone = PhoneField(help_text=_("对方须已在本门户注册并验证此号码。"))


class LicenceForm(forms.Form):
    """A business licence to be read (CY-12)."""

    file = forms.FileField(
        label=_("营业执照"),
        help_text=_(
            "手机拍照、扫描件（图片不超过 30 MB）或 PDF（不超过 10 MB）。请拍下整张执照（含右上角的二维码），平放、对正、"
            "光线充足，文字清晰、没有反光和遮挡。"
        ),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={"required": _("请选择营业执照的图片或 PDF。"), "empty": _("这是一个空文件，请重新选择。")},
    )


class CertificationForm(forms.Form):
    """What the licence says, checked by a person and corrected where it was read wrongly (CY-14, CY-15, CY-22)."""

    name = forms.CharField(label=_("单位名称"), max_length=120, help_text=_("与营业执照一致的全称。"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40, help_text=_("18 位，在营业执照上。"))
    email = forms.EmailField(
        label=_("邮箱"),
        max_length=254,
        help_text=_("用于联系单位，如 name@example.com。"),
        error_messages={"invalid": _("请填写有效的邮箱地址，如 name@example.com。")},
    )

    def clean_uscc(self) -> str:
        return _checked_uscc(self.cleaned_data["uscc"])


def _checked_uscc(text: str) -> str:
    try:
        return check_uscc(text)
    except BadUscc as fault:
        raise ValidationError(fault.message) from fault
