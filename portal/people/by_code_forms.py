"""The one form of signing in and registering: two buttons, for the code and for coming in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext_lazy as _

from portal.people.by_code import ByCodeProcess
from portal.people.captcha_forms import CaptchaField
from portal.people.fields import PhoneField
from portal.people.forms import SmsCodeField
from portal.people.phone import BadPhone, normalise_phone
from portal.privacy.forms import NoticeFields

SEND = "send"
"""The name of the button that asks for a code; the other one has none."""


class ByCodeForm(NoticeFields, forms.Form):
    """`process` is the code that is on its way in this session. Its number has no picture any more."""

    phone = PhoneField(help_text=_("请用长期稳定的号码；经办人变动后请及时更换，避免因人员离职频繁更换。"))
    code = SmsCodeField()

    def __init__(self, *args: Any, session: SessionBase, process: ByCodeProcess | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_code = SEND in self.data
        self.process = process if process and process.phone == self._number() else None
        self.add_notice_fields()
        if self.process is None:
            self.fields["captcha"] = CaptchaField(session, skipped=not self.wants_code)
            self.fields["captcha"].label = _("图片验证码")
        elif not self.is_bound:
            self.fields["code"].widget.attrs["autofocus"] = True
        if self.wants_code:
            for name in self.fields.keys() - {"phone", "captcha"}:
                self.fields[name].required = False
        self.order_fields(["phone", "captcha", "code"])

    def _number(self) -> str:
        """Return the number that stands in the form, empty if it is none."""
        try:
            return normalise_phone(str(self.data.get("phone") or self.initial.get("phone") or ""))
        except BadPhone:
            return ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "captcha" in self.errors and "captcha_key" not in self.data:
            # The page of another number showed none.
            self.errors.pop("captcha")
            self.add_error("captcha", _("这是另一个号码，请先识别图片，再获取验证码。"))
        if not self.wants_code and data.get("phone") and data.get("code"):
            self._check_code(data["code"].strip())
        return data

    def _check_code(self, code: str) -> None:
        if self.process is None:
            self.add_error("code", _("这个号码还没有可用的验证码，或已过期。请先识别图片，再点“获取验证码”。"))
        elif not self.process.is_answered_by(code):
            self.add_error("code", get_adapter().validation_error("incorrect_code"))
