"""Closing one's account: what goes, what stays and until when, said before anything happens."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.people.requests import user_of
from portal.policy import Refused
from portal.privacy.leaving import kept_of, obstacles_of
from portal.privacy.queries import waiting_erasure
from portal.privacy.services.leaving import (
    COOLING_OFF_DAYS,
    ask_for_erasure,
    cancel_erasure,
    record_refused_erasure,
)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def leave(request: HttpRequest) -> HttpResponse:
    """Say what closing the account means; a POST asks for it."""
    person = user_of(request)
    if request.method == "POST":
        try:
            ask_for_erasure(user=person)
        except Refused as refused:
            record_refused_erasure(user=person, reason=refused.reason)
            messages.error(request, refused.reason)
        else:
            messages.success(request, _("已收到您的注销申请。"))
        return redirect("privacy:leave")
    context = {
        "waiting": waiting_erasure(person),
        "obstacles": obstacles_of(person),
        "kept": kept_of(person),
        "days": COOLING_OFF_DAYS,
    }
    return render(request, "privacy/leave.html", context)


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    if cancel_erasure(user=user_of(request)):
        messages.success(request, _("已撤销注销申请，账号照常使用。"))
    return redirect("privacy:leave")
