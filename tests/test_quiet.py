import os
from threading import Event as Signal
from threading import Thread

import pytest
from django.core.management import call_command

from portal.audit.models import Event
from portal.audit.services import record_event
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant
from tests.plugins.quiet import UnderWay, empty_tables
from tests.plugins.services import SUPERUSER


def test_who_empties_the_tables_waits_for_the_request_under_way():
    under_way, begun, may_end, told = UnderWay(), Signal(), Signal(), []

    def answer():
        begun.set()
        may_end.wait()
        told.append("answered")

    def empty():
        under_way.wait_for_none()
        told.append("emptied")

    request = Thread(target=under_way.counting(answer))
    request.start()
    begun.wait()
    emptying = Thread(target=empty)
    emptying.start()
    may_end.set()
    for thread in (request, emptying):
        thread.join()
    assert told == ["answered", "emptied"]


def test_nobody_waits_where_no_request_is_under_way():
    under_way = UnderWay()
    under_way.counting(lambda: None)()
    under_way.wait_for_none()
    assert under_way.is_quiet


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(SUPERUSER not in os.environ, reason="the tests were given a server")
@pytest.mark.parametrize("way", ["quickly", "as Django does"])
def test_both_ways_of_emptying_leave_no_row_not_even_of_what_may_not_be_deleted(way: str) -> None:
    tenant = make_tenant()
    with tenant_scope(tenant):
        record_event(action="test.done", target=tenant, actor=make_person(tenant))
    if way == "quickly":
        empty_tables(os.environ[SUPERUSER])
    else:
        call_command("flush", verbosity=0, interactive=False)
    assert not Tenant.objects.exists()
    with tenant_scope(tenant):
        assert not Event.objects.exists()
