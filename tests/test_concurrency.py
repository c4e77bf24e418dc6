"""Two people, or a person and the clock, at the same moment: one of them wins, whole, and the other is told."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connections, transaction

from applications.models import Application
from applications.services.entering import OnRecord
from applications.services.importing import check_import, import_some, start_import
from applications.services.reporting import report_cases
from applications.services.way import MovedOn
from applications.services.withdrawing import withdraw_application
from certificates.models import Certificate
from portal.audit.models import Event
from portal.calendar import set_clock
from portal.network.arriving import tell_legal_person
from portal.notices.models import Notice
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.people.services import AlreadyRegistered, enter_person, register_person
from portal.policy import Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import BlacklistEntry, Objection, Opinion, PublicityEntry, ReviewTask
from review.services.deciding import AlreadyDecided, decide_task
from review.services.objecting import file_objection
from review.services.publicising import end_publicity
from review.services.setting_up import load_tenant
from review.services.taking import take_task
from review.services.withdrawing import list_person
from tests.builders import PASSWORD, make_person, make_unit
from tests.collecting import book, entered, publish_collection, row_of, upload
from tests.departments import FOLDER as LAKESIDE
from tests.departments import OTHER_USCC, USCC, come, make_legal_person, old_account
from tests.review.services.acting import IN_WINDOW, NINGBO, Cases, at, decide, fresh, officer, task_of
from tests.yearly import make_yearly
from units.models import Unit, UnitAdministrator
from units.services.claiming import give_account

pytestmark = pytest.mark.django_db(transaction=True)
HAISHU = "alliance-haishu"


@pytest.fixture
def tenant(transactional_db: None) -> Iterator[Tenant]:
    with set_clock(IN_WINDOW), tenant_scope(load_tenant(NINGBO)) as tenant:
        yield tenant


@pytest.fixture
def cases(tenant: Tenant) -> Cases:
    return Cases(tenant)


@pytest.fixture
def at_once(tenant: Tenant) -> Callable[..., list[Any]]:
    """Do all of it at the same moment, each in a thread of its own; return what came of each, refusals included."""

    def run(*acts: Callable[[], Any], clocks: tuple[dt.datetime, ...] = ()) -> list[Any]:
        start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

        def one(number: int) -> None:
            try:
                with set_clock(clocks[number] if clocks else IN_WINDOW), tenant_scope(tenant):
                    start.wait()
                    outcomes[number] = acts[number]()
            except Refused as refused:
                outcomes[number] = refused
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=[number]) for number in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return outcomes

    return run


def one_of_each(outcomes: list[Any], won: type, lost: type) -> tuple[Any, Any]:
    winner = next(one for one in outcomes if isinstance(one, won))
    loser = next(one for one in outcomes if isinstance(one, lost))
    return winner, loser


@pytest.mark.requirement("NB-104")
def test_of_two_deciders_one_wins_and_the_other_learns_who(cases, at_once):
    application = cases.send()
    task = task_of(application)
    first, second = officer(HAISHU, "王审核"), officer(HAISHU, "钱同事")
    outcomes = at_once(
        lambda: decide_task(task_id=task.pk, user=first, decision="pass"),
        lambda: decide_task(task_id=task.pk, user=second, decision="reject", words="不符"),
    )
    opinion, refusal = one_of_each(outcomes, Opinion, AlreadyDecided)
    assert f"{opinion.reviewer.name} 已于 2026-11-03 09:00" in refusal.reason
    assert list(Opinion.objects.all()) == [opinion]
    assert fresh(application).revision == 2
    assert application.timeline.count() == 2


def test_of_two_takers_one_wins_and_the_other_learns_who(cases, at_once):
    task = task_of(cases.send())
    people = officer(HAISHU, "王审核"), officer(HAISHU, "钱同事")
    outcomes = at_once(*(lambda user=user: take_task(task_id=task.pk, user=user) for user in people))
    taken, refusal = one_of_each(outcomes, ReviewTask, Refused)
    assert f"{taken.taken_by.name} 正在办理" in refusal.reason


@pytest.mark.requirement("NB-82")
def test_offices_that_confirm_at_the_same_moment_all_count_and_the_case_goes_on_once(cases, at_once):
    application = cases.at("joint_confirmation", equivalent_claim=True)
    codes = ("bureau", "talent-office", "human-resources-department")
    for code in codes:
        officer(code)
    outcomes = at_once(*(lambda code=code: decide(application, office=code) for code in codes))
    assert all(isinstance(one, Opinion) for one in outcomes)
    assert fresh(application).stage == "bureau_approval"
    assert ReviewTask.objects.filter(application=application, stage="bureau_approval").count() == 1


def test_case_is_decided_or_withdrawn_but_not_both(cases, at_once):
    application = cases.send()
    task, user = task_of(application), officer(HAISHU)
    seen = application.revision
    outcomes = at_once(
        lambda: decide_task(task_id=task.pk, user=user, decision="reject", words="不符"),
        lambda: withdraw_application(application_id=application.pk, user=application.applicant, revision=seen),
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    state = fresh(application).state
    assert state == ("withdrawn" if isinstance(outcomes[0], Refused) else "rejected")
    assert Notice.objects.filter(key="rejected").exists() == (state == "rejected")
    assert not isinstance(outcomes[1], MovedOn) or state == "rejected"


@pytest.mark.requirement("NB-84", "NB-85")
def test_objection_of_the_last_moment_holds_the_case_or_is_refused(cases, at_once):
    entry = cases.at("publicity").publicity.get()
    words = {"name": "戴明", "contact": "15400000008", "words": "学位证书存疑"}
    outcomes = at_once(
        lambda: end_publicity(entry_id=entry.pk),
        lambda: file_objection(entry_id=entry.pk, **words),
        clocks=(at("2026-11-11", 0), at("2026-11-10", 23)),
    )
    has_ended = outcomes[0] is True
    assert isinstance(outcomes[1], Refused if has_ended else Objection)
    assert PublicityEntry.objects.get().state == ("ENDED" if has_ended else "HELD")
    assert Certificate.objects.exists() == has_ended


@pytest.mark.requirement("NB-95")
def test_publicity_ended_by_two_workers_gives_each_case_one_certificate(cases, at_once):
    entries = [cases.at("publicity").publicity.get() for _ in range(2)]

    def end_all() -> int:
        return sum(end_publicity(entry_id=entry.pk) for entry in entries)

    morning = at("2026-11-11")
    assert sum(at_once(end_all, end_all, clocks=(morning, morning))) == 2
    assert sorted(Certificate.objects.values_list("number", flat=True)) == ["NBRC2026000001", "NBRC2026000002"]


@pytest.mark.requirement("NB-100")
def test_person_listed_by_two_clerks_at_once_is_listed_once(tenant, at_once):
    person, clerks = make_person(tenant), (officer("bureau", "王审核"), officer("bureau", "钱同事"))
    facts = {"id_type": person.id_type, "id_number": person.id_number, "name": person.name}
    facts |= {"reason": "伪造学位证书", "verified_on": IN_WINDOW.date()}
    outcomes = at_once(*(lambda by=by: list_person(**facts, by=by) for by in clerks))
    _entry, refusal = one_of_each(outcomes, BlacklistEntry, Refused)
    assert "已在黑名单中" in refusal.reason


@pytest.mark.parametrize("entered", [True, False])
def test_of_two_who_register_with_one_document_one_gets_the_account(tenant, at_once, entered):
    facts = {"name": "马·哈桑", "id_type": "CN_ID", "id_number": invented_id_number(7)}
    if entered:
        enter_person(by=make_person(tenant), **facts)
    acts = [partial(register_person, phone=invented_phone(7 + n), password=PASSWORD, **facts) for n in range(2)]
    owner, refused = one_of_each(at_once(*acts), User, AlreadyRegistered)
    assert User.objects.get(tenant=tenant, name="马·哈桑").phone == owner.phone
    assert refused.reason
    assert Event.objects.filter(action="person.registered").count() == 1


def test_somebody_who_is_entered_twice_at_once_is_one_person(tenant, at_once):
    facts = {"name": "马·哈桑", "id_type": "CN_ID", "id_number": invented_id_number(7)}
    by = make_person(tenant)
    first, second = at_once(*[partial(enter_person, by=by, **facts)] * 2)
    assert first == second
    assert Event.objects.filter(action="person.entered").count() == 1


@pytest.mark.requirement("NX-101")
def test_two_administrators_report_the_same_cases(tenant: Tenant, at_once: Callable[..., list[Any]]) -> None:
    """Each case is reported once, by whoever came first; the other is told so of each."""
    keepers = [make_person(tenant), make_person(tenant)]
    unit = make_unit(tenant, administrator=keepers[0])
    unit.administrators.create(user=keepers[1], since=IN_WINDOW)
    version = publish_collection(tenant)
    cases = [entered(version, unit, keepers[0], 6_900_001 + number) for number in range(3)]
    chosen = {case.public_id: case.revision for case in cases}
    orders = [chosen, dict(reversed(chosen.items()))]
    first, second = at_once(
        *(lambda n=n: report_cases(user=keepers[n], chosen=orders[n]) for n in (0, 1))  # type: ignore[misc]
    )
    done = [[outcome.is_done for outcome in outcomes] for outcomes in (first, second)]
    assert [sum(pair) for pair in zip(*done, strict=True)] == [1, 1, 1]
    told = [one.reason for one in (*first, *second) if not one.is_done]
    assert all("办理（提交申报）" in reason for reason in told)
    assert [case.submissions.count() for case in cases] == [1, 1, 1]


@pytest.mark.requirement("NX-108")
def test_two_workers_take_each_person_of_an_import_once(tenant: Tenant, at_once: Callable[..., list[Any]]) -> None:
    keeper = make_person(tenant)
    unit = make_unit(tenant, administrator=keeper)
    content = book(*(row_of(6_900_101 + number) for number in range(4)))
    kept = check_import(version=publish_collection(tenant), unit=unit, by=keeper, upload=upload(content))
    start_import(case_import_id=kept.pk, by=keeper, informed=True)
    assert at_once(*(lambda: import_some(case_import_id=kept.pk, seconds=60) for _worker in (0, 1))) == [False, False]
    assert list(kept.people.values_list("state", flat=True)) == ["taken"] * 4
    kept.refresh_from_db()
    assert kept.ended_at is not None


@pytest.mark.requirement("CY-59")
def test_of_two_units_that_declare_a_person_at_the_same_moment_one_does(tenant, at_once):
    world = make_yearly(tenant)
    other = world.another_unit()
    case, refusal = one_of_each(at_once(world.declare, partial(world.declare, **other)), Application, OnRecord)
    assert "已由其他单位申报" in refusal.reason
    assert list(Application.objects.filter(version=world.version)) == [case]
    assert User.objects.filter(name=case.applicant_name).count() == 1


@pytest.mark.requirement("HZ-14", "HZ-18")
def test_of_two_first_sign_ins_of_a_units_accounts_both_are_seated_at_one_unit(at_once, transactional_db):
    with set_clock(IN_WINDOW), tenant_scope(load_tenant(LAKESIDE)) as lakeside:
        legacy = old_account(competent_department="health", unit_kind="enterprise")
        accounts = [make_legal_person(lakeside) for _ in range(2)]

        def sign_in(user: User) -> None:
            with tenant_scope(lakeside), transaction.atomic():
                tell_legal_person(user, USCC, "湖滨大学")

        assert at_once(*(partial(sign_in, user) for user in accounts)) == [None, None]
        unit = Unit.objects.get()
        seats = UnitAdministrator.objects.filter(unit=unit, is_active=True)
        assert set(seats.values_list("user", flat=True)) == {user.pk for user in accounts}
        legacy.refresh_from_db()
        assert (legacy.unit, unit.state) == (unit, "OPEN")
        assert Event.objects.filter(action="legacy_unit.claimed").count() == 1


def test_account_is_given_to_one_of_two_units_at_once(at_once, transactional_db):
    with set_clock(IN_WINDOW), tenant_scope(load_tenant(LAKESIDE)) as lakeside:
        first = come(make_legal_person(lakeside))
        second = come(make_legal_person(lakeside, "湖滨学院"), OTHER_USCC, "湖滨学院")
        legacy, clerk = old_account(uscc=""), make_person(lakeside, name="王处长")

        def give(unit: Unit) -> None:
            with tenant_scope(lakeside):
                give_account(legacy=legacy, unit=unit, by=clerk, reason="公函", seen="")

        outcomes = at_once(partial(give, first), partial(give, second))
        refusal = next(one for one in outcomes if one is not None)
        assert outcomes.count(None) == 1
        assert "王处长 已于" in refusal.reason
        assert Event.objects.filter(action="legacy_unit.claimed").count() == 1
