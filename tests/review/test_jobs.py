"""What time sets going, tenant by tenant."""

import pytest

from portal.calendar import set_clock
from portal.outbox.models import DeferredTask
from portal.tenants.models import Tenant
from portal.tenants.scope import current_tenant, current_tenant_or_none, tenant_scope
from review import jobs
from tests.builders import make_tenant
from tests.review.services.acting import IN_WINDOW


@pytest.fixture
def tenants(db: None) -> list[Tenant]:
    make_tenant("closed", is_active=False)
    return [make_tenant("first"), make_tenant("second")]


def test_failing_job_holds_up_neither_the_others_nor_other_tenants(tenants, monkeypatch):
    ran: list[str] = []

    def fail() -> None:
        raise RuntimeError("no calendar")

    def run() -> None:
        ran.append(current_tenant().slug)

    monkeypatch.setattr(jobs, "JOBS", (fail, run))
    with set_clock(IN_WINDOW):
        assert jobs.run_due_jobs() == {"run": 4, "failed": 2}
    assert sorted(ran) == ["first", "second"]
    assert current_tenant_or_none() is None


def test_limits_are_computed_for_the_active_tenants(tenants, monkeypatch):
    seen: list[str] = []
    monkeypatch.setattr(jobs, "recompute_limits", lambda: seen.append(current_tenant().slug) or 2)
    assert jobs.recompute_everywhere() == 4
    assert sorted(seen) == ["first", "second"]


def test_change_of_the_calendar_leaves_the_work_to_be_done_afterwards(tenants, with_queue):
    with tenant_scope(tenants[0]):
        jobs.recompute_soon()
        assert DeferredTask.objects.get().task == "review.jobs.recompute"
