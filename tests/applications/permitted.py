"""The portal of permissions as a fixture; imported where a test asks for it."""

import pytest

from portal.tenants.models import Tenant
from tests.permitting import Permitting, make_permitting


@pytest.fixture
def permitting(tenant: Tenant) -> Permitting:
    return make_permitting(tenant)
