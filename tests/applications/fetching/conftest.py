from collections.abc import Iterator

import pytest

from applications.fetching.standin import LocalDocuments
from portal.people.invented import invented_id_number
from portal.tenants.models import Tenant
from tests.fetching import Insured, make_insured

PERSON = {"id_number": invented_id_number(7_900_002), "name": "顾明远"}


@pytest.fixture(scope="session")
def listening() -> Iterator[LocalDocuments]:
    with LocalDocuments([], secret="right-secret") as service:
        yield service


@pytest.fixture
def documents(listening: LocalDocuments) -> LocalDocuments:
    """The service, as if it had just been started: it knows one person and behaves."""
    listening.people, listening.faults, listening.sent = {PERSON["id_number"]: dict(PERSON)}, {}, 0
    listening.asked.clear()
    return listening


@pytest.fixture
def insured(tenant: Tenant, documents: LocalDocuments) -> Insured:
    return make_insured(tenant, documents)
