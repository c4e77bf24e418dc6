"""What the bureau and the public type in about publicity, recognition and the blacklist."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.choices import IdType
from portal.people.fields import NameField
from portal.people.identity import BadIdentityNumber, check_id_number
from review.choices import ObjectionState
from review.forms.fields import LONGEST_WORDS, PastDateField


class ObjectionForm(forms.Form):
    """An objection by anybody; it says who objects, so that it can be verified (NB-84)."""

    name = NameField(label=_("您的姓名"))
    contact = forms.CharField(
        label=_("联系方式"), max_length=60, help_text=_("手机号码或电子邮箱，仅供核实时联系，不公开。")
    )
    words = forms.CharField(
        label=_("异议事由"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("请写明事实和依据。"),
    )


class ResolveForm(forms.Form):
    """The bureau's conclusion on an objection."""

    outcome = forms.ChoiceField(
        label=_("结论"),
        widget=forms.RadioSelect,
        choices=[
            (ObjectionState.DISMISSED.value, _("异议不成立，公示继续")),
            (ObjectionState.UPHELD.value, _("异议成立，不予认定")),
        ],
    )
    words = forms.CharField(label=_("结论说明"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4}))


class ReasonForm(forms.Form):
    """A reason that stays in the record: for a revocation, for lifting a listing, for a refusal."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ListingForm(forms.Form):
    """A person for the blacklist, once the cheating is verified (NB-100)."""

    name = NameField()
    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices)
    id_number = forms.CharField(label=_("证件号码"), max_length=40)
    reason = forms.CharField(label=_("列入原因"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}))
    verified_on = PastDateField(label=_("查实日期"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("id_type") and cleaned.get("id_number"):
            try:
                cleaned["id_number"] = check_id_number(cleaned["id_type"], cleaned["id_number"]).number
            except BadIdentityNumber as fault:
                self.add_error("id_number", fault.message)
        return cleaned
