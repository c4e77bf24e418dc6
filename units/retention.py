"""Who acts for a unit cannot leave it without a word."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from portal.people.models import User
from portal.privacy.leaving import register_obstacles, register_ties
from units.models import Unit, UnitAdministrator


def register() -> None:
    register_obstacles(_obstacles)
    register_ties(_without_units)


def _obstacles(user: User) -> list[str]:
    seats = UnitAdministrator.objects.filter(user=user, is_active=True).select_related("unit")
    words = _("您是%(unit)s的管理员，请先请受理窗口更换管理员。")
    return [words % {"unit": seat.unit.name} for seat in seats]


def _without_units(accounts: QuerySet[User]) -> QuerySet[User]:
    administrators = UnitAdministrator.objects.filter(user=OuterRef("pk"))
    return accounts.exclude(Exists(administrators)).exclude(Exists(Unit.objects.filter(requested_by=OuterRef("pk"))))
