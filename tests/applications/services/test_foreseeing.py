"""What lies before a case: who would hold each stage to come, and by when at the latest."""

import datetime as dt

from django.test import Client

from applications.models import Application
from applications.services.confirming import confirm_case, return_case_by_unit
from applications.services.drafts import start_application
from applications.services.foreseeing import outlook_of
from applications.services.submitting import submit_application
from applications.services.withdrawing import withdraw_application
from applications.views.way import way_of
from portal.calendar import today
from portal.calendar.queries import add_working_days
from tests.applications.filling import fill
from tests.applications.tiered import tiers  # noqa: F401
from tests.tiers import Tiers, fill_in, fresh
from units.models import Unit

# ruff: noqa: F811


def started(tiers: Tiers) -> Application:
    case = start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")
    fill_in(case, tiers.person, tiers.unit)
    return fresh(case)


def test_a_draft_knows_who_would_have_it_and_counts_as_if_it_came_today(tiers: Tiers) -> None:
    outlook = outlook_of(started(tiers))

    assert outlook.is_assumed
    keys = [one.stage.key for one in outlook.ahead]
    assert keys[0] == "unit_confirm"
    assert outlook.ahead[0].holder == tiers.unit.name
    assert all(one.holder for one in outlook.ahead)
    assert fresh(started(tiers)).accepted_on is None  # nothing of it is written


def test_stages_left_behind_are_not_foreseen_and_the_way_keeps_their_day(tiers: Tiers) -> None:
    case = started(tiers)
    submit_application(application_id=case.pk, user=tiers.person)
    before = [one.stage.key for one in outlook_of(fresh(case)).ahead]
    confirm_case(application_id=case.pk, user=tiers.keeper, revision=fresh(case).revision)

    case = fresh(case)
    assert [one.stage.key for one in outlook_of(case).ahead] == before[1:]
    steps = way_of(case).steps
    assert [step.state for step in steps[:3]] == ["done", "done", "current"]
    assert [step.on for step in steps[:2]] == [today(), today()]
    assert steps[1].who == tiers.unit.name


def test_a_returned_case_goes_on_where_it_was_given_back(tiers: Tiers) -> None:
    case = started(tiers)
    submit_application(application_id=case.pk, user=tiers.person)
    return_case_by_unit(application_id=case.pk, user=tiers.keeper, words="改职务", remarks=[])

    case = fresh(case)
    assert outlook_of(case).ahead[0].stage.key == "unit_confirm"
    steps = way_of(case).steps
    assert [step.state for step in steps[:3]] == ["done", "returned", "todo"]
    assert "重新提交" in steps[1].words


def test_nothing_lies_before_a_case_that_has_ended(tiers: Tiers) -> None:
    case = started(tiers)
    withdraw_application(application_id=case.pk, user=tiers.person)

    assert outlook_of(fresh(case)).ahead == ()
    assert [step.state for step in way_of(fresh(case)).steps] == ["done", "stopped"]


def test_a_limit_that_hangs_on_an_unlimited_stage_is_said_in_working_days(draft: Application, unit: Unit) -> None:
    case = fill(draft, unit)
    by_key = {one.stage.key: one for one in outlook_of(case).ahead}

    assert "joint_confirmation" not in by_key  # its condition fails
    assert (by_key["departmental_review"].until, by_key["departmental_review"].days) == (None, 7)
    assert by_key["publicity"].holder == "宁波市人力资源和社会保障局"
    assert by_key["pre_review"].holder == ""  # no such office is set up: nothing is guessed


def test_acceptance_and_the_overall_limit_are_computed_not_written(draft: Application, unit: Unit) -> None:
    unit.confirms_online = False
    unit.save()
    case = fill(draft, unit)
    outlook = outlook_of(case)

    limit = case.scheme.working_days
    assert limit is not None
    assert outlook.due_on == add_working_days(dt.date(2026, 11, 3), limit)
    assert outlook.ahead[0].until == outlook.due_on
    assert (case.accepted_on, case.due_on) == (None, None)


def test_the_page_of_a_case_shows_the_way_as_one_list(draft: Application, unit: Unit, client: Client) -> None:
    fill(draft, unit)
    body = client.get(f"/cases/{draft.public_id}/").content.decode()

    assert body.count('aria-current="step"') == 1
    assert "到这一步后 7 个工作日内" in body
    assert "发放电子证书" in body
