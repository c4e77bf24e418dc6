"""The page of the one form (CY-03 to CY-06), and the ways that lead to it where a tenant has it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.models import Login
from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from portal.people import services
from portal.people.another_picture import OffersAnotherPicture
from portal.people.by_code import ByCodeProcess
from portal.people.by_code_forms import SEND, ByCodeForm
from portal.people.queries import has_one_form
from portal.people.sms_budget import CodesSpent

View = Callable[..., HttpResponse]


def to_the_one_form(request: HttpRequest) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(f"{reverse('account_by_code')}{'?' if query else ''}{query}")


def unless_one_form(view: View) -> View:
    """A page that has no use where everybody comes in by the one form: it leads there, and keeps where to go next."""

    @functools.wraps(view)
    def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return to_the_one_form(request) if has_one_form() else view(request, *args, **kwargs)

    public: View = login_not_required(led)
    return public


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class ByCodeView(OffersAnotherPicture, RedirectAuthenticatedUserMixin, NextRedirectMixin, FormView):
    """Asks for a code with one button and takes it with the other; what was typed stays."""

    template_name = "account/by_code.html"
    form_class = ByCodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_one_form():
            raise Http404
        self.process = ByCodeProcess.resume(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"session": self.request.session, "process": self.process}

    def get_initial(self) -> dict[str, Any]:
        """Whoever comes back to the page goes on with the code that is on its way."""
        return {"phone": self.process.phone.removeprefix("+86")} if self.process else {}

    def form_valid(self, form: ByCodeForm) -> HttpResponse:
        return self._send(form) if form.wants_code else self._come_in(form)

    def _send(self, form: ByCodeForm) -> HttpResponse:
        try:
            self.process = ByCodeProcess.begin(self.request, form.cleaned_data["phone"])
        except CodesSpent as spent:
            form.add_error(None, str(spent))
        except RateLimited:
            form.add_error(
                "phone", _("获取验证码过于频繁。同一号码一分钟只能获取一次，一天的次数也有限制，请稍后再试。")
            )
        else:
            return self._show_kept()
        return super().form_invalid(form)

    def _show_kept(self) -> HttpResponse:
        """Show the form anew with what was typed, but for a code, which belonged to an SMS before this one."""
        typed = {name: value for name, value in self.request.POST.items() if name not in ("code", SEND)}
        anew = self.get_form_kwargs() | {"data": None, "files": None, "initial": typed}
        return self.render_to_response(self.get_context_data(form=ByCodeForm(**anew)))

    def form_invalid(self, form: ByCodeForm) -> HttpResponse:
        if not form.has_error("code", "incorrect_code") or form.process is None:
            return super().form_invalid(form)
        if form.process.record_invalid_attempt():
            return super().form_invalid(form)
        self.process = None
        messages.error(self.request, _("验证码错误次数过多，请重新获取。"))
        return self._show_kept()

    def _come_in(self, form: ByCodeForm) -> HttpResponse:
        assert form.process is not None
        person, is_new = services.find_or_register(phone=form.process.phone, language=get_language() or "")
        form.process.abort()
        form.record_first_answers(person)
        if is_new:
            messages.success(self.request, _("注册成功。请尽快设置密码并记住，以后也可以用密码登录。"))
        record_authentication(self.request, person, method="code")
        self.request.session.set_expiry(0)
        response: HttpResponse = perform_login(self.request, Login(user=person, redirect_url=self.get_next_url()))
        return response
