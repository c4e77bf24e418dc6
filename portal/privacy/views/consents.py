"""The notice for everybody; for a signed-in person what they agreed to, and the way to take it back."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.requests import user_of
from portal.policy import Refused
from portal.privacy.forms import PREFIX, AnswerForm
from portal.privacy.models import PrivacyNotice
from portal.privacy.queries import current_notice, notice_by_number, purposes_of, standings_of
from portal.privacy.services.agreeing import record_answers, withdraw_consent


@require_safe
def notice(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The notice that holds now, or an earlier version by its number."""
    found = current_notice() if number is None else notice_by_number(number)
    if found is None and number is not None:
        raise Http404
    context = {"notice": found, "purposes": purposes_of(found) if found else [], "is_current": number is None}
    return render(request, "privacy/notice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def agree(request: HttpRequest) -> HttpResponse:
    """Read the present version and answer it; leads back to where somebody was going."""
    current = _present_notice()
    purposes = purposes_of(current)
    held = {f"{PREFIX}{one.purpose.key}": one.may_withdraw for one in standings_of(user_of(request), current)}
    form = AnswerForm(request.POST or None, purposes=purposes, initial=held)
    if request.method == "POST" and form.is_valid():
        record_answers(user=user_of(request), notice=current, agreed=form.agreed, language=get_language() or "")
        messages.success(request, _("已记录您的选择。"))
        return redirect(get_next_redirect_url(request) or "privacy:mine")
    context = {"notice": current, "purposes": purposes, "form": form, "next": get_next_redirect_url(request) or ""}
    return render(request, "privacy/agree.html", context)


@require_POST
@login_required
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    purpose = get_object_or_404(_present_notice().purposes, key=key)
    try:
        withdraw_consent(user=user_of(request), purpose=purpose, language=get_language() or "")
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("已撤回同意。撤回前已经进行的处理仍然有效。"))
    return redirect("privacy:mine")


def _present_notice() -> PrivacyNotice:
    found = current_notice()
    if found is None:
        raise Http404
    return found
