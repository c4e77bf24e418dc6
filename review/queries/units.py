"""Which requested units an office decides on."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from portal.people.models import User
from review.choices import OfficeKind
from review.policies import offices_of
from units.models import Unit
from units.queries import pending_units

EVERYWHERE = (OfficeKind.WINDOW, OfficeKind.BUREAU)


def units_to_open(user: User) -> QuerySet[Unit]:
    """Return the units that wait for this person's offices: an alliance's own district, else the whole portal's."""
    return _of_offices(user, pending_units())


def _of_offices(user: User, units: QuerySet[Unit]) -> QuerySet[Unit]:
    offices = list(offices_of(user))
    if any(office.kind in EVERYWHERE for office in offices):
        return units
    regions = [office.region_code for office in offices if office.kind == OfficeKind.ALLIANCE]
    return units.filter(Q(location_district__in=regions) | Q(tax_district__in=regions))


def unit_to_open(user: User, public_id: str) -> Unit:
    """Return one of the units that wait for this person's offices; Unit.DoesNotExist for any other."""
    unit: Unit = units_to_open(user).get(public_id=public_id)
    return unit


def unit_to_decide(user: User, public_id: str) -> Unit:
    """Return a requested unit of this person's offices, decided meanwhile or not; Unit.DoesNotExist for any other."""
    unit: Unit = _of_offices(user, Unit.objects.filter(requested_by__isnull=False)).get(public_id=public_id)
    return unit
