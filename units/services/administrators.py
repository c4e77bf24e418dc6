"""The people who act for a unit."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused, require
from units.models import Unit, UnitAdministrator
from units.policies import may_name_administrators_reason
from units.services.register import changed, locked_unit


def seat(*, unit: Unit, user: User) -> UnitAdministrator:
    """Give the person the unit's seat, also again after it was taken from them; asks nobody's leave."""
    row: UnitAdministrator
    row, _created = UnitAdministrator.objects.update_or_create(
        unit=unit, user=user, defaults={"is_active": True, "since": now()}
    )
    return row


@transaction.atomic
def add_administrator(*, unit: Unit, user: User, by: User) -> UnitAdministrator:
    """Let another person of the tenant act for the unit."""
    require(may_name_administrators_reason(by, unit))
    if user.tenant_id != unit.tenant_id or not user.is_active:
        raise Refused(_("没有找到这个账号。请核对姓名和手机号码，并请对方先注册、验证手机。"))
    row = seat(unit=unit, user=user)
    record_event(action="unit.administrator_added", target=unit, actor=by, detail={"user": user.pk, "name": user.name})
    return row


@transaction.atomic
def remove_administrator(*, unit: Unit, user: User, by: User) -> None:
    """Take the seat from a person. The last administrator stays until there is another."""
    require(may_name_administrators_reason(by, unit))
    seats = UnitAdministrator.objects.select_for_update().filter(unit=unit, is_active=True)
    active = {row.user_id: row for row in seats}
    if user.pk not in active:
        raise Refused(_("此人不是该单位的管理员。"))
    if len(active) == 1:
        raise Refused(_("单位至少要有一名管理员，请先添加另一位。"))
    active[user.pk].is_active = False
    active[user.pk].save(update_fields=["is_active"])
    record_event(
        action="unit.administrator_removed", target=unit, actor=by, detail={"user": user.pk, "name": user.name}
    )


@transaction.atomic
def appoint_administrator(
    *, unit: Unit, user: User, by: User, instead_of: User | None = None, revision: int | None = None
) -> UnitAdministrator:
    """An authority lets a registered person act for the unit, instead of another where it says so (NX-27, NX-31).

    The caller knows that `by` may do it. Raises Refused for who has not registered (NX-28) or is `by` themselves,
    Overtaken if the unit is no longer what `revision` showed.
    """
    unit = locked_unit(unit, revision)
    if user.tenant_id != unit.tenant_id or not user.is_active or not user.is_registered:
        raise Refused(_("没有找到已注册的人员。请其先在本门户注册个人账号，再设置为管理员。"))
    if user.pk == by.pk:
        raise Refused(_("不能把自己设置为单位管理员。"))
    if instead_of is not None:
        _dismiss(unit, instead_of)
    row = seat(unit=unit, user=user)
    detail = {"user": user.pk, "name": user.name, "instead_of": instead_of.pk if instead_of else None}
    changed(unit, "unit.administrator_appointed", by, detail=detail)
    return row


@transaction.atomic
def dismiss_administrator(*, unit: Unit, user: User, by: User, reason: str, revision: int | None = None) -> None:
    """An authority takes the seat from a person, the last one too (NX-31). The caller knows that `by` may do it."""
    if not reason.strip():
        raise Refused(_("请填写原因。"))
    unit = locked_unit(unit, revision)
    _dismiss(unit, user)
    changed(unit, "unit.administrator_dismissed", by, words=reason.strip(), detail={"user": user.pk, "name": user.name})


def _dismiss(unit: Unit, user: User) -> None:
    row = UnitAdministrator.objects.filter(unit=unit, user=user, is_active=True).first()
    if row is None:
        raise Refused(_("此人不是该单位的管理员。"))
    row.is_active = False
    row.save(update_fields=["is_active"])
