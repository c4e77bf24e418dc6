"""What was handed on and what was decided can be proven, is never changed, and loses its words with the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, transaction
from django.db.models import Model

from applications.models import Application
from applications.services.erasing import erase_case
from portal.audit.chaining import chain_events
from portal.audit.examining import examine
from portal.calendar import now, set_clock
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import FollowUpRecord, HandedOnCase, HandedOnList
from review.queries.following import FollowUpFilter
from review.services.following import hand_on, record_results, state_of_desk
from tests.builders import make_tenant, make_unit
from tests.following import approved, desk_of, officer_of, publish_following
from tests.portal.audit.superuser import as_superuser
from tests.review.services.acting import fresh


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    tenant = make_tenant()
    with tenant_scope(tenant):
        yield tenant


@pytest.fixture
def officer(tenant: Tenant) -> User:
    publish_following(tenant)
    return officer_of(tenant)


REFUSED = r"append-only|permission denied"


def followed(tenant: Tenant, officer: User) -> Application:
    """Hand a case on and record its result."""
    case = approved(publish_following(tenant), make_unit(tenant))
    desk = desk_of(officer)
    hand_on(desk=desk, wanted=FollowUpFilter(), by=officer, seen=state_of_desk(desk, 1))
    record_results(desk=desk, chosen={case.public_id: 0}, value="listed", words="文号", by=officer)
    return fresh(case)


@pytest.mark.requirement("CY-74", "CY-75")
@pytest.mark.django_db(transaction=True)
def test_changed_result_and_changed_list_are_found(tenant: Tenant, officer: User) -> None:
    followed(tenant, officer)
    chain_events()
    assert examine(tenant).faults == []
    with as_superuser() as cursor:
        cursor.execute("UPDATE review_followuprecord SET value = 'not_listed'")
        cursor.execute("UPDATE review_handedonlist SET count = 7")
    told = " ".join(fault.text for fault in examine(tenant).faults)
    assert "review.followuprecord" in told
    assert "review.handedonlist" in told


@pytest.mark.requirement("CY-75")
@pytest.mark.parametrize("model", [FollowUpRecord, HandedOnList, HandedOnCase])
def test_database_refuses_every_change(tenant: Tenant, officer: User, model: type[Model]) -> None:
    followed(tenant, officer)
    row = model._default_manager.get()
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        row.save(force_update=True)
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        model._default_manager.filter(pk=row.pk)._raw_delete("default")  # type: ignore[attr-defined]


def test_words_go_when_the_case_is_erased(tenant: Tenant, officer: User) -> None:
    with set_clock(now() - dt.timedelta(days=800)):
        case = followed(tenant, officer)
    erase_case(application=case)
    record = FollowUpRecord.objects.get()
    assert (record.words, record.value) == ("", "listed")
