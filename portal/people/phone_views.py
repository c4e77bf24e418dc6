"""Changing the number of one's account: with one code, or with two where the tenant asks for both (CY-08)."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.core.exceptions import RateLimited
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from portal.people import services
from portal.people.both_numbers import BothNumbersProcess, needs_both
from portal.people.forms import BothCodesForm
from portal.people.masking import mask_phone
from portal.people.phone import shown_phone
from portal.people.queries import has_one_form
from portal.people.requests import user_of
from portal.people.sms_budget import CodesSpent
from portal.policy import Refused


class ChangePhoneView(account.ChangePhoneView):
    """Asks for the new number; where both are asked for, says whom to turn to without the old telephone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"needs_both": needs_both(user_of(self.request)), "has_one_form": has_one_form()}
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            if needs_both(user_of(self.request)):
                BothNumbersProcess.begin(self.request, user_of(self.request), form.cleaned_data["phone"])
                return redirect("account_both_numbers")
            sent: HttpResponse = super().form_valid(form)
        except CodesSpent as spent:
            form.add_error("phone", str(spent))
        except RateLimited:
            form.add_error("phone", _("获取验证码过于频繁，请一分钟后再试。"))
        else:
            return sent
        refused: HttpResponse = self.form_invalid(form)
        return refused


@method_decorator([login_required, never_cache, sensitive_post_parameters()], name="dispatch")
class BothNumbersView(FormView):
    """Takes both codes at once."""

    template_name = "account/both_numbers.html"
    form_class = BothCodesForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        process = BothNumbersProcess.resume(request, user_of(request))
        if process is None:
            return redirect("account_change_phone")
        self.process = process
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = {"old": self.process.person.phone, "new": self.process.phone}
        masked = {f"{name}_phone": mask_phone(shown_phone(number)) for name, number in numbers.items()}
        return super().get_context_data(**kwargs) | masked

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") != "resend":
            return super().post(request, *args, **kwargs)
        try:
            BothNumbersProcess.begin(request, self.process.person, self.process.phone)
        except CodesSpent as spent:
            messages.error(request, str(spent))
        except RateLimited:
            messages.error(request, _("获取验证码过于频繁，请一分钟后再试。"))
        else:
            messages.info(request, _("新的验证码已发往两个号码，此前的验证码随即作废。"))
        return redirect("account_both_numbers")

    def form_valid(self, form: BothCodesForm) -> HttpResponse:
        wrong = self.process.wrong_codes(old=form.cleaned_data["old_code"], new=form.cleaned_data["new_code"])
        if wrong:
            return self._count_wrong(form, wrong)
        self.process.abort()
        try:
            services.change_phone(person=self.process.person, phone=self.process.phone, verified=True)
        except Refused as refusal:
            messages.error(self.request, refusal.reason)
            return redirect("account_change_phone")
        messages.success(self.request, _("手机号码已更换，请用新号码登录。"))
        return redirect("people:profile")

    def _count_wrong(self, form: BothCodesForm, wrong: list[str]) -> HttpResponse:
        if not self.process.record_invalid_attempt():
            messages.error(self.request, _("验证码错误次数过多，请重新获取。"))
            return redirect("account_change_phone")
        for name in wrong:
            form.add_error(f"{name}_code", _("验证码不正确，请核对发往该号码的短信；错误三次后须重新获取。"))
        return self.form_invalid(form)
