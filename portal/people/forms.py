"""The forms of signing up and of one's own account. They check; services write."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.forms import ConfirmLoginCodeForm, VerifyPhoneForm
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.people import services
from portal.people.captcha_forms import CaptchaField
from portal.people.fields import PhoneField
from portal.people.identity import normalise
from portal.people.identity_forms import IdentityForm
from portal.people.lookups import id_number_key
from portal.people.models import User
from portal.people.queries import sign_in_page
from portal.privacy.forms import NoticeFields

# In the reader's language, not in that of whoever imported this module first.
PASSWORD_RULES = lazy(password_validators_help_text_html, SafeString)()


class RegistrationForm(NoticeFields, IdentityForm):
    """An account of one's own (NB-02): who one is, by which document, and how to be reached."""

    phone = PhoneField(help_text=_("用于登录和接收结果短信，注册后用短信验证码验证。"))
    password1 = PasswordField(label=_("设置密码"), autocomplete="new-password", help_text=PASSWORD_RULES)

    by_passkey = False  # asked for by allauth's view

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].widget.attrs.pop("placeholder", None)
        self.add_notice_fields()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._check_password(data)
        return data

    def _check_password(self, data: dict[str, Any]) -> None:
        """Against the person as well: neither the name nor the number is a password."""
        if not data.get("password1"):
            return
        person = User(name=data.get("name") or "", phone=data.get("phone"), id_number=data.get("id_number") or "")
        try:
            get_adapter().clean_password(data["password1"], user=person)
        except ValidationError as fault:
            self.add_error("password1", fault)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Register; a taken number or document is answered by a page that waits for a code (allauth's contract)."""
        data = self.cleaned_data
        try:
            return self._register(), None
        except services.AlreadyRegistered:
            if owner := self._owner(request):
                return owner, None
            return None, prevent_enumeration(request, phone=data["phone"])

    def _register(self) -> User:
        data = self.cleaned_data
        person = services.register_person(
            name=data["name"],
            id_type=data["id_type"],
            id_number=data["id_number"],
            birth_date=data["birth_date"],
            sex=data["sex"],
            phone=data["phone"],
            password=data["password1"],
            language=get_language() or "",
        )
        self.record_notice_answers(person)
        return person

    def _owner(self, request: HttpRequest) -> User | None:
        """The same person again, after a double click or with the same password: that is a sign-in."""
        name = self.cleaned_data["id_number" if sign_in_page().by_id_number else "phone"]
        password = self.cleaned_data["password1"]
        try:
            found = get_adapter(request).authenticate(request, username=name, password=password)
        except ValidationError:
            return None
        return found if found is not None and found.is_active else None


class PasswordResetForm(forms.Form):
    """Where to send the code. A number nobody has gets the same answer.

    Where codes are sent to whoever reads a picture, there is one here as well: no other way may be cheaper.
    """

    phone = PhoneField()

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if sign_in_page().by_code:
            self.fields["captcha"] = CaptchaField(request.session)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not ratelimit.consume(self.request, action="reset_password", key=data["phone"]):
            self.add_error("phone", get_adapter().validation_error("rate_limited"))
        return data


class NumberResetForm(forms.Form):
    """The same by the number of one's document (NX-08): a number nobody has gets the same answer."""

    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if sign_in_page().captcha:
            self.fields["captcha"] = CaptchaField(request.session)

    def clean(self) -> dict[str, Any]:
        """Only whoever has read the picture counts against the number."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            key = id_number_key(normalise(data["id_number"]))
            if not ratelimit.consume(self.request, action="reset_password", key=key):
                self.add_error("id_number", get_adapter().validation_error("rate_limited"))
        return data


class SmsCodeField(forms.CharField):
    """The digits that came by SMS; telephones offer to fill them in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("短信验证码"))
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
        super().__init__(max_length=12, widget=widget, **kwargs)


class SignInCodeForm(ConfirmLoginCodeForm):
    code = SmsCodeField()


class PhoneCodeForm(VerifyPhoneForm):
    code = SmsCodeField()


class BothCodesForm(forms.Form):
    """The codes that went to the number of the account and to the one it is to have (CY-08)."""

    old_code = SmsCodeField(label=_("原号码收到的验证码"))
    new_code = SmsCodeField(label=_("新号码收到的验证码"))


class OwnPhoneCodeForm(forms.Form):
    """A code from an SMS that went to the account's own phone, if it went anywhere."""

    code = SmsCodeField()

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if not compare_user_code(actual=code, expected=self.expected):
            raise get_adapter().validation_error("incorrect_code")
        return code


class NewPasswordForm(OwnPhoneCodeForm):
    """The code from the SMS and the password to have from now on."""

    password1 = SetPasswordField(label=_("新密码"), help_text=PASSWORD_RULES)

    def __init__(self, *args: Any, person: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["password1"]
        field.user = person  # type: ignore[attr-defined]
        field.widget.attrs.pop("placeholder", None)
