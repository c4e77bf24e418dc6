"""The pages of one's own account that allauth does not bring along."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import _VerifyPhoneChangeView, _VerifyPhoneSignupView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView

from portal.people import services, sessions
from portal.people.another_picture import OffersAnotherPicture
from portal.people.forms import NewPasswordForm, NumberResetForm, PasswordResetForm
from portal.people.masking import mask_id_number, mask_phone
from portal.people.models import User
from portal.people.policies import may_change_phone_reason, may_name_oneself_reason, may_state_identity_reason
from portal.people.proving import PasswordResetProcess
from portal.people.queries import is_vouched_for, people_by_id_number, sign_in_page
from portal.people.requests import user_of

LANGUAGE_COOKIE_SECONDS = 365 * 24 * 60 * 60


@require_safe
@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    person = user_of(request)
    found = {
        "person": person,
        "id_number": mask_id_number(person.id_number),
        "may_name": may_name_oneself_reason(person) is None,
        "may_identify": may_state_identity_reason(person) is None,
        "is_vouched_for": is_vouched_for(person),
        "may_change_phone": may_change_phone_reason(person) is None,
        "languages": settings.LANGUAGES,
        "sessions": [(one, sessions.is_this(request, one)) for one in sessions.open_sessions(person)],
    }
    return render(request, "people/profile.html", found)


def still_here(request: HttpRequest) -> HttpResponse:
    """Say how many seconds the session lasts without a click; a POST says that somebody is at the page."""
    if not request.user.is_authenticated:
        return JsonResponse({"seconds": 0}, headers={"Cache-Control": "no-store"})
    seconds = sessions.seconds_left(request, user_of(request))
    return JsonResponse({"seconds": seconds}, headers={"Cache-Control": "no-store"})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Turn to another language and stay on the page; a signed-in person finds it again on every device."""
    response = redirect(get_next_redirect_url(request) or "/")
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.set_language(person=user_of(request), language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_SECONDS,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


class VerifyPhoneView(_VerifyPhoneChangeView):
    """The code page of somebody signed in; it leads back to where they were going."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"later_url": self.get_next_url() or "/"}

    def respond_process_succeeded(self, form: Any) -> HttpResponse:
        return redirect(self.get_next_url() or "people:profile")


@login_not_required
def verify_phone(request: HttpRequest) -> HttpResponse:
    view = VerifyPhoneView if request.user.is_authenticated else _VerifyPhoneSignupView
    return view.as_view()(request)


@method_decorator(
    [login_not_required, never_cache, sensitive_post_parameters()],
    name="dispatch",
)
class PasswordResetView(OffersAnotherPicture, FormView):
    """Asks whose password is forgotten: by the phone's number, or by the document's where people sign in by it."""

    template_name = "account/password_reset.html"

    @property
    def is_by_id_number(self) -> bool:
        """The way by phone stays open to everybody: it needs no picture."""
        return sign_in_page().by_id_number and self.request.GET.get("by") != "phone"

    def get_form_class(self) -> type[NumberResetForm] | type[PasswordResetForm]:
        return NumberResetForm if self.is_by_id_number else PasswordResetForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_by_id_number": self.is_by_id_number}

    def form_valid(self, form: NumberResetForm | PasswordResetForm) -> HttpResponse:
        if isinstance(form, NumberResetForm):
            PasswordResetProcess.initiate_for(self.request, _only_owner(form.cleaned_data["id_number"]))
        else:
            PasswordResetProcess.initiate(self.request, form.cleaned_data["phone"])
        return redirect("account_new_password")


def _only_owner(id_number: str) -> User | None:
    """A number on two people's documents names neither: these go the way by phone."""
    found = people_by_id_number(id_number)
    return found[0] if len(found) == 1 else None


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class NewPasswordView(FormView):
    """Takes the code and the new password together."""

    template_name = "account/password_reset_code.html"
    form_class = NewPasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        process = PasswordResetProcess.resume(request)
        if process is None:
            return redirect("account_reset_password")
        self.process = process
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"expected": self.process.code, "person": self.process.person}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"phone": mask_phone(self.process.named_phone.removeprefix("+86"))}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        person = self.process.person
        if person is None:
            return self.form_invalid(form)
        services.verify_phone(person=person, phone=self.process.phone)
        services.change_password(person=person, password=form.cleaned_data["password1"])
        self.process.abort()
        messages.success(self.request, _("密码已重设，所有设备均已退出，请用新密码登录。"))
        return redirect("account_login")

    def form_invalid(self, form: NewPasswordForm) -> HttpResponse:
        if "code" not in form.errors or self.process.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, _("验证码错误次数过多，请重新获取。"))
        return redirect("account_reset_password")
