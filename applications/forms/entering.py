"""立即申报: first the document, then, of somebody the portal does not know, the name and what the number does not tell."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.choices import IdType, Sex
from portal.people.fields import NameField
from portal.people.identity import BadIdentityNumber, IdentityFacts, check_id_number
from portal.people.models import User

EARLIEST_BIRTH = "1900-01-01"


class DocumentForm(forms.Form):
    """Which person is meant (NX-95). The number is checked as soon as it is sent (NX-96)."""

    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices, initial=IdType.CN_ID)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("id_type") and data.get("id_number"):
            try:
                self.facts = check_id_number(data["id_type"], data["id_number"])
            except BadIdentityNumber as bad:
                self.add_error("id_number", bad.message)
        return data


class PersonForm(forms.Form):
    """What is asked of a person beside the document: of somebody known only that they were informed (AMB-22)."""

    name = NameField(help_text=_("与证件一致；生僻字、间隔号（·）均可输入。"))
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = forms.DateField(
        label=_("出生日期"), widget=forms.DateInput(attrs={"type": "date", "min": EARLIEST_BIRTH}, format="%Y-%m-%d")
    )
    informed = forms.BooleanField(
        label=_("已告知本人：由单位代为填报其信息"),
        error_messages={"required": _("请确认已告知本人将由单位代为填报其信息。")},
    )

    def __init__(self, *args: Any, facts: IdentityFacts, known: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {"name": known, "sex": known or facts.sex, "birth_date": known or facts.birth_date}
        for name, is_told in told.items():
            if is_told:
                del self.fields[name]


class UploadForm(forms.Form):
    """A file of persons. What it is is found out by looking into it."""

    file = forms.FileField(
        label=_("填好的 Excel 文件"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("请选择填好的 Excel 文件。"),
            "empty": _("这是一个空文件。请确认文件能正常打开后重新选择。"),
        },
    )
