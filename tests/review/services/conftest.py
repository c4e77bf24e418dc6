"""The portal of `schemes/ningbo` on a Tuesday in the acceptance window."""

from collections.abc import Iterator

import pytest

from portal.calendar import set_clock
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.services.setting_up import load_tenant
from tests.review.services.acting import IN_WINDOW, NINGBO, Cases, officer


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with set_clock(IN_WINDOW):
        yield


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with tenant_scope(load_tenant(NINGBO)) as tenant:
        yield tenant


@pytest.fixture
def cases(tenant: Tenant) -> Cases:
    return Cases(tenant)


@pytest.fixture
def bureau(tenant: Tenant) -> User:
    return officer("bureau")
