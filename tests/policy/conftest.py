"""One world for all tests of this folder that a process runs, undone when they are over."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import connection, transaction

from portal.tenants.backend.roles import acting_as_owner
from tests.policy.calling import Caller, FormReader, address_of
from tests.policy.routes import routes
from tests.policy.world import HERE, World, build_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker, readable_documents: None) -> Iterator[World]:
    with django_db_blocker.unblock(), _role():
        whole = transaction.atomic()
        whole._from_testcase = True
        whole.__enter__()
        try:
            yield build_world()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def _role() -> AbstractContextManager[None]:
    """With POLICY_WITHOUT_ROW_SECURITY the portal's own filters stand alone: tools/chaos/policy.py takes them away."""
    return acting_as_owner(connection) if os.environ.get("POLICY_WITHOUT_ROW_SECURITY") else nullcontext()


@pytest.fixture(scope="package", autouse=True)
def readable_documents() -> Iterator[None]:
    """A PDF holds its words compressed, and takes a second to make: here its page itself is what is sent."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("applications.rendering.letters", "certificates.rendering.page"):
            patch.setattr(f"{module}.make_pdf", lambda html, **_: b"%PDF-" + html.encode())
        yield


@pytest.fixture(scope="package")
def caller(world: World, django_db_blocker) -> Caller:
    with django_db_blocker.unblock():
        caller = Caller(world)
        _read_forms(caller)
        return caller


KEYS = ("language", "write_key", "csrfmiddlewaretoken")


def _read_forms(caller: Caller) -> None:
    """Read the administration's own pages for what they would send back."""
    world = caller.world
    for route in routes():
        rows = [one for one in world.of_kind(f"admin:{route.model}") if one.tenant == HERE]
        if rows and route.name.endswith("_change"):
            with caller.undone():
                page = caller.client(world.people["operator"]).get(address_of(route, rows[0].id))
            reader = FormReader()
            reader.feed(page.content.decode())
            world.forms[route.model] = {name: value for name, value in reader.values.items() if name not in KEYS}
