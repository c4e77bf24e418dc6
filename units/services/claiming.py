"""Accounts of the former site come to the units that the network vouches for (HZ-18), or that the bureau decides on."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from portal.audit.queries import who_and_when
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.policy import Overtaken, Refused
from units.choices import UnitState
from units.claimed import tell_claimed
from units.models import LegacyUnit, Unit
from units.policies import units_arrive_by_network
from units.queries import accounts_waiting, arrived_units
from units.services.register import changed, locked_unit

IN_USE = (UnitState.OPEN, UnitState.STATING)


@transaction.atomic
def claim(*, legacy: LegacyUnit, unit: Unit, by: User | None, reason: str = "") -> bool:
    """Let the unit have an account of the former site with all that was declared under it; return whether it had not yet.

    Asks nobody's leave. What the account's information knows and the unit has not stated becomes the unit's, and what was
    declared under the account is the unit's from now on; the apps above do both (`units.claimed`). Raises Refused if the
    unit is not in use, Overtaken if the account is another unit's already.
    """
    unit = locked_unit(unit, states=IN_USE)
    row = _locked(legacy)
    if row.unit_id == unit.pk:
        return False
    if row.unit_id is not None:
        raise _overtaken(row)
    row.unit, row.claimed_at, row.claimed_by = unit, now(), by
    row.save(update_fields=["unit", "claimed_at", "claimed_by"])
    named = {"account": row.account, "name": row.name, "uscc": row.uscc, "unit": unit.name, "unit_uscc": unit.uscc}
    record_event(action="legacy_unit.claimed", target=row, actor=by, words=reason, detail=named)
    changed(unit, "unit.legacy_claimed", by, words=reason, detail=named)
    tell_claimed(row, unit)
    return True


@transaction.atomic
def take_own_account(*, unit: Unit, by: User | None) -> bool:
    """Claim the one account of the former site that has the unit's credit code; return whether there was something to claim.

    Of several nothing is moved, whoever has which of them: the bureau decides (HZ-18, HZ-19). The unit's row is up to date
    afterwards.
    """
    held = list(LegacyUnit.objects.filter(uscc=unit.uscc)[:2])
    if len(held) != 1 or held[0].unit_id is not None or held[0].claimed_at is not None:
        return False
    is_claimed = claim(legacy=held[0], unit=unit, by=by)
    unit.refresh_from_db()
    return is_claimed


def claim_waiting() -> int:
    """Claim for each unit that has come by the network what was imported since; return how many accounts were claimed.

    Each in a transaction of its own; safe to run again.
    """
    if not units_arrive_by_network():
        return 0
    waiting = accounts_waiting().filter(uscc=OuterRef("uscc"))
    return sum(take_own_account(unit=unit, by=None) for unit in arrived_units().filter(Exists(waiting)))


@transaction.atomic
def give_account(*, legacy: LegacyUnit, unit: Unit, by: User, reason: str, seen: str) -> None:
    """The bureau lets a unit have an account, on evidence that it names. The caller knows that `by` may decide it.

    `seen` is the account's `decided` as the page showed it. Raises Refused without a reason or for a unit that the network
    has not vouched for, Overtaken if somebody has decided meanwhile.
    """
    _demand(legacy, reason, seen)
    if not arrived_units().filter(pk=unit.pk).exists():
        raise Refused(_("该单位尚未用法人账号登录本系统，不能归入。"))
    claim(legacy=legacy, unit=unit, by=by, reason=reason.strip())


@transaction.atomic
def set_account_aside(*, legacy: LegacyUnit, by: User, reason: str, seen: str) -> None:
    """The bureau decides that no unit gets the account for now. It can still be given to one. Raises as `give_account`."""
    row = _demand(legacy, reason, seen)
    row.claimed_at, row.claimed_by = now(), by
    row.save(update_fields=["claimed_at", "claimed_by"])
    detail = {"account": row.account, "name": row.name, "uscc": row.uscc}
    record_event(action="legacy_unit.set_aside", target=row, actor=by, words=reason.strip(), detail=detail)


def forget_account_information(*, legacy: LegacyUnit) -> int:
    """Erase what an account knew of its unit, once its time is over; return how many rows that were."""
    return LegacyUnit.objects.filter(pk=legacy.pk).update(information="")


def _demand(legacy: LegacyUnit, reason: str, seen: str) -> LegacyUnit:
    if not reason.strip():
        raise Refused(_("请填写依据。"))
    row = _locked(legacy)
    if row.unit_id is not None or row.decided != seen:
        raise _overtaken(row)
    return row


def _locked(legacy: LegacyUnit) -> LegacyUnit:
    row: LegacyUnit = LegacyUnit.objects.select_for_update(of=("self",)).get(pk=legacy.pk)
    return row


def _overtaken(row: LegacyUnit) -> Overtaken:
    words = {**who_and_when(row), "unit": row.unit.name if row.unit else ""}
    if row.unit is None:
        return Overtaken(_("%(name)s 已于 %(at)s 办理该账号，您的操作没有记录。请查看现在的情况后再办理。") % words)
    return Overtaken(_("%(name)s 已于 %(at)s 将该账号归入“%(unit)s”，您的操作没有记录。") % words)
