"""Who has to sign in with a second factor: the platform's and the tenant's administrators, and whoever an app names.

Apps register what demands it (`register_demand`), as a condition on a person's row: it is asked together with the
person, so that no request costs a query more, and a seat that was given a moment ago counts at once.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet, Value
from django.http import HttpRequest

from portal.people.models import User
from portal.tenants.scope import current_tenant_or_none

Demand = Callable[[], Exists | None]

PRIMARY = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes stand in for one."""

_demands: list[Demand] = []


def register_demand(demand: Demand) -> None:
    """Add a condition, e.g. an `Exists(… OuterRef("pk"))`; None where the tenant does not ask for it."""
    if demand not in _demands:
        _demands.append(demand)


def with_demands(people: QuerySet[User]) -> QuerySet[User]:
    """Let each person know whether the current tenant's apps demand a second factor of them."""
    return people.annotate(is_demanded=ExpressionWrapper(_any_demand(), output_field=BooleanField()))


def _any_demand() -> Q:
    if current_tenant_or_none() is None:
        return Q(Value(False))
    conditions = [condition for demand in _demands if (condition := demand()) is not None]
    return functools.reduce(operator.or_, map(Q, conditions), Q(Value(False)))


def needs_second_factor(user: User) -> bool:
    """Whether this person works with what others entrusted to the portal."""
    if user.is_staff or user.is_superuser:
        return True
    if not hasattr(user, "is_demanded"):
        found: Any = with_demands(User.objects.filter(pk=user.pk)).first()
        user.is_demanded = found is not None and found.is_demanded  # type: ignore[attr-defined]
    return bool(user.is_demanded)  # type: ignore[attr-defined]


def gave_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether a second factor of this person was given in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def enrolled_types(user: User) -> set[str]:
    """Return the kinds of second factors the person has set up."""
    return set(Authenticator.objects.filter(user=user, type__in=PRIMARY).values_list("type", flat=True))
