"""Form fields that say what is wrong in the words of the checks they use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.people.name import LONGEST_NAME, BadName, check_name
from portal.people.phone import BadPhone, normalise_phone


class PhoneField(forms.CharField):
    """11 digits, or a number with its country code; cleaned to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号码"))
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return text
        try:
            return normalise_phone(text)
        except BadPhone as fault:
            raise ValidationError(fault.message) from fault


class NameField(forms.CharField):
    """A person's name in any script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("姓名"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name", "maxlength": LONGEST_NAME}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return text
        try:
            return check_name(text)
        except BadName as fault:
            raise ValidationError(fault.message) from fault
