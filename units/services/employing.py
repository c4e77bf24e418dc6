"""Which unit a person belongs to. The register says so; nobody changes it in a form (NX-121)."""

from __future__ import annotations

from django.db import transaction

from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from units.models import Employment, Unit


@transaction.atomic
def employ(*, person: User, unit: Unit, by: User | None, reason: str = "") -> Employment:
    """Write that the person belongs to the unit from now on; what the register said before ends. Asks nobody's leave."""
    User.objects.select_for_update().get(pk=person.pk)
    present: Employment | None = Employment.objects.filter(user=person, until__isnull=True).first()
    if present is not None and present.unit_id == unit.pk:
        return present
    if present is not None:
        present.until = now()
        present.save(update_fields=["until"])
    row: Employment = Employment.objects.create(user=person, unit=unit, since=now(), recorded_by=by)
    detail = {"unit": unit.pk, "name": unit.name, "before": present.unit_id if present else None}
    record_event(action="person.employed", target=person, actor=by, words=reason, detail=detail)
    return row
