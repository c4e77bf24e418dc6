"""How allauth stores, looks up and reaches phone numbers here."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.phone_verification import ChangePhoneVerificationProcess
from allauth.core import context
from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal.people import landing, lockout, queries, services, sessions, wishes
from portal.people.fields import PhoneField
from portal.people.models import User
from portal.people.requests import user_of
from portal.people.sms_budget import CodesSpent, send_to_visitor

STAGES = {"allauth.account.stages.PhoneVerificationStage": "portal.people.stages.UnknownNumberStage"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "phone_password_mismatch": _("手机号码（登录名）或密码不正确。"),
        "username_password_mismatch": _("手机号码（登录名）或密码不正确。"),
        "id_number_password_mismatch": _("证件号码或密码不正确。"),
        "too_many_login_attempts": _(
            "尝试次数过多，密码登录已暂停约十分钟。请稍后再试，或用短信验证码、通行密钥登录。"
        ),
        "too_many_codes": _("验证码错误次数过多，已暂停约十分钟。请稍后再试，或请安全管理员解锁。"),
        "incorrect_app_code": _("验证码不正确或已用过。请等应用显示下一个验证码再输入，并核对手机的时间。"),
        "incorrect_code": _("验证码不正确，请核对短信；错误三次后须重新获取。"),
        "enter_current_password": _("当前密码不正确。"),
        "incorrect_password": _("密码不正确。"),
        "phone_taken": _("该手机号码已被其他账号使用。"),
        "same_as_current": _("新号码与当前号码相同。"),
        "rate_limited": _("请求过于频繁，请稍后再试。"),
    }

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        if lockout.is_locked(lockout.PASSWORD, lockout.key_of_login(_login_of(credentials))):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        login = _login_of(credentials)
        person, address = queries.person_by_login(login), self.get_client_ip(request)
        lockout.count_failure(lockout.PASSWORD, lockout.key_of_login(login), person=person, address=address)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        person: User | None = super().authenticate(request, **credentials)
        if person is not None:
            lockout.forget_failures(lockout.PASSWORD, lockout.key_of_login(_login_of(credentials)))
        return person

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A passkey names its owner itself: one of another tenant is nobody here.

        Where people come by an account network, nothing else lets them in (HZ-02).
        """
        if not queries.belongs_here(user):
            messages.error(request, _("无法用此通行密钥登录，请改用密码。"))
            return redirect("account_login")
        if queries.is_vouched_for(user) and not _gave(request, user, "socialaccount"):
            messages.error(request, _("本门户只用账号网络的账号登录，请用下面的按钮登录。"))
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        _keep_language(request, user)
        chosen = wishes.taken(request, user)
        sessions.begin(request, user, remember=chosen.remember)
        landing.enter(request, user, chosen.mode)

    def logout(self, request: HttpRequest) -> None:
        sessions.end(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whoever was going nowhere in particular begins where their mode has its desk (NX-11, NX-15, NX-19)."""
        return landing.url_of(request, user_of(request)) or super().get_login_redirect_url(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in with a password or a second factor, or at the network, need not do so again."""
        return super().is_reauthentication_required(app=app) and not just_proven(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has neither password nor second factor goes to the network again, where one is."""
        known: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not user.is_authenticated or not queries.is_vouched_for(user):
            return known
        by_factor = [one for one in known if one["id"] != "reauthenticate"]
        return by_factor or [
            {"id": "network", "description": _("在账号网络再次登录"), "url": reverse("account_reauthenticate")}
        ]

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        services.change_phone(person=user, phone=phone, verified=verified)

    def set_phone_verified(self, user: User, phone: str) -> None:
        services.verify_phone(person=user, phone=phone)

    def get_user_by_phone(self, phone: str) -> User | None:
        return queries.person_by_phone(phone)

    def set_password(self, user: User, password: str) -> None:
        services.change_password(person=user, password=password)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        send_to_visitor("phone_code", phone=phone, person=user, code=code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        send_to_visitor("phone_unknown", phone=phone)

    def send_account_already_exists_sms(self, phone: str) -> None:
        send_to_visitor("phone_exists", phone=phone)

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the names people sign in with here; the inherited one knows e-mail addresses."""
        found = self.authenticate(context.request, username=queries.login_of(user), password=password)
        return found is not None and found.pk == user.pk

    def post_login(
        self, request: HttpRequest, user: User, *, signup: bool, redirect_url: str | None, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, signup=signup, redirect_url=redirect_url, **kwargs)
        return _ask_for_code(request, user, then=redirect_url) if signup else response


def _keep_language(request: HttpRequest, user: User) -> None:
    """Who has never chosen a language, such as a person whom a unit entered, keeps what they chose as a visitor."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if not user.language and chosen in dict(settings.LANGUAGES):
        services.set_language(person=user, language=chosen)


def _login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("phone") or credentials.get("username") or "")


def just_proven(request: HttpRequest) -> bool:
    """An SMS alone proves too little to change the second factor with, and so does a network that asked nobody anew."""
    records = get_authentication_records(request, request.user)
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(_proves(record) and record["at"] > since for record in records)


def _proves(record: dict[str, Any]) -> bool:
    return record["method"] in ("password", "mfa") or bool(record.get("reauthenticated"))


def _gave(request: HttpRequest, user: User, method: str) -> bool:
    return any(record["method"] == method for record in get_authentication_records(request, user))


def _ask_for_code(request: HttpRequest, user: User, *, then: str | None) -> HttpResponse:
    """Send the first code right after registering. Too many at once is no reason to keep anybody out."""
    if user.phone is None or user.phone_verified_at is not None:
        return redirect(then or "/")
    with contextlib.suppress(RateLimited, CodesSpent):
        ChangePhoneVerificationProcess.initiate(request, user.phone)
    query = urlencode({"next": then or "/"})
    return redirect(f"{reverse('account_verify_phone')}?{query}")
