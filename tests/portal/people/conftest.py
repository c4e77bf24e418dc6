from collections.abc import Iterator

import pytest
from django.test import Client

from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant

HOST = "ningbo.localhost"


@pytest.fixture
def ningbo(db: None) -> Iterator[Tenant]:
    with tenant_scope(make_tenant("ningbo", region_code="330200")) as tenant:
        yield tenant


@pytest.fixture
def other(db: None) -> Tenant:
    return make_tenant("elsewhere", region_code="330100")


@pytest.fixture
def person(ningbo: Tenant) -> User:
    return make_person(ningbo, name="市云帆")


@pytest.fixture
def browser_at_home() -> Client:
    return Client(headers={"host": HOST})


@pytest.fixture
def visitor() -> Client:
    """Another browser at the same portal."""
    return Client(headers={"host": HOST})
