from collections.abc import Iterator

import pytest
from django.test import Client

from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant, sign_in
from tests.units.licences import Engine
from units.services import publish_unit_rules


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
def desk(person: User) -> Client:
    """The person's browser."""
    client = Client(headers={"host": "ningbo.localhost"})
    sign_in(client, person)
    return client


@pytest.fixture
def licensed(ningbo: Tenant) -> Tenant:
    """The portal, with units that open themselves by their licence."""
    publish_unit_rules(content={"certified_by_licence": True}, content_hash="licensed")
    return ningbo


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine()
    monkeypatch.setattr("units.services.licences.read_licence", engine)
    return engine
