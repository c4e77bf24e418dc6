"""Opening a scheme for a unit, and closing it again (NX-26)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused
from units.models import SchemeOpening, Unit
from units.queries import opening_of
from units.services.register import changed, locked_unit


@transaction.atomic
def open_scheme(*, unit: Unit, scheme_key: str, by: User, revision: int | None = None) -> SchemeOpening:
    """Let the unit act in a scheme from now on; what is open stays open, and nothing is written. Asks nobody's leave.

    Raises Overtaken if the unit is no longer what `revision` showed.
    """
    unit = locked_unit(unit, revision)
    opening = opening_of(unit, scheme_key)
    if opening is not None and opening.closed_at is None:
        return opening
    opening = opening or SchemeOpening(unit=unit, scheme_key=scheme_key)
    opening.opened_by, opening.opened_at, opening.closed_at = by, now(), None
    opening.save()
    changed(unit, "unit.scheme_opened", by, detail={"scheme": scheme_key})
    return opening


@transaction.atomic
def close_scheme(*, unit: Unit, scheme_key: str, by: User, reason: str, revision: int | None = None) -> None:
    """Take the scheme from the unit again. Cases under way keep going; the unit begins no more. Asks nobody's leave.

    Raises Refused without a reason or where nothing is open, Overtaken like `open_scheme`.
    """
    if not reason.strip():
        raise Refused(_("请填写原因。"))
    unit = locked_unit(unit, revision)
    opening = opening_of(unit, scheme_key)
    if opening is None or opening.closed_at is not None:
        raise Refused(_("该事项没有对该单位开通。"))
    opening.closed_at = now()
    opening.save(update_fields=["closed_at"])
    changed(unit, "unit.scheme_closed", by, words=reason.strip(), detail={"scheme": scheme_key})
