"""One world for all tests of this folder that a process runs, undone when they are over."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import connection, transaction
from django.template import Template, engines

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


@pytest.fixture(scope="module")
def pages_have_no_frame() -> Iterator[None]:
    """Head and foot of a page depend on who asks, not on what for: of forty thousand pages only the middle is drawn."""
    engine = engines["django"].engine
    drawn = engine.template_loaders[0].get_template_cache
    with pytest.MonkeyPatch.context() as patch:
        for part in ("site_header", "site_footer"):
            patch.setitem(drawn, f"components/{part}.html", Template("", engine=engine))
        yield


@pytest.fixture(scope="module")
def refusals_are_not_written_down() -> Iterator[None]:
    """That they are has tests of its own (tests/portal/audit); here there are twenty thousand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.audit.middleware.record_refusal", lambda **_: None)
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
