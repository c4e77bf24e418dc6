"""What a body names must be one's own too: another portal's people and units cannot be brought in by their ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD
from tests.policy.calling import Caller
from tests.policy.calls import body_for
from tests.policy.routes import routes
from tests.policy.world import HERE, THERE, Thing, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xfail(reason="not settled since the administration was parted in three", strict=False),
]


@dataclass(frozen=True)
class Reference:
    """A POST by somebody who may, for something of theirs, whose body names what is another portal's."""

    url: str
    person: str
    state: str
    body: Callable[[World], dict[str, Any]]


def _stranger(world: World) -> User:
    with tenant_scope(world.tenants[THERE]):
        return User.objects.get(tenant=world.tenants[THERE], is_staff=True, name="外来人")


def _named(world: World) -> dict[str, Any]:
    stranger = _stranger(world)
    return {"administrator-name": stranger.name, "administrator-phone": stranger.phone}


def _unit_there(world: World) -> dict[str, Any]:
    unit = next(one for one in world.of_kind("unit") if one.tenant == THERE and one.state == "open")
    return {"field:work_unit": unit.id, "go": "save"}


REFERENCES = (
    Reference("units:add_administrator", "admin1", "open", _named),
    Reference("units:remove_administrator", "admin1", "open", lambda world: {"user": _stranger(world).username}),
    Reference("review:hand_over", "haishu", "open", lambda world: {"to": _stranger(world).username}),
    Reference("account_login", "visitor", "-", lambda world: {"login": _stranger(world).phone, "password": PASSWORD}),
)


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda one: one.url)
def test_what_another_portal_owns_cannot_be_named(reference: Reference, caller: Caller) -> None:
    assert is_refused(reference, caller)


def is_refused(reference: Reference, caller: Caller) -> bool:
    """Whether the answer is the one to a name that nobody has, and nothing was done."""
    route = next(one for one in routes() if one.name == reference.url)
    person, thing = caller.world.people[reference.person], _thing(reference, caller.world)
    body = reference.body(caller.world)
    theirs = caller.call(route, "POST", person, thing, body=body)
    nobody = caller.call(route, "POST", person, thing, body={**body, **_nobody(body)})
    return not theirs.changed and theirs.status == nobody.status and theirs.location == nobody.location


def _nobody(body: dict[str, Any]) -> dict[str, Any]:
    unknown = {"administrator-phone": "+8615400009999", "login": "+8615400009999", "user": "nobody", "to": "nobody"}
    return {name: value for name, value in unknown.items() if name in body}


def _thing(reference: Reference, world: World) -> Thing | None:
    kind = {"units:add_administrator": "unit", "units:remove_administrator": "unit", "review:hand_over": "task"}
    if reference.url not in kind:
        return None
    things = world.of_kind(kind[reference.url])
    return next(one for one in things if one.tenant == HERE and one.state == reference.state)


def test_a_form_does_not_take_another_portals_unit(caller: Caller) -> None:
    """The answer is kept as it was typed, but the case does not come to belong to that unit."""
    route = next(one for one in routes() if one.name == "applications:autosave")
    draft = next(one for one in caller.world.of_kind("case") if one.tenant == HERE and one.state == "draft")
    answer = caller.call(route, "POST", caller.world.people["chen"], draft, body=_unit_there(caller.world))
    assert caller.world.marks[THERE] not in answer.text
    assert answer.status == 200
    assert body_for(route, draft, caller.world)
