"""Fields that several forms use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.calendar import today

LONGEST_WORDS = 2000


class PastDateField(forms.DateField):
    """A day that has come."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day > today():
            raise ValidationError(_("不能晚于今天。"))
        return day
