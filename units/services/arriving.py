"""A unit comes by its account of the network: it is found or made, seated, and open once it has said what is asked."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.calendar import now
from portal.codes.uscc import org_code_of
from portal.people.models import User
from portal.policy import Refused
from portal.tenants.scope import current_tenant
from units.choices import UnitState
from units.models import Unit, UnitAdministrator
from units.policies import units_arrive_by_network
from units.queries import current_rules, is_administrator
from units.services.administrators import seat
from units.services.claiming import take_own_account
from units.services.register import changed
from units.services.registering import checked_identity, store_facts

LONGEST_NAME = 120
LONGEST_CONTACT = 60


@transaction.atomic
def arrive(user: User, uscc: str, unit_name: str) -> None:
    """Let the account that the network vouches for act for the unit of this credit code (HZ-14, HZ-18, HZ-19).

    The unit's name follows the network. A new unit states its information first (HZ-15), unless its account of the former
    site has done so (HZ-16). Does nothing where units come another way. Raises Refused with what to do.
    """
    if not units_arrive_by_network():
        return
    clean = checked_identity(unit_name[:LONGEST_NAME], uscc)
    unit = _held(clean["uscc"]) or _made(clean, user) or _held(clean["uscc"])
    assert unit is not None  # of two first sign-ins at once, the other has made it
    _demand_in_use(unit)
    _let_state(unit)
    _follow_name(unit, clean["name"], user)
    _take_seat(unit, user)
    take_own_account(unit=unit, by=user)
    rules = current_rules()
    if rules is not None and not rules.asks_information:
        open_arrived(unit=unit, by=user)


def open_arrived(*, unit: Unit, by: User | None) -> bool:
    """Open a unit that has stated what is asked of it (HZ-14); return whether it was not open yet. The caller holds it."""
    if Unit.objects.filter(pk=unit.pk).exclude(state=UnitState.STATING).exists():
        return False
    unit.state, unit.decided_at = UnitState.OPEN, now()
    unit.save(update_fields=["state", "decided_at"])
    record_event(action="unit.opened", target=unit, actor=by)
    return True


def _held(uscc: str) -> Unit | None:
    found: Unit | None = Unit.objects.select_for_update(of=("self",)).filter(uscc=uscc).first()
    return found


def _made(clean: dict[str, str], by: User) -> Unit | None:
    """A new unit, None if somebody else has made it at the same moment."""
    unit = Unit(created_at=now(), state=UnitState.STATING)
    contact = {"contact_name": clean["name"][:LONGEST_CONTACT], "contact_phone": ""}
    try:
        with transaction.atomic():
            store_facts(unit, clean | {"org_code": org_code_of(clean["uscc"])} | contact)
    except IntegrityError:
        return None
    record_event(action="unit.arrived", target=unit, actor=by, detail={"name": unit.name, "uscc": unit.uscc})
    return unit


def _demand_in_use(unit: Unit) -> None:
    """A closed unit stays closed."""
    if unit.state == UnitState.CLOSED:
        words = {"name": unit.name, "whom": " ".join(filter(None, (current_tenant().bureau, current_tenant().hotline)))}
        raise Refused(_("单位“%(name)s”已在本系统停用，不能登录办理。如需恢复，请联系%(whom)s。") % words)


def _let_state(unit: Unit) -> None:
    """What once waited for an office to open it waits for nobody now, and states itself."""
    if unit.state in (UnitState.PENDING, UnitState.REFUSED):
        store_facts(unit, {"state": UnitState.STATING, "refusal_reason": ""})


def _follow_name(unit: Unit, name: str, by: User) -> None:
    before = unit.name
    if before == name:
        return
    store_facts(unit, {"name": name})
    changed(unit, "unit.renamed_by_network", by, detail={"before": before, "after": name})


def _take_seat(unit: Unit, user: User) -> None:
    """The account acts for the unit that the network names today, and for no other any more."""
    for former in UnitAdministrator.objects.filter(user=user, is_active=True).exclude(unit=unit).select_related("unit"):
        former.is_active = False
        former.save(update_fields=["is_active"])
        record_event(action="unit.administrator_left", target=former.unit, actor=user, detail={"user": user.pk})
    if not is_administrator(user, unit):
        seat(unit=unit, user=user)
        record_event(action="unit.administrator_arrived", target=unit, actor=user, detail={"user": user.pk})
