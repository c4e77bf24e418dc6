"""The forms of who one is: name and document together, or a name alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.choices import IdType, Sex
from portal.people.fields import NameField
from portal.people.identity import BadIdentityNumber, check_id_number


class IdentityForm(forms.Form):
    """Who one is, by which document; the number must agree with the birth date and sex beside it."""

    name = NameField(help_text=_("与证件一致；生僻字、间隔号（·）均可输入。"))
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices, initial=IdType.CN_ID)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = forms.DateField(
        label=_("出生日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d"),
        help_text=_("使用居民身份证的不必填写，系统从证件号码读出。"),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self._check_identity(data)
        return data

    def _check_identity(self, data: dict[str, Any]) -> None:
        if not data.get("id_type") or not data.get("id_number"):
            return
        try:
            check_id_number(
                data["id_type"], data["id_number"], birth_date=data.get("birth_date"), sex=data.get("sex") or None
            )
        except BadIdentityNumber as fault:
            self.add_error("id_number", fault.message)


class NameForm(forms.Form):
    """A name for an account that was opened by a number alone (CY-04)."""

    name = NameField()
