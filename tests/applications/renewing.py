"""The portal whose recognitions are renewed, as a fixture; imported where a test asks for it."""

from collections.abc import Iterator

import pytest

from portal.calendar.services import fill_calendar
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tests.renewing import LAST_DAY, Renewing, make_renewing, on


@pytest.fixture
def renewing(db: None) -> Iterator[Renewing]:
    """It is the last day of what was recognised on `RECOGNISED`."""
    tenant = make_tenant("lakeside", region_code="330100")
    with tenant_scope(tenant), on(LAST_DAY):
        fill_calendar(years=range(2024, 2030))
        yield make_renewing(tenant)
