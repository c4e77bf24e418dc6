"""The form by which an office opens a unit of its own accord."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.codes.uscc import BadUscc, check_uscc
from portal.people.fields import NameField, PhoneField
from portal.people.models import User
from portal.people.queries import person_by_phone
from units.choices import UnitKind, UnitLevel
from units.queries import districts


class OpenUnitForm(forms.Form):
    """What decides a unit's routes (NB-68), whom to reach, and who acts for it."""

    name = forms.CharField(label=_("单位名称"), max_length=120, help_text=_("与登记证书一致"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=24)
    level = forms.ChoiceField(label=_("隶属层级"), choices=[("", "—"), *UnitLevel.choices])
    kind = forms.ChoiceField(label=_("单位性质"), choices=[("", "—"), *UnitKind.choices])
    location_district = forms.ChoiceField(label=_("单位所在地"))
    tax_district = forms.ChoiceField(label=_("纳税地"), required=False, help_text=_("省属、部属企业按纳税地受理"))
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    contact_name = NameField(label=_("人事负责人"))
    contact_phone = PhoneField(label=_("联系手机"))
    confirms_online = forms.BooleanField(
        label=_("线上确认"), required=False, help_text=_("申报提交后先由单位在线确认，再送审核机构")
    )
    administrator_phone = PhoneField(
        label=_("单位管理员手机"), required=False, help_text=_("已注册的账号；留空则以后再指定")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        choices = [("", "—"), *((one.code, one.label(language)) for one in districts())]
        for name in ("location_district", "tax_district"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_uscc(self) -> str:
        try:
            return check_uscc(self.cleaned_data["uscc"])
        except BadUscc as fault:
            raise ValidationError(fault.message) from fault

    def clean_administrator_phone(self) -> str:
        phone: str = self.cleaned_data["administrator_phone"]
        if phone and person_by_phone(phone) is None:
            raise ValidationError(_("没有使用该手机号码的账号，请其先注册。"))
        return phone

    @property
    def administrator(self) -> User | None:
        phone = self.cleaned_data["administrator_phone"]
        return person_by_phone(phone) if phone else None

    @property
    def facts(self) -> dict[str, Any]:
        """What the unit is, as `units.services.registering` takes it."""
        return {key: value for key, value in self.cleaned_data.items() if key != "administrator_phone"}
