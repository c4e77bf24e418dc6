"""The picture as a field of a form: it poses another one whenever the form is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from portal.people import captcha
from portal.people.captcha_drawing import HEIGHT, WIDTH


class CaptchaInput(forms.TextInput):
    """The picture, the box for its text, and the key of the picture hidden beside it."""

    template_name = "people/captcha_input.html"

    def __init__(self, session: SessionBase) -> None:
        self.session = session
        super().__init__({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> tuple[str, str, str]:
        return data.get(f"{name}_key", ""), data.get(name, ""), data.get(f"{name}_work", "")

    def format_value(self, value: Any) -> None:
        """What was typed belonged to the picture before."""
        return

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        picture = {"key": captcha.pose(self.session), "width": WIDTH, "height": HEIGHT, "work": captcha.WORK}
        return super().get_context(name, value, attrs) | {"picture": picture}


class CaptchaField(forms.Field):
    """`skipped` where the person proves in another way that they are one."""

    def __init__(self, session: SessionBase, *, skipped: bool = False) -> None:
        self.session, self.skipped = session, skipped
        super().__init__(
            label=_("验证码"), widget=CaptchaInput(session), help_text=_("图中的 5 个字母和数字，不分大小写。")
        )

    def clean(self, value: Any) -> None:
        key, answer, number = value
        if self.skipped or (number and captcha.work(self.session, key, number)):
            return
        if not captcha.solve(self.session, key, answer):
            raise ValidationError(_("验证码不正确或已过期，请按新的图片输入。"), code="captcha")
