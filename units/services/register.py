"""A unit's row as offices and administrators change it in turn: locked, counted, and written into the log."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from portal.audit.queries import who_and_when
from portal.audit.services import record_event
from portal.people.models import User
from portal.policy import Overtaken, Refused
from units.choices import UnitState
from units.models import Unit


def locked_unit(unit: Unit, revision: int | None = None, *, states: Collection[UnitState] = (UnitState.OPEN,)) -> Unit:
    """Return the unit as it is now, open or in another of `states`, held until the end of the transaction.

    Raises Overtaken, with who and when, if it was changed since `revision`; Refused if it is in none of them.
    """
    current: Unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if current.state not in states:
        raise Refused(_("该单位尚未开通或已停用。"))
    if revision is not None and current.revision != revision:
        words = who_and_when(current)
        raise Overtaken(_("%(name)s 已于 %(at)s 更改了该单位，您的操作没有记录。请查看现在的情况后再办理。") % words)
    return current


def changed(unit: Unit, action: str, by: User | None, *, words: str = "", detail: dict[str, Any] | None = None) -> None:
    """Count the change of a unit that is held, and write it into the log."""
    unit.revision += 1
    unit.save(update_fields=["revision"])
    record_event(action=action, target=unit, actor=by, words=words, detail=detail)
