"""How long a session lasts: since the last click, and in all. It lives in real time, which no demonstration moves.

The session itself carries when it began and when it was last seen, so that a request looks up nothing; both are
written down at most once a minute.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.choices import Kind
from portal.audit.services import record_event
from portal.people.models import User
from portal.people.outside import of_session
from portal.people.queries import sign_in_page
from portal.people.sign_in_models import OpenSession
from portal.people.strong import gave_second_factor, needs_second_factor
from portal.tenants.scope import current_tenant_or_none

KEY = "portal_session"
WRITTEN_EVERY = 60
"""Seconds between two notes of a session's last use."""

A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Limits:
    """Seconds: without a click, and since the sign-in."""

    idle: int
    absolute: int


def limits_for(user: User, *, kept: int = 0) -> Limits:
    """Return the tenant's limits, where it has its own, else the installation's.

    `kept` are the seconds for which the person asked to stay signed in (NX-07): they count only as long as no second
    factor is demanded of them.
    """
    tenant = current_tenant_or_none()
    staff = needs_second_factor(user)
    if kept and not staff:
        return Limits(kept, kept)
    own_idle = tenant and (tenant.staff_idle_minutes if staff else tenant.idle_minutes)
    idle = own_idle or (settings.STAFF_IDLE_MINUTES if staff else settings.IDLE_MINUTES)
    hours = (tenant and tenant.session_hours) or settings.SESSION_HOURS
    return Limits(idle * 60, hours * 60 * 60)


def begin(request: HttpRequest, user: User, *, remember: bool = False) -> None:
    """Note a session that has just been opened, and the sign-in itself; `remember` it as long as the tenant allows."""
    moment = timezone.now()
    token = secrets.token_urlsafe(18)
    kept = _seconds_kept(user) if remember else 0
    request.session[KEY] = {"token": token, "began": moment.timestamp(), "seen": moment.timestamp(), "kept": kept}
    keep_cookie(request)
    forgotten = Q(began_at__lt=moment - dt.timedelta(seconds=limits_for(user).absolute))
    OpenSession.objects.filter(forgotten, person=user).exclude(lasts_until__gte=moment).delete()
    OpenSession.objects.create(
        person=user,
        token=token,
        salt=user.session_salt,
        began_at=moment,
        seen_at=moment,
        lasts_until=moment + dt.timedelta(seconds=kept) if kept else None,
        address=get_adapter().get_client_ip(request),
        browser=request.headers.get("User-Agent", "")[:200],
        network_key=of_session(request).get("key", ""),
    )
    detail = {"second_factor": gave_second_factor(request, user), "address": get_adapter().get_client_ip(request)}
    if kept:
        detail["kept_days"] = kept // A_DAY
    record_event(action="person.signed_in", target=user, actor=user, detail=detail, kind=Kind.SIGN_IN)


def _seconds_kept(user: User) -> int:
    return 0 if needs_second_factor(user) else sign_in_page().remember_days * A_DAY


def keep_cookie(request: HttpRequest) -> None:
    """Let a session that is to outlast the browser do so; the library ends every other one with it."""
    if kept := request.session.get(KEY, {}).get("kept"):
        request.session.set_expiry(kept)


def why_over(request: HttpRequest, user: User) -> str | None:
    """Return why this session has ended, in the reader's words, or None while it lasts."""
    marks = request.session.get(KEY)
    if marks is None:
        return None
    moment, limits = timezone.now().timestamp(), _limits_of(marks, user)
    if limits.idle == marks.get("kept") and moment - marks["began"] > limits.idle:
        return _("免登录的期限已到，请重新登录。")
    if moment - marks["seen"] > limits.idle:
        return _("您已有 %(minutes)s 分钟没有操作，系统已自动退出，请重新登录。") % {"minutes": limits.idle // 60}
    if moment - marks["began"] > limits.absolute:
        return _("本次登录已满 %(hours)s 小时，系统已自动退出，请重新登录。") % {"hours": limits.absolute // 3600}
    return None


def _limits_of(marks: dict[str, Any], user: User) -> Limits:
    return limits_for(user, kept=marks.get("kept", 0))


def seconds_left(request: HttpRequest, user: User) -> int:
    """Return how long the session lasts if nothing is clicked any more."""
    marks = request.session.get(KEY)
    if marks is None:
        return limits_for(user).idle
    moment, limits = timezone.now().timestamp(), _limits_of(marks, user)
    return max(0, int(min(marks["seen"] + limits.idle, marks["began"] + limits.absolute) - moment))


def touch(request: HttpRequest, user: User) -> None:
    """Note that the session is in use; no more than once a minute."""
    marks = request.session.get(KEY)
    if marks is None:
        begin(request, user)
        return
    moment = timezone.now()
    if moment.timestamp() - marks["seen"] < WRITTEN_EVERY:
        return
    request.session[KEY] = marks | {"seen": moment.timestamp()}
    OpenSession.objects.filter(token=marks["token"]).update(seen_at=moment, salt=user.session_salt)


def end(request: HttpRequest) -> None:
    """Sign out, and take the session from the list."""
    marks = request.session.get(KEY)
    if marks:
        OpenSession.objects.filter(token=marks["token"]).delete()
    logout(request)


def renew(request: HttpRequest, user: User) -> None:
    """Keep this session in the list after all others of the person were ended."""
    marks = request.session.get(KEY)
    OpenSession.objects.filter(person=user).exclude(token=marks["token"] if marks else "").delete()
    OpenSession.objects.filter(person=user).update(salt=user.session_salt)


def open_sessions(user: User) -> QuerySet[OpenSession]:
    """Return the person's sessions that would still be let in, the one used last first."""
    moment, limits = timezone.now(), limits_for(user)
    lasting = Q(
        seen_at__gte=moment - dt.timedelta(seconds=limits.idle),
        began_at__gte=moment - dt.timedelta(seconds=limits.absolute),
    )
    if not needs_second_factor(user):
        lasting |= Q(lasts_until__gte=moment)
    return OpenSession.objects.filter(lasting, person=user, salt=user.session_salt).order_by("-seen_at")


def is_this(request: HttpRequest, session: OpenSession) -> bool:
    marks = request.session.get(KEY)
    return marks is not None and marks["token"] == session.token
