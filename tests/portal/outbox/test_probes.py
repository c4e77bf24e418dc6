"""What the outbox tells about itself."""

import datetime as dt

import pytest

from portal.calendar import now
from portal.outbox.models import DeferredTask
from portal.outbox.probes import outbox
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant


def leave(tenant: Tenant, *, due: dt.timedelta | None) -> None:
    with tenant_scope(tenant):
        due_at = None if due is None else now() + due
        DeferredTask.objects.create(
            task="portal.notices.tasks.deliver_due", arguments=[], created_at=now(), due_at=due_at
        )


@pytest.mark.parametrize(
    ("due", "is_well"), [(dt.timedelta(seconds=-30), True), (dt.timedelta(minutes=-3), False), (None, False)]
)
def test_late_and_given_up_tasks_are_noticed(tenant: Tenant, due: dt.timedelta | None, is_well: bool) -> None:
    leave(tenant, due=due)
    reading = outbox()
    assert reading.is_well == is_well
    assert reading.values["outbox_depth"] == 1
    assert reading.values["outbox_given_up"] == (due is None)


def test_all_portals_are_counted(tenant: Tenant) -> None:
    for one in (tenant, make_tenant("hangzhou")):
        leave(one, due=dt.timedelta())
    assert outbox().values["outbox_depth"] == 2
