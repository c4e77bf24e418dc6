"""The portal of three tiers as a fixture; imported where a test asks for it."""

from collections.abc import Iterator

import pytest

from portal.calendar.services import fill_calendar
from portal.tenants.scope import tenant_scope
from tests.builders import NEARBY, make_tenant
from tests.tiers import Tiers, make_tiers


@pytest.fixture
def tiers(db: None) -> Iterator[Tiers]:
    tenant = make_tenant("uplands", region_code="640000")
    with tenant_scope(tenant):
        fill_calendar(years=NEARBY)
        yield make_tiers(tenant)
