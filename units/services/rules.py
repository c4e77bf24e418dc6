"""Publishing what the tenant's file says of units: the next version, unless nothing has changed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.remembering import forget
from portal.tenants.scope import current_tenant
from units.models import UnitRules
from units.queries import BY_LICENCE, BY_NETWORK, current_rules


@transaction.atomic
def publish_unit_rules(*, content: dict[str, Any], content_hash: str, by: User | None = None) -> tuple[UnitRules, bool]:
    """Store the rules as the current tenant's newest version; return it and whether it is new."""
    Tenant.objects.select_for_update().get(pk=current_tenant().pk)
    newest = current_rules()
    if newest is not None and newest.content_hash == content_hash:
        return newest, False
    number = newest.number + 1 if newest else 1
    rules: UnitRules = UnitRules.objects.create(
        number=number, content=content, content_hash=content_hash, published_at=now()
    )
    forget(BY_LICENCE)
    forget(BY_NETWORK)
    record_event(action="unit_rules.published", target=rules, actor=by, words=str(rules), detail={"hash": content_hash})
    return rules, True
