"""Which requested units an office decides on."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from portal.codes.regions import lies_within, prefix_of
from portal.people.models import User
from portal.tenants.scope import current_tenant
from review.choices import OfficeKind
from review.policies import offices_of
from units.models import Unit
from units.queries import pending_units

EVERYWHERE = (OfficeKind.WINDOW, OfficeKind.BUREAU)


def units_to_open(user: User) -> QuerySet[Unit]:
    """Return the units that wait for this person's offices: the whole portal's, or those of the own region."""
    return _of_offices(user, pending_units())


def _of_offices(user: User, units: QuerySet[Unit]) -> QuerySet[Unit]:
    offices = list(offices_of(user))
    tops = [office.region_code for office in offices if office.kind in EVERYWHERE]
    if any(not top or lies_within(current_tenant().region_code, top) for top in tops):
        return units
    regions = [office.region_code for office in offices if office.kind == OfficeKind.ALLIANCE]
    wanted = Q(location_district__in=regions) | Q(tax_district__in=regions)
    for prefix in map(prefix_of, tops):
        wanted |= Q(location_district__startswith=prefix)
    return units.filter(wanted)


def unit_to_open(user: User, public_id: str) -> Unit:
    """Return one of the units that wait for this person's offices; Unit.DoesNotExist for any other."""
    unit: Unit = units_to_open(user).get(public_id=public_id)
    return unit


def unit_to_decide(user: User, public_id: str) -> Unit:
    """Return a requested unit of this person's offices, decided meanwhile or not; Unit.DoesNotExist for any other."""
    unit: Unit = _of_offices(user, Unit.objects.filter(requested_by__isnull=False)).get(public_id=public_id)
    return unit
