from collections.abc import Iterator

import pytest
from django.test import Client

from portal.network.local import LocalNetwork
from portal.tenants.scope import tenant_scope
from tests.network.people import individual, legal_person
from tests.network.portal import Place, make_place

QIANG, BASIC, UNIT = "xiuqiang", "basic", "works"


@pytest.fixture
def place(network: LocalNetwork, db: None) -> Iterator[Place]:
    """A portal with its clients, and a network with three accounts."""
    made = make_place(network)
    network.know(made.clients)
    network.let_in(
        [
            individual(QIANG, 41, name="羊秀强"),
            individual(BASIC, 42, name="何小满", level="basic"),
            legal_person(UNIT, 43, unit_name="望江精密机械厂"),
        ]
    )
    with tenant_scope(made.tenant):
        yield made


@pytest.fixture
def browser_here(place: Place) -> Client:
    return place.browser()
