"""What a handling user types in: codes of a unit, a new unit, a person's document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.codes.regions import Region
from portal.codes.uscc import BadUscc, check_org_code, check_uscc
from portal.people.choices import IdType
from portal.people.identity import BadIdentityNumber, check_id_number
from portal.people.models import User
from portal.people.queries import person_by_identity

NOT_FOUND = _("没有查询到使用该证件注册的人员。请核对证件类型和号码；尚未注册的，请其先在本门户注册个人账号。")


class UnitSearchForm(forms.Form):
    """One of a unit's three codes, or more (NX-24)."""

    medical_no = forms.CharField(label=_("单位医保编号"), max_length=30, required=False)
    org_code = forms.CharField(label=_("组织机构代码"), max_length=12, required=False)
    uscc = forms.CharField(label=_("社会统一信用代码"), max_length=24, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(_("请至少填写一项。"))
        return data


class RegisterUnitForm(forms.Form):
    """A unit that is not in the register yet."""

    name = forms.CharField(label=_("单位名称"), max_length=120, help_text=_("与登记证书一致的全称。"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=40)
    org_code = forms.CharField(
        label=_("组织机构代码"), max_length=12, required=False, help_text=_("留空则取统一社会信用代码的第 9 至 17 位。")
    )
    medical_no = forms.CharField(label=_("单位医保编号"), max_length=30, required=False)
    region = forms.ChoiceField(label=_("所属地区"), help_text=_("单位首次登录时可以更正。"))

    def __init__(self, *args: Any, regions: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in regions:
            groups.setdefault(one.group_label, []).append((one.code, one.label))
        self.fields["region"].choices = [("", _("请选择")), *groups.items()]  # type: ignore[attr-defined]

    def clean_uscc(self) -> str:
        return _checked(check_uscc, self.cleaned_data["uscc"])

    def clean_org_code(self) -> str:
        code: str = self.cleaned_data["org_code"]
        return _checked(check_org_code, code) if code else ""


def _checked(check: Any, code: str) -> str:
    try:
        checked: str = check(code)
    except BadUscc as fault:
        raise ValidationError(fault.message) from fault
    return checked


class DocumentForm(forms.Form):
    """The document by which a person is found. A valid form has its `person` (NX-27, NX-28)."""

    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    person: User

    def __init__(self, *args: Any, only_registered: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only_registered = only_registered

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("id_type") or not data.get("id_number"):
            return data
        try:
            number = check_id_number(data["id_type"], data["id_number"]).number
        except BadIdentityNumber as fault:
            self.add_error("id_number", fault.message)
            return data
        person = person_by_identity(data["id_type"], number)
        if person is None or not person.is_active or (self.only_registered and not person.is_registered):
            raise ValidationError(NOT_FOUND)
        self.person = person
        return data


class PlaceForm(forms.Form):
    """The unit that a person belongs to from now on, and why (NX-121)."""

    unit = forms.CharField(
        label=_("新的所在单位"), max_length=120, help_text=_("单位医保编号、组织机构代码、统一社会信用代码或单位全称。")
    )
    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
