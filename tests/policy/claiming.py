"""The part of the world that is about the former site: its accounts, a unit that came by the network, and one that just did."""

from __future__ import annotations

from typing import Any

from portal.calendar import now
from portal.people.invented import invented_uscc
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_unit, make_user
from units.choices import UnitState
from units.models import LegacyUnit, Unit, UnitAdministrator
from units.queries import current_rules
from units.services import publish_unit_rules

USCC = invented_uscc(9030)


def old_accounts(tenant: Tenant, *, by: User, mark: str) -> dict[str, LegacyUnit]:
    """Two accounts of one code, that of a unit which has arrived, and one that the unit has got; by their state."""
    account = make_user(tenant, name="庚测试大学", is_legal_person=True, phone=None)
    unit = make_unit(tenant, f"庚{mark}大学", administrator=account, uscc=USCC)
    made = {state: _account(state, mark) for state in ("waiting", "twin", "claimed")}
    LegacyUnit.objects.filter(pk=made["claimed"].pk).update(unit=unit, claimed_at=now(), claimed_by=by)
    return made


def _account(state: str, mark: str) -> LegacyUnit:
    facts = {"account": state, "name": f"旧{mark}名", "uscc": USCC, "imported_at": now()}
    return LegacyUnit.objects.create(information={"head": f"旧{mark}人"}, **facts)


def stating_unit(tenant: Tenant, *, administrator: User, mark: str) -> Unit:
    """A unit that has signed in for the first time."""
    facts = {"name": f"辛{mark}学院", "uscc": invented_uscc(9031), "contact_name": "辛学院", "contact_phone": ""}
    facts["org_code"] = facts["uscc"][8:17]
    unit = Unit.objects.create(tenant=tenant, state=UnitState.STATING, created_at=now(), **facts)
    UnitAdministrator.objects.create(unit=unit, user=administrator, since=now())
    return unit


def units_arrive(tenant: Tenant) -> None:
    """Let the portal's file say for one call that units come by the network: in the rest of this world they ask."""
    with tenant_scope(tenant):
        rules = current_rules()
        content: dict[str, Any] = rules.content if rules else {}
        publish_unit_rules(content=content | {"opened_by_network": True}, content_hash="by network")


def a_decision(*_given: Any) -> dict[str, Any]:
    return {"decision": "give", "seen": "", "give-unit": USCC, "give-reason": "公函1号"}
