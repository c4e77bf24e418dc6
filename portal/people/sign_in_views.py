"""Signing in: the tenant's own page, the picture on it, the code in its stead, and the other mode afterwards."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from portal.people import captcha, landing
from portal.people.another_picture import OffersAnotherPicture
from portal.people.by_code_views import to_the_one_form
from portal.people.captcha_drawing import draw
from portal.people.forms import OwnPhoneCodeForm
from portal.people.models import User
from portal.people.outside import for_operators, outside
from portal.people.proving import SignInCodeProcess
from portal.people.queries import comes_by_network, has_one_form, is_vouched_for, sign_in_page
from portal.people.requests import user_of
from portal.people.sign_in_forms import SignInForm
from portal.people.wishes import Wishes, wish
from portal.policy import Refused


class SignInView(OffersAnotherPicture, LoginView):
    """The plain page, or the members' page (NX-05 to NX-09) where the tenant has one of its own.

    Where everybody comes in by one form, it is the other way, by the password (CY-05), and has to be asked for.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where people come by an account network, its page is the sign-in; the form is for operators (HZ-02)."""
        network = outside()
        if network and not (for_operators(request) or request.user.is_authenticated):
            return network.sign_in(request)
        shown: HttpResponse = super().dispatch(request, *args, **kwargs)
        return shown

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_one_form() and request.GET.get("by") != "password":
            return to_the_one_form(request)
        shown: HttpResponse = super().get(request, *args, **kwargs)
        return shown

    def get_template_names(self) -> list[str]:
        if comes_by_network():
            return ["account/operator_login.html"]
        if has_one_form():
            return ["account/by_password.html"]
        return ["account/login.html" if sign_in_page().is_plain else "account/member_login.html"]

    def form_valid(self, form: SignInForm) -> HttpResponse:
        if not form.by_sms:
            response: HttpResponse = super().form_valid(form)
            return response
        kept = {"mode": form.wishes.mode, "remember": form.wishes.remember, "next": self.get_next_url() or ""}
        SignInCodeProcess.initiate_for(self.request, form.user, **kept)
        return redirect("account_sign_in_code")


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class SignInCodeView(FormView):
    """Takes the code that was sent in place of a picture. It never comes where the password was wrong."""

    template_name = "account/sign_in_code.html"
    form_class = OwnPhoneCodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        process = SignInCodeProcess.resume(request)
        if process is None or request.user.is_authenticated:
            return redirect("account_login")
        self.process = process
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"expected": self.process.code}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") != "resend":
            return super().post(request, *args, **kwargs)
        self.process.send_again()
        messages.info(request, _("如果上次获取已超过半分钟，新的验证码已发出；此前的验证码随即作废。"))
        return redirect("account_sign_in_code")

    def form_valid(self, form: OwnPhoneCodeForm) -> HttpResponse:
        person = self.process.person
        if person is None:
            return self.form_invalid(form)
        self.process.abort()
        if reason := landing.refuse(person, self.process.state["mode"]):
            messages.error(self.request, reason)
            return redirect("account_login")
        return self._sign_in(person)

    def _sign_in(self, person: User) -> HttpResponse:
        state = self.process.state
        wish(self.request, person, Wishes(state["mode"], state["remember"]))
        self.request.session.set_expiry(0)
        record_authentication(self.request, person, method="password")
        response: HttpResponse = perform_login(self.request, Login(user=person, redirect_url=state["next"] or None))
        return response

    def form_invalid(self, form: OwnPhoneCodeForm) -> HttpResponse:
        if "code" not in form.errors or self.process.record_invalid_attempt():
            return super().form_invalid(form)
        messages.error(self.request, _("验证码错误次数过多，请重新登录。"))
        return redirect("account_login")


@login_not_required
@never_cache
def picture(request: HttpRequest) -> HttpResponse:
    """Draw the picture of this key; a POST poses another one and says where it is."""
    if not sign_in_page().shows_pictures:
        raise Http404
    if request.method == "POST":
        key = captcha.pose(request.session)
        return JsonResponse({"key": key, "url": f"{reverse('account_captcha')}?key={key}"})
    text = captcha.text_of(request.session, request.GET.get("key", ""))
    if text is None:
        raise Http404
    return HttpResponse(draw(text), content_type="image/png")


@require_POST
@login_required
def switch_mode(request: HttpRequest) -> HttpResponse:
    """Go on in the other mode, on the page where it begins (NX-12, NX-17)."""
    person = user_of(request)
    if not landing.mode_of(request) or is_vouched_for(person):
        raise Http404
    try:
        landing.switch(request, person, request.POST.get("mode", ""))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    return redirect(landing.url_of(request, person) or "/")
