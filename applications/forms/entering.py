"""立即申报, 新增申报: first the document, then, of whom the portal does not know, the name and what the number leaves open."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.scheme import Field, Scheme
from portal.people.choices import IdType, Sex
from portal.people.fields import NameField
from portal.people.identity import BadIdentityNumber, IdentityFacts, check_id_number
from portal.people.models import User

EARLIEST_BIRTH = "1900-01-01"


class InformedField(forms.BooleanField):
    """That the person knows: nothing begins without."""

    default_error_messages = {"required": _("请确认已告知本人将由单位代为填报其信息。")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("已告知本人：由单位代为填报其信息"))
        super().__init__(**kwargs)


class DocumentForm(forms.Form):
    """Which person is meant (NX-95), by a document that the scheme takes. The number is checked as soon as it is sent."""

    id_type = forms.ChoiceField(label=_("证件类型"), choices=IdType.choices, initial=IdType.CN_ID)
    id_number = forms.CharField(
        label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if scheme.id_types:
            choices = [(one, label) for one, label in IdType.choices if one in scheme.id_types]
            self.fields["id_type"].choices = choices  # type: ignore[attr-defined]
            self.fields["id_type"].initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("id_type") and data.get("id_number"):
            try:
                self.facts = check_id_number(data["id_type"], data["id_number"])
            except BadIdentityNumber as bad:
                self.add_error("id_number", bad.message)
        return data


class CardForm(DocumentForm):
    """Where one kind of document is all that a scheme takes, name and number are asked at once, in its words (CY-44, CY-48)."""

    field_order = ("name", "id_number", "informed")
    name = NameField(help_text=_("与证件一致；生僻字、间隔号（·）均可输入。"))
    informed = InformedField()

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, scheme=scheme, **kwargs)
        only = scheme.id_types[0]
        self.fields["id_type"] = forms.CharField(widget=forms.HiddenInput, initial=only, required=False)
        self.fields["id_number"].label = IdType(only).label
        self.fields["name"].widget.attrs["autocomplete"] = "off"  # it is somebody else's
        for name in ("name", "id_number"):
            self._call_as(name, next((one for one in scheme.fields() if one.prefill == f"applicant.{name}"), None))
        self.only = only

    def _call_as(self, name: str, field: Field | None) -> None:
        """A control is called, and says in its empty box, what the form's own field does."""
        if field is None:
            return
        self.fields[name].label = field.label.of(get_language())
        if field.placeholder:
            self.fields[name].widget.attrs["placeholder"] = field.placeholder.of(get_language())

    def clean_id_type(self) -> str:
        """Whatever a page says: there is only one."""
        return self.only


def document_form(scheme: Scheme, data: Any = None, *, initial: Any = None) -> DocumentForm:
    """Return what is asked first."""
    return (CardForm if len(scheme.id_types) == 1 else DocumentForm)(data, scheme=scheme, initial=initial)


class PersonForm(forms.Form):
    """What is asked of a person beside the document: of somebody known only that they were informed (AMB-22).

    `asked` are the names of what was asked together with the document.
    """

    name = NameField(help_text=_("与证件一致；生僻字、间隔号（·）均可输入。"))
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = forms.DateField(
        label=_("出生日期"), widget=forms.DateInput(attrs={"type": "date", "min": EARLIEST_BIRTH}, format="%Y-%m-%d")
    )
    informed = InformedField()

    def __init__(
        self, *args: Any, facts: IdentityFacts, known: User | None, asked: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        told = {"name": known, "sex": known or facts.sex, "birth_date": known or facts.birth_date}
        for name in list(self.fields):
            if told.get(name) or name in asked:
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
