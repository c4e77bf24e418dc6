"""The world of tests/policy once more, served to a browser. Nothing of it is ever committed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from playwright.sync_api import Browser

from tests.faces.pictures import are_wanted, write_sheet
from tests.faces.serving import listening
from tests.faces.valid import NuChecker
from tests.faces.visiting import Visitor
from tests.policy import conftest as policy
from tests.policy.calling import Caller
from tests.policy.world import World, build_world

collect_ignore = [] if os.environ.get("FACES") else ["test_faces.py", "test_portals.py"]
"""Some 160 pages at two widths and in two languages take as long as half of all other tests: `make faces` visits them."""

readable_documents = policy.readable_documents
"""A PDF takes a second to make, and is no page."""


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker, readable_documents: None) -> Iterator[World]:
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True
        whole.__enter__()
        try:
            yield build_world()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture(scope="package")
def caller(world: World, django_db_blocker) -> Caller:
    with django_db_blocker.unblock():
        return Caller(world)


@pytest.fixture(scope="package")
def visitor(browser: Browser, caller: Caller) -> Iterator[Visitor]:
    with listening() as port:
        visitor = Visitor(browser, port, caller)
        yield visitor
        visitor.leave()
    if are_wanted():
        write_sheet()


@pytest.fixture(scope="package")
def checker() -> Iterator[NuChecker]:
    with NuChecker() as checker:
        yield checker
