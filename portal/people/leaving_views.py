"""Signing out, and proving again who one is: here, or at the account network where people come by one."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.people import services, sessions
from portal.people.outside import outside, proves_by_network
from portal.people.requests import user_of


class SignOutView(account.LogoutView):
    """Asks, and signs out: at the account network as well, if the person came by it."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        network = outside()
        if network and proves_by_network(self.request):
            return network.sign_out(self.request)
        done: HttpResponse = super().post(*args, **kwargs)
        return done


@login_required
def prove_again(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more; who has none here goes to the network, or gives the second factor."""
    network = outside()
    if network is None or not proves_by_network(request):
        asked: HttpResponse = account.reauthenticate(request)
        return asked
    first = get_adapter(request).get_reauthentication_methods(request.user)[0]
    if first["id"] == "network":
        return network.prove_again(request)
    query = request.GET.urlencode()
    return redirect(f"{first['url']}{'?' if query else ''}{query}")


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End the other sessions, or with `this=yes` this one too."""
    services.end_other_sessions(person=user_of(request))
    if request.POST.get("this") == "yes":
        network = outside()
        if network and proves_by_network(request):
            return network.sign_out(request)
        get_adapter(request).logout(request)
        return redirect("account_login")
    update_session_auth_hash(request, user_of(request))
    sessions.renew(request, user_of(request))
    messages.success(request, _("已在其他所有设备上退出登录。"))
    return redirect("people:profile")
