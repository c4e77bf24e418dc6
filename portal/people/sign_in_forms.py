"""The form of signing in: as much of it as the tenant's own sign-in page asks for."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.people import landing, sessions
from portal.people.captcha_forms import CaptchaField
from portal.people.choices import SignInMode, SignInName
from portal.people.models import User
from portal.people.phone import BadPhone, normalise_phone
from portal.people.queries import sign_in_page
from portal.people.wishes import Wishes, wish

MISMATCH = {"phone_password_mismatch", "username_password_mismatch"}
TWO_WEEKS = 14


class SignInForm(LoginForm):
    """One box for the name, whatever kinds of names the tenant knows; 11 digits find the account stored as +86…

    With a picture in it, `sms` in the data asks for a code to the account's own phone instead: then the form says
    nothing about the password, and `user` is None unless it was right.
    """

    user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = sign_in_page()
        self.by_sms = self.page.captcha and "sms" in self.data
        self._name_fields()
        self._add_own_fields()
        self.order_fields(["mode", "login", "password", "captcha", "remember"])

    def _name_fields(self) -> None:
        login, password = self.fields["login"], self.fields["password"]
        login.label = self._words_for_login()
        login.max_length = 64
        login.widget.attrs.update({"autocomplete": "username", "maxlength": "64"})
        login.widget.attrs.pop("placeholder", None)
        password.label, password.help_text = _("密码"), ""
        password.widget.attrs.pop("placeholder", None)

    def _words_for_login(self) -> Any:
        if not self.page.by_id_number:
            return _("手机号码或登录名")
        return _("证件号码或手机号码") if SignInName.PHONE in self.page.by else _("证件号码")

    def _add_own_fields(self) -> None:
        if self.page.modes:
            modes = [(mode, SignInMode(mode).label) for mode in self.page.modes]
            self.fields["mode"] = forms.ChoiceField(
                label=_("登录身份"),
                choices=modes,
                initial=self.page.first_mode,
                widget=forms.RadioSelect,
                help_text=_("单位管理员和审核、经办人员请选“单位”"),
            )
        if self.page.captcha:
            self.fields["captcha"] = CaptchaField(self.request.session, skipped=self.by_sms)
        if self.page.remember_days:
            self.fields["remember"] = forms.BooleanField(label=remember_words(self.page.remember_days), required=False)

    def clean_login(self) -> str:
        login: str = super().clean_login()
        if self.page.by_id_number:
            return login
        try:
            return normalise_phone(login)
        except BadPhone:
            return login

    def user_credentials(self) -> dict[str, Any]:
        """A document's number is never taken for a phone's, though it may be as long."""
        if not self.page.by_id_number:
            credentials: dict[str, Any] = super().user_credentials()
            return credentials
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data.get("password") or ""}

    def _clean_with_password(self, credentials: dict[str, Any]) -> dict[str, Any]:
        try:
            data: dict[str, Any] = super()._clean_with_password(credentials)
        except ValidationError as fault:
            return self._answer_mismatch(fault)
        self._check_mode()
        return data

    def _answer_mismatch(self, fault: ValidationError) -> dict[str, Any]:
        if fault.code in MISMATCH and self.by_sms:
            return self.cleaned_data
        if fault.code in MISMATCH and self.page.by_id_number:
            raise get_adapter().validation_error("id_number_password_mismatch")
        raise fault

    def _check_mode(self) -> None:
        """Whoever has given the right password is told that a mode is not theirs (NX-14); nobody else is."""
        if self.by_sms or self.user is None or not self.user.is_active:
            return
        if reason := landing.refuse(self.user, self.cleaned_data.get("mode", "")):
            self.add_error("mode", reason)

    @property
    def wishes(self) -> Wishes:
        data = self.cleaned_data
        return Wishes(data.get("mode", ""), bool(data.get("remember")))

    def _login_with_password(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponse:
        assert self.user is not None
        wish(request, self.user, self.wishes)
        # The library writes the name into the session: a document's number has no place there.
        noted = {} if self.page.by_id_number else credentials
        response: HttpResponse = super()._login_with_password(request, redirect_url, noted)
        sessions.keep_cookie(request)
        return response


def remember_words(days: int) -> Any:
    """Return the words of the box: two weeks are called so (NX-07)."""
    if days == TWO_WEEKS:
        return _("两周内免登录")
    return _("%(days)d 天内免登录") % {"days": days}
