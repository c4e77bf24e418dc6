"""The notices of `make chaos`, a few: all come to an end, none is sent again after a clear answer."""

import pytest

from portal.outbox.models import DeferredTask
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant
from tools.chaos.notices import send_all


@pytest.mark.django_db(transaction=True)
def test_all_notices_end_and_none_is_sent_after_a_yes():
    tenant = make_tenant()
    figures = {one.name: one for one in send_all(tenant, 60)}
    assert [one for one in figures.values() if not one.is_reached] == []
    assert figures["tries without an answer"].value > 0
    with tenant_scope(tenant):
        assert not DeferredTask.objects.exists()  # of a closed portal nobody would ever do them
