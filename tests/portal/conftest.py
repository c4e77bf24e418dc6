"""A tenant whose scope is open."""

from collections.abc import Iterator

import pytest

from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with tenant_scope(make_tenant()) as tenant:
        yield tenant
