"""Who may act for a unit. Each answers with the reason why not, or None."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.people.choices import AdminRole
from portal.people.models import User
from portal.people.policies import holds
from units.choices import UnitState
from units.models import Unit
from units.queries import is_administrator


def may_administer_reason(user: User, unit: Unit) -> str | None:
    """Why this person cannot act for the unit: its administrators may, and the portal's system administrator."""
    if unit.state != UnitState.OPEN:
        return _("该单位尚未开通或已停用。")
    if is_administrator(user, unit) or may_correct_unit_reason(user) is None:
        return None
    return _("只有该单位的管理员可以办理。")


def may_correct_unit_reason(user: User) -> str | None:
    """Why this person cannot change what decides a unit's routes: only the portal's administrators may."""
    if holds(user, AdminRole.SYSTEM):
        return None
    return _("单位名称、代码、层级、性质和地区关系到受理机构，请联系受理窗口更正。")


def may_see_unit_reason(user: User, unit: Unit) -> str | None:
    """Why this person cannot open the unit's page; to others it does not exist."""
    asked = unit.requested_by_id == user.pk and unit.state in (UnitState.PENDING, UnitState.REFUSED)
    if asked or may_administer_reason(user, unit) is None:
        return None
    return may_correct_unit_reason(user)


def may_request_unit_reason(user: User) -> str | None:
    """Why this person cannot ask for a unit: the answer goes to the phone, so it must be theirs."""
    if user.phone_verified_at is None:
        return _("请先在个人资料用短信验证码验证手机号码，再申请开通单位。")
    return None
