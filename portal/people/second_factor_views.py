"""Setting up the second factor: an authenticator app or a passkey, the recovery codes, and on to where one was going."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from portal.people import second_factors
from portal.people.adapter import just_proven
from portal.people.outside import proves_by_network
from portal.people.requests import user_of
from portal.people.strong import enrolled_types, needs_second_factor

NEXT = "second_factor_next"

TOTP, WEBAUTHN = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN


@require_safe
@login_required
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody without a second factor is led: what it is for, and the two kinds to choose from."""
    person = user_of(request)
    request.session[NEXT] = get_next_redirect_url(request) or "/"
    if enrolled_types(person):
        return redirect("mfa_index")
    return render(request, "people/second_factor.html", {"is_demanded": needs_second_factor(person)})


def _where_to_go_on(request: HttpRequest) -> str:
    where: str = request.session.get(NEXT, "/me/")
    return where


class _SettingUp:
    """Counts the new factor as given in this session: whoever sets it up has just used it."""

    kind: str
    request: HttpRequest
    did_generate_recovery_codes: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The library asks nobody again who has no password: here they go to the account network."""
        if proves_by_network(request) and not enrolled_types(user_of(request)) and not just_proven(request):
            raise ReauthenticationRequired
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        person = user_of(self.request)
        second_factors.note_set_up(person=person, kind=self.kind, code=form.cleaned_data.get("code", ""))
        record_authentication(self.request, person, "mfa", type=str(self.kind))
        return response

    def get_success_url(self) -> str:
        if self.did_generate_recovery_codes:
            url: str = super().get_success_url()  # type: ignore[misc]
            return url
        messages.success(self.request, _("已设置，下次登录时使用。"))
        return _where_to_go_on(self.request)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SetUpAppView(_SettingUp, ActivateTOTPView):
    kind = TOTP

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        secret = found["form"].secret
        return found | {"secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))}


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class AddPasskeyView(_SettingUp, AddWebAuthnView):
    kind = WEBAUTHN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Like allauth's, but every passkey lies on the device and asks for its owner."""
        options = webauthn.begin_registration(user_of(self.request), passwordless=True)
        return super(AddWebAuthnView, self).get_context_data(js_data={"creation_options": options}, **kwargs)


class _Leaving:
    """The last factor of somebody who must have one stays: another one is set up first."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self._is_last(request):
            messages.error(request, _("您的岗位要求两步验证，请先设置另一种方式，再移除这一种。"))
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def _is_last(self, request: HttpRequest) -> bool:
        person = user_of(request)
        mine = Authenticator.objects.filter(user=person, type__in=[TOTP, WEBAUTHN])
        return needs_second_factor(person) and mine.count() < 2


class RemoveAppView(_Leaving, DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        second_factors.note_removed(person=user_of(self.request), kind=TOTP)
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, _("已移除身份验证器应用。"))
        return response


class RemovePasskeyView(_Leaving, RemoveWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        second_factors.note_removed(person=user_of(self.request), kind=WEBAUTHN)
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, _("已移除通行密钥。"))
        return response


@method_decorator(never_cache, name="dispatch")
class RecoveryCodesView(ViewRecoveryCodesView):
    """Shows the codes once, to be saved or printed; later it says only how many are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"next_url": _where_to_go_on(self.request)}


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        second_factors.note_recovery_codes(person=user_of(self.request))
        response: HttpResponse = super().form_valid(form)
        return response
