"""The security administrator's form: how long sessions last, and what the sign-in page asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.choices import SignInMode, SignInName
from portal.people.queries import sign_in_page
from portal.people.sign_in_models import SignInPage, SignInRules


class SignInRulesForm(forms.ModelForm):
    """The tenant's limits, and what its sign-in page asks for; that lies in a row of its own."""

    has_modes = forms.BooleanField(
        label=_("区分单位和个人登录"),
        required=False,
        help_text=_("登录时先选身份，登录后可切换。"),
    )
    by = forms.MultipleChoiceField(
        label=_("登录账号"),
        choices=SignInName.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选即按手机号码。由本门户设置的登录名始终有效。"),
    )
    captcha = forms.BooleanField(label=_("登录须识别图片验证码"), required=False)
    remember_days = forms.IntegerField(
        label=_("免登录天数"),
        required=False,
        min_value=0,
        max_value=SignInPage.LONGEST,
        help_text=_("0 至 14；0 为不提供。须两步验证的人员始终不能免登录。"),
    )

    class Meta:
        model = SignInRules
        fields = ["units_need_second_factor", "staff_idle_minutes", "idle_minutes", "session_hours"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = sign_in_page()
        self.initial.update({name: getattr(page, name) for name in ("by", "captcha", "remember_days")})
        self.initial["has_modes"] = bool(page.modes)

    def clean_remember_days(self) -> int:
        return self.cleaned_data["remember_days"] or 0

    def page_values(self) -> dict[str, Any]:
        """Return what the sign-in page is to be; the order of the modes stays as it was."""
        data = self.cleaned_data
        modes = (sign_in_page().modes or SignInMode.values) if data["has_modes"] else []
        by = data["by"] or [SignInName.PHONE.value]
        return {"modes": modes, "by": by, "captcha": data["captcha"], "remember_days": data["remember_days"]}
