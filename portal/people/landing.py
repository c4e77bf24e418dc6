"""For whom somebody has signed in, where a tenant tells that apart, and the page they begin on.

The apps above say where somebody is at home in a mode (`register_place`): an office's desk, the unit's desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.audit.services import record_refusal
from portal.people.choices import SignInMode
from portal.people.models import User
from portal.people.queries import is_vouched_for, sign_in_page
from portal.policy import Refused, require

KEY = "people_mode"
PERSON, UNIT = SignInMode.PERSON.value, SignInMode.UNIT.value


@dataclass(frozen=True)
class Place:
    """A page where a person begins, and its name."""

    url: str
    label: str | Promise


Find = Callable[[User], Place | None]

_finders: dict[str, list[tuple[int, Find]]] = {PERSON: [], UNIT: []}


def register_place(mode: str, find: Find, *, order: int = 50) -> None:
    """Add a page of this mode; `find` returns None for whom it is not theirs. The first of an order is begun on."""
    if all(known is not find for _order, known in _finders[mode]):
        _finders[mode] = sorted([*_finders[mode], (order, find)], key=lambda pair: pair[0])


def place_of(user: User, mode: str) -> Place | None:
    """Return where this person begins in a mode, None where nothing is theirs."""
    return next((place for _order, find in _finders[mode] if (place := find(user))), None)


def why_not(user: User, mode: str) -> str | None:
    """Return why this person cannot sign in for a unit or an office, with what to do; None if they can (NX-13, NX-14)."""
    if mode != UNIT or place_of(user, UNIT):
        return None
    return _(
        "此账号尚无单位权限，不能以“单位”登录。请联系当地主管部门，由其授权您为单位管理员（经办人员由系统管理员分配权限）；"
        "办理本人事项，请选“个人”登录。"
    )


def refuse(user: User, mode: str) -> str | None:
    """Return the same to somebody who has just proved who they are, and put the refusal on record."""
    reason = why_not(user, mode)
    if reason:
        record_refusal(target=user, actor=user, reason=reason, detail={"mode": mode})
    return reason


def enter(request: HttpRequest, user: User, wished: str) -> None:
    """Note the mode of a session that has just begun: the one that was chosen, else the person's own (NX-05).

    An account of a network is a unit's or a person's, and stays it (HZ-21).
    """
    if is_vouched_for(user):
        request.session[KEY] = UNIT if user.is_legal_person else PERSON
        return
    first = sign_in_page().first_mode
    if first:
        request.session[KEY] = wished if wished and why_not(user, wished) is None else first


def mode_of(request: HttpRequest) -> str:
    """Return the mode of this session; empty where the tenant tells none apart."""
    mode: str = request.session.get(KEY, "")
    return mode


def switch(request: HttpRequest, user: User, mode: str) -> None:
    """Go on in the other mode of the same session. Raises Refused for who has nothing there."""
    if is_vouched_for(user):
        raise Refused(_("个人账号和法人账号不能互相切换，请退出后用另一个账号登录。"))
    if mode not in _finders:
        raise Refused(_("请选择“单位”或“个人”。"))
    require(why_not(user, mode))
    request.session[KEY] = mode


def url_of(request: HttpRequest, user: User) -> str | None:
    """Return the page on which this session begins, None where the portal's own home page will do (HZ-23)."""
    mode = mode_of(request)
    if mode == PERSON and is_vouched_for(user):
        return None
    place = place_of(user, mode) if mode else None
    return place.url if place else None
