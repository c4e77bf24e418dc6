"""What a body names must be one's own too: another portal's people and units cannot be brought in by their ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from applications.models import Application
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests.builders import PASSWORD
from tests.policy.calling import TOKEN, Caller
from tests.policy.routes import routes
from tests.policy.world import HERE, THERE, Thing, World
from units.queries import open_units

pytestmark = pytest.mark.django_db


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


COUNTED = {"people_signincount"}
"""A wrong name at the sign-in is counted, whether somebody has it or nobody."""

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
    alike = (theirs.status, theirs.location, theirs.changed) == (nobody.status, nobody.location, nobody.changed)
    return alike and theirs.changed <= COUNTED


def _nobody(body: dict[str, Any]) -> dict[str, Any]:
    unknown = {"administrator-phone": "+8615400009999", "login": "+8615400009999", "user": "nobody", "to": "nobody"}
    return {name: value for name, value in unknown.items() if name in body}


def _thing(reference: Reference, world: World) -> Thing | None:
    kind = {"units:add_administrator": "unit", "units:remove_administrator": "unit", "review:hand_over": "task"}
    if reference.url not in kind:
        return None
    things = world.of_kind(kind[reference.url])
    return next(one for one in things if one.tenant == HERE and one.state == reference.state)


@pytest.mark.parametrize("script", ["", "save/"])
def test_a_form_does_not_take_another_portals_unit(script: str, caller: Caller) -> None:
    """A unit of this portal may be chosen; another one's is not found, and nothing of it is told."""
    here = caller.world.tenants[HERE]
    with tenant_scope(here):
        other = open_units().exclude(public_id=_unit(caller.world, HERE)).order_by("pk")[0]
    assert _unit_after(other.public_id, script, caller) == other.public_id
    assert _unit_after(_unit(caller.world, THERE), script, caller) in ("", _unit(caller.world, HERE))


def _unit_after(chosen: str, script: str, caller: Caller) -> str:
    """The unit of the case after this one was chosen in its form."""
    draft = next(one for one in caller.world.of_kind("case") if one.tenant == HERE and one.state == "draft")
    body = {"field:work_unit": chosen, "go": "save", "csrfmiddlewaretoken": TOKEN}
    with caller.undone():
        client = caller.client(caller.world.people["chen"])
        answer = client.post(f"/cases/{draft.id}/form/basic_information/{script}", body)
        assert answer.status_code in (200, 302)
        assert caller.world.marks[THERE] not in answer.content.decode()
        with tenant_scope(caller.world.tenants[HERE]):
            application = Application.objects.select_related("unit").get(public_id=draft.id)
        return application.unit.public_id if application.unit else ""


def _unit(world: World, host: str) -> str:
    return next(one.id for one in world.of_kind("unit") if one.tenant == host and one.state == "open")
