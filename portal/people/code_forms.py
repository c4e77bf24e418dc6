"""The second factor's forms: codes of an authenticator app, recovery codes, passkeys."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people import lockout, second_factors
from portal.people.lockout import CODE


class AppCodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)


class _CountedCode(forms.Form):
    """Takes each code once, and locks after too many wrong ones."""

    user: Any
    code = AppCodeField(label=_("验证码"), help_text=_("身份验证器应用中的 6 位数字，或一个未用过的恢复码。"))

    def clean_code(self) -> str:
        key, code = lockout.key_of_person(self.user), self.cleaned_data["code"].replace(" ", "")
        if lockout.is_locked(CODE, key):
            raise get_adapter().validation_error("too_many_codes")
        found = second_factors.take_code(person=self.user, code=code)
        if found is None:
            address = get_adapter().get_client_ip(context.request)
            lockout.count_failure(CODE, key, person=self.user, address=address)
            raise get_adapter().validation_error("incorrect_app_code")
        lockout.forget_failures(CODE, key)
        self.authenticator = found
        return code


class CodeForm(_CountedCode, AuthenticateForm):
    """Asked for on the way in."""


class CodeAgainForm(_CountedCode, ReauthenticateForm):
    """Asked for in a session that has none yet, or not lately."""


class FirstCodeForm(ActivateTOTPForm):
    code = AppCodeField(label=_("应用显示的 6 位数字"))

    def clean_code(self) -> str:
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        code: str = super().clean_code()
        return code


class PasskeyForm(AddWebAuthnForm):
    """Every passkey here can sign in alone: it asks for the finger, the face or the PIN itself."""

    passwordless = None
    name = forms.CharField(
        label=_("名称"), required=False, max_length=40, help_text=_("例如“办公室电脑”，便于以后辨认。")
    )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        data: dict[str, Any] = super().clean()
        return data


class PasskeyNameForm(EditWebAuthnForm):
    """What a person calls a passkey of theirs."""

    name = forms.CharField(label=_("名称"), max_length=40, help_text=_("例如“办公室电脑”，便于以后辨认。"))
