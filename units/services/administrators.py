"""The people who act for a unit."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused, require
from units.models import Unit, UnitAdministrator
from units.policies import may_administer_reason


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
    require(may_administer_reason(by, unit))
    if user.tenant_id != unit.tenant_id or not user.is_active:
        raise Refused(_("没有找到这个账号。请核对姓名和手机号码，并请对方先注册、验证手机。"))
    row = seat(unit=unit, user=user)
    record_event(action="unit.administrator_added", target=unit, actor=by, detail={"user": user.pk, "name": user.name})
    return row


@transaction.atomic
def remove_administrator(*, unit: Unit, user: User, by: User) -> None:
    """Take the seat from a person. The last administrator stays until there is another."""
    require(may_administer_reason(by, unit))
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
