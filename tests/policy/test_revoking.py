"""A right that is taken away is gone with the next request, in the middle of a session (ASVS 8.3.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.people.models import User
from portal.tenants.scope import tenant_scope
from review.models import Office, Seat
from tests.policy.calling import Caller
from tests.policy.world import HERE, World
from units.models import UnitAdministrator

pytestmark = pytest.mark.django_db
REFUSED = (302, 404)


def _leave_office(user: User) -> None:
    Seat.objects.filter(user=user).update(is_active=False)


def _close_office(user: User) -> None:
    Office.objects.filter(seats__user=user).update(is_active=False)


def _leave_unit(user: User) -> None:
    UnitAdministrator.objects.filter(user=user).update(is_active=False)


def _disable(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _no_administrator(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=False)


LOSSES = [
    ("haishu", "/desk/", _leave_office),
    ("haishu", "task", _leave_office),
    ("haishu", "/desk/", _close_office),
    ("haishu", "/desk/", _disable),
    ("bureau", "/bureau/objections/", _leave_office),
    ("bureau", "/bureau/blacklist/", _leave_office),
    ("window", "/openings/", _leave_office),
    ("admin1", "/my-units/cases/", _leave_unit),
    ("admin1", "unit", _leave_unit),
    ("chen", "/cases/", _disable),
    ("system", "/manage/review/office/", _no_administrator),
    ("system", "/manage/review/office/", _disable),
]


@pytest.mark.parametrize(("who", "address", "lose"), LOSSES, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_lost_right_is_gone_with_the_next_request(
    who: str, address: str, lose: Callable[[User], None], caller: Caller
) -> None:
    person = caller.world.people[who]
    address = address if address.startswith("/") else _address(address, caller.world)
    assert person.user is not None
    with caller.undone():
        client = caller.client(person)
        assert client.get(address).status_code == 200
        with tenant_scope(caller.world.tenants[HERE]):
            lose(person.user)
        assert client.get(address).status_code in REFUSED
        assert client.post(address, {}).status_code in (*REFUSED, 403, 405)


def _address(kind: str, world: World) -> str:
    things = [one for one in world.of_kind(kind) if one.tenant == HERE and one.state == "open"]
    if kind == "unit":
        return f"/units/{things[0].id}/"
    return next(f"/desk/tasks/{one.id}/" for one in things if "alliance-haishu" in one.holding)
