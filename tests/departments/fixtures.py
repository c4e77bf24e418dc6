"""The portal as a fixture; imported where a test asks for it."""

from collections.abc import Iterator

import pytest

from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.services.setting_up import load_tenant
from tests.departments import FOLDER


@pytest.fixture
def lakeside(db: None) -> Iterator[Tenant]:
    with tenant_scope(load_tenant(FOLDER)) as tenant:
        yield tenant
