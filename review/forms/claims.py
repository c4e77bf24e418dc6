"""What the bureau types in about an account of the former site."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from units.models import Unit
from units.queries import arrived_unit_by_words


class FindAccountForm(forms.Form):
    q = forms.CharField(
        label=_("查找旧系统账号"),
        max_length=60,
        required=False,
        help_text=_("单位名称中的几个字、账号或统一社会信用代码；代码填错或没有填的账号也能这样找到。"),
    )


class EvidenceForm(forms.Form):
    """On what a decision rests; it stays in the record."""

    reason = forms.CharField(
        label=_("核实依据"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明核实了什么，如营业执照、单位公函及其文号。"),
    )


class GiveAccountForm(EvidenceForm):
    """Which unit gets the account. Only units are taken for which the network has vouched."""

    unit = forms.CharField(
        label=_("归入的单位"),
        max_length=120,
        help_text=_("单位全称或统一社会信用代码。只能归入已用法人账号登录过的单位。"),
    )

    field_order = ["unit", "reason"]

    def clean_unit(self) -> Unit:
        unit = arrived_unit_by_words(self.cleaned_data["unit"])
        if unit is None:
            raise ValidationError(
                _("没有找到已用法人账号登录的这个单位。请核对全称或统一社会信用代码，或请单位先登录。")
            )
        return unit
