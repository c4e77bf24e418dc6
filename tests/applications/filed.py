"""A portal whose people file in two steps, as a fixture; imported where a test asks for it."""

import pytest

from portal.tenants.models import Tenant
from tests.filed import Filed, make_filed


@pytest.fixture
def filing(tenant: Tenant) -> Filed:
    return make_filed(tenant)
