"""A portal whose units declare people in rounds, as a fixture; imported where a test asks for it."""

import pytest

from portal.tenants.models import Tenant
from tests.yearly import Yearly, make_yearly


@pytest.fixture
def round_of_2027(tenant: Tenant) -> Yearly:
    return make_yearly(tenant)
