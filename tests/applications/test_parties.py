"""Whose a unit's own case is: its administrators' of today, nobody's personal data, and no reviewer's who acts for it."""

from __future__ import annotations

import datetime as dt

import pytest

from applications import own_parts
from applications.models import Application
from applications.policies import (
    is_applying,
    may_edit,
    may_see,
    may_see_attachment,
    may_submit,
    may_withdraw,
    party_of,
)
from applications.queries import cases_of
from applications.services.drafts import save_answers
from applications.services.publishing import publish_scheme
from applications.services.submitting import submit_application
from applications.services.withdrawing import withdraw_running
from portal.calendar import now, set_clock
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.privacy.leaving import kept_of, obstacles_of, without_ties
from portal.privacy.services.leaving import ask_for_erasure
from portal.privacy.services.retaining import run_retention
from portal.tenants.models import Tenant
from review.models import ReviewTask
from review.own_parts import IDENTITY_VIEWS
from review.policies import may_decide
from review.services.viewing import reveal_identity
from tests.applications.filling import client_of
from tests.builders import make_person, make_unit
from tests.permitting import Permitting, fresh, make_permitting
from units.models import Unit, UnitAdministrator
from units.services import add_administrator

LONG_AGO = dt.datetime(2012, 3, 5, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def successor(permitting: Permitting) -> User:
    """Acts for the unit after who began the case has left."""
    user = make_person(permitting.tenant, name="接任人")
    add_administrator(unit=permitting.unit, user=user, by=permitting.keeper)
    return user


def _left(permitting: Permitting) -> User:
    UnitAdministrator.objects.filter(user=permitting.keeper).update(is_active=False)
    return permitting.keeper


def test_only_who_acts_for_the_unit_today_has_its_case(permitting: Permitting, successor: User) -> None:
    case = permitting.filled_in()
    file = case.attachments.get()
    former, other = _left(permitting), make_person(permitting.tenant)
    make_unit(permitting.tenant, administrator=other)
    assert (may_see(successor, case), is_applying(successor, case)) == (True, True)
    assert (may_edit(successor, case), may_submit(successor, case), may_withdraw(successor, case)) == (None, None, None)
    assert may_see_attachment(successor, file)
    for user in (former, other):
        assert not may_see(user, case)
        assert not may_see_attachment(user, file)
        assert may_edit(user, case) == "只有该单位的管理员可以修改。"
        assert may_submit(user, case) == "只有该单位的管理员可以修改。"
        assert may_withdraw(user, case) == "只有该单位的管理员可以撤回。"


def test_successor_goes_on_where_the_one_before_stopped(permitting: Permitting, successor: User) -> None:
    case = permitting.filled_in()
    _left(permitting)
    assert permitting.begun(successor) == case
    save_answers(application_id=case.pk, user=successor, answers={"profile": "接着填"})
    submit_application(application_id=case.pk, user=successor)
    assert fresh(case).state == "pre_review"


def test_unit_takes_back_what_is_under_review(permitting: Permitting, successor: User) -> None:
    case = permitting.applied()
    assert may_withdraw(successor, case) is None
    assert may_withdraw(permitting.officers["service"], case) is not None


@pytest.mark.requirement("CY-43")
def test_what_only_units_submit_the_unit_takes_back(permitting: Permitting, successor: User) -> None:
    permitting.granted()
    case = permitting.declared(name="误报人")
    other = make_person(permitting.tenant)
    make_unit(permitting.tenant, administrator=other)
    assert may_withdraw(other, case) == "只有该单位的管理员可以撤回。"
    assert may_withdraw(permitting.officers["service"], case) == "只有该单位的管理员可以撤回。"
    client = client_of(successor)
    assert "撤回申报" in client.get(f"/cases/{case.public_id}/").content.decode()
    stale = client.post(f"/cases/{case.public_id}/withdraw/", {"revision": case.revision + 1})
    client.post(f"/cases/{case.public_id}/withdraw/", {"revision": case.revision, "words": "重复"})
    assert (stale.status_code, fresh(case).state) == (409, "withdrawn")
    assert case.timeline.latest("id").office == permitting.unit.name
    assert not ReviewTask.objects.filter(application=case, state="OPEN").exists()
    again = client.post(f"/cases/{case.public_id}/withdraw/")
    assert "该申报已办结，不能撤回。" in again.content.decode()


def test_what_persons_submit_themselves_the_unit_does_not_take_back(permitting: Permitting) -> None:
    permitting.granted()
    case = permitting.declared()
    both = permitting.declaration.scheme.model_copy(update={"submits": ("person", "unit")})
    case.version = publish_scheme(scheme=both)[0]
    assert may_withdraw(permitting.keeper, case) == "只有申报人本人可以撤回。"


@pytest.mark.requirement("CY-43")
def test_person_does_not_fill_in_what_only_units_do(permitting: Permitting) -> None:
    permitting.granted()
    case = permitting.entered()
    assert may_edit(case.applicant, case) == "本事项由单位填报，请联系所在单位。"
    assert may_submit(case.applicant, case) == "本事项由单位填报，请联系所在单位。"
    assert may_see(case.applicant, case)
    client = client_of(case.applicant)
    for url in ("/", "/cases/", f"/cases/{case.public_id}/"):
        page = client.get(url)
        assert page.status_code == 200
        assert f"/cases/{case.public_id}/form/" not in page.content.decode(), url


@pytest.mark.requirement("CY-61")
def test_administrator_declares_themself_like_anybody_else_of_the_unit(permitting: Permitting) -> None:
    permitting.granted()
    keeper = permitting.keeper
    number = next(n for n in range(1, 5000) if invented_id_number(n) == keeper.id_number)
    case = permitting.entered(number, name=keeper.name)
    assert (case.applicant, party_of(keeper, case)) == (keeper, "unit")
    submit_application(application_id=case.pk, user=keeper)
    assert fresh(case).submitted_by == "unit"


def test_nobody_reviews_what_a_unit_sends_that_they_act_for(permitting: Permitting) -> None:
    officer = permitting.officers["service"]
    case = permitting.applied()
    add_administrator(unit=permitting.unit, user=officer, by=permitting.keeper)
    task = ReviewTask.objects.get(application=case)
    assert may_decide(officer, task) == "您是该单位的管理员，不能审核本单位的申报，请由本机构的其他审核人办理。"


def test_units_case_is_not_among_the_data_of_who_began_it(permitting: Permitting) -> None:
    case = permitting.granted()
    task = ReviewTask.objects.get(application=case)
    reveal_identity(task_id=task.pk, user=permitting.officers["service"])
    assert list(cases_of(permitting.keeper)) == []
    assert own_parts.APPLICATIONS.collect(permitting.keeper).records == []
    assert IDENTITY_VIEWS.collect(permitting.keeper).records == []
    assert kept_of(permitting.keeper) == []


def test_running_case_of_the_unit_does_not_hold_up_who_leaves(permitting: Permitting, successor: User) -> None:
    permitting.applied()
    former = _left(permitting)
    assert obstacles_of(former) == []
    UnitAdministrator.objects.filter(user=former).delete()  # a seat, however old, and asking for a unit are ties
    Unit.objects.filter(requested_by=former).update(requested_by=None)
    assert without_ties(User.objects.filter(pk=former.pk)).exists()
    assert withdraw_running(former) == []


def test_units_draft_outlives_the_account_of_who_began_it(permitting: Permitting, successor: User) -> None:
    draft = permitting.filled_in()
    former = _left(permitting)
    ask_for_erasure(user=former)
    with set_clock(now() + dt.timedelta(days=8)):
        run_retention()
    former.refresh_from_db()
    assert former.name == "已注销用户"
    draft = fresh(draft)
    assert (draft.applicant_name, draft.answers["profile"]) == ("朝晖科技有限公司", "研发机构")
    assert permitting.begun(successor) == draft


def test_approval_that_is_still_held_is_not_erased(tenant: Tenant) -> None:
    """Without an end it is held until it is changed or revoked, however long ago that was."""
    with set_clock(LONG_AGO):
        at = make_permitting(tenant, valid_months=None)
        granted = at.granted()
    run_retention()
    assert fresh(granted).erased_at is None
    with set_clock(LONG_AGO + dt.timedelta(days=30)):
        change = at.granted(profile="改过的")
    assert change.follows == granted
    run_retention()
    assert fresh(granted).erased_at is not None
    assert fresh(change).erased_at is None
    assert fresh(change).attachments.get().file.open("rb").read()


def test_years_of_an_approval_count_from_its_last_day(tenant: Tenant) -> None:
    with set_clock(LONG_AGO):
        granted = make_permitting(tenant).granted()  # until 4 March 2013
    with set_clock(LONG_AGO + dt.timedelta(days=3650 + 300)):
        run_retention()
        assert fresh(granted).erased_at is None
    with set_clock(LONG_AGO + dt.timedelta(days=3650 + 370)):
        run_retention()
    assert Application.objects.get(pk=granted.pk).erased_at is not None
