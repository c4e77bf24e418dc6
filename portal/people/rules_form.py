"""The security administrator's form: how long sessions last, and what the sign-in page asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.choices import SignInMode, SignInName
from portal.people.queries import sign_in_page
from portal.people.sign_in_models import SignInPage, SignInRules
from portal.people.sms_budget import codes_sent

PAGE_FIELDS = ("by", "captcha", "remember_days", "by_code", "codes_a_day", "both_numbers")
"""What is written into the row of the sign-in page as it stands here."""


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
    by_code = forms.BooleanField(
        label=_("登录/注册用同一表单"),
        required=False,
        help_text=_("填手机号码和图片验证码，凭短信验证码登录；未注册的号码随即注册。密码登录仍可选用。"),
    )
    codes_a_day = forms.IntegerField(
        label=_("每日短信验证码上限"), required=False, min_value=SignInPage.FEWEST_CODES, max_value=1_000_000
    )
    both_numbers = forms.BooleanField(
        label=_("更换手机号码须验证新旧两个号码"),
        required=False,
        help_text=_("原号码已停用的，由安全管理员在“用户”中核实后代为更换。"),
    )

    class Meta:
        model = SignInRules
        fields = ["units_need_second_factor", "staff_idle_minutes", "idle_minutes", "session_hours"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = sign_in_page()
        self.initial.update({name: getattr(page, name) for name in PAGE_FIELDS})
        self.initial["has_modes"] = bool(page.modes)
        words = _("访客一天内能引发的短信总数，用完后仍可用密码登录；留空则不变。今天已发 %(count)d 条。")
        self.fields["codes_a_day"].help_text = words % {"count": codes_sent()}

    def clean_remember_days(self) -> int:
        return self.cleaned_data["remember_days"] or 0

    def clean_codes_a_day(self) -> int:
        return self.cleaned_data["codes_a_day"] or sign_in_page().codes_a_day

    def page_values(self) -> dict[str, Any]:
        """Return what the sign-in page is to be; the order of the modes stays as it was."""
        data = self.cleaned_data
        modes = (sign_in_page().modes or SignInMode.values) if data["has_modes"] else []
        by = data["by"] or [SignInName.PHONE.value]
        return {name: data[name] for name in PAGE_FIELDS} | {"modes": modes, "by": by}
