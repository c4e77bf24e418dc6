"""Where people come by an account network (HZ-01), its pages stand in the place of ours, and ours are closed (HZ-02).

`portal.network` lies above this app and registers what it does instead.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.decorators import login_not_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.people.policies import may_change_phone_reason, may_have_password_reason
from portal.people.queries import comes_by_network, is_vouched_for
from portal.people.requests import user_of

KEY = "people_network_session"
"""What the session keeps of the network's own: its token, to sign out there with, and its name, by which it is ended."""

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Outside:
    """What the network has in place of our pages: to sign in, to prove oneself again, to sign out."""

    sign_in: Answer
    prove_again: Answer
    sign_out: Answer


_known: list[Outside] = []


def register_outside(outside: Outside) -> None:
    """Say what leads to the network; the last one that is registered counts."""
    _known[:] = [outside]


def outside() -> Outside | None:
    """Return the ways of the network where the current tenant's people come by one."""
    return _known[0] if _known and comes_by_network() else None


def of_session(request: HttpRequest) -> dict[str, Any]:
    """Return what this session keeps of the network's own; empty where nobody came by one."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    return kept


def for_operators(request: HttpRequest) -> bool:
    """Whether the plain form was asked for, which lets in whoever operates the platform and nobody else."""
    return request.GET.get("by") == "operator"


def closed_by_network(view: View) -> View:
    """A page to register or to sign in that has no use where people come by a network: it leads to the sign-in."""

    @functools.wraps(view)
    def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not comes_by_network():
            return view(request, *args, **kwargs)
        messages.info(request, _("本门户只用账号网络的账号登录：没有本地密码、短信登录和注册。"))
        return redirect("account_login")

    public: View = login_not_required(led)
    return public


def without_own_password(view: View) -> View:
    """A page of a password that nobody has where the network vouches for them."""
    return _told(view, may_have_password_reason)


def unless_number_is_given(view: View) -> View:
    """A page of the telephone number, which is the network's where it gave one."""
    return _told(view, may_change_phone_reason)


def _told(view: View, why_not: Callable[[User], str | None]) -> View:
    @functools.wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reason = why_not(user_of(request)) if request.user.is_authenticated else None
        if reason is None:
            return view(request, *args, **kwargs)
        messages.info(request, reason)
        return redirect("people:profile")

    return told


def proves_by_network(request: HttpRequest) -> bool:
    """Whether this person proves who they are by going to the network again."""
    return request.user.is_authenticated and is_vouched_for(user_of(request))
