"""A portal with Ningbo's scheme, an employer, and somebody who fills in the form. It is a Tuesday in the window."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from applications.models import Application, SchemeVersion
from portal.calendar import set_clock
from portal.calendar.services import fill_calendar
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.applications.filling import begin, client_of
from tests.builders import NEARBY, make_person, make_tenant, make_unit, publish
from units.models import Unit

MORNING = dt.datetime(2026, 11, 3, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with set_clock(MORNING):
        yield


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    tenant = make_tenant(region_code="330200", bureau_zh="宁波市人力资源和社会保障局")
    with tenant_scope(tenant):
        fill_calendar(years=NEARBY)
        yield tenant


@pytest.fixture
def version(tenant: Tenant) -> SchemeVersion:
    return publish(tenant)


@pytest.fixture
def person(tenant: Tenant) -> User:
    return make_person(tenant, name="市云帆")


@pytest.fixture
def manager(tenant: Tenant) -> User:
    """The employer's administrator."""
    return make_person(tenant, name="何人事")


@pytest.fixture
def unit(tenant: Tenant, manager: User) -> Unit:
    return make_unit(tenant, "宁波东海机电有限公司", administrator=manager, confirms_online=True)


@pytest.fixture
def client(person: User) -> Client:
    """The applicant's browser."""
    return client_of(person)


@pytest.fixture
def draft(version: SchemeVersion, person: User) -> Application:
    """A case that was just begun."""
    return begin(version, person)
