"""Where a case goes that was returned for correction, or sent back by an office."""

import pytest

from applications.services.confirming import confirm_case, return_case_by_unit
from portal.calendar import set_clock
from portal.calendar.queries import add_working_days
from portal.policy import Refused
from tests.builders import make_person, make_unit
from tests.review.services.acting import at, decide, fresh, offices_of, task_of


def stages_of(application):
    """The stages the case has stood in, in order; each once while it stays."""
    keys = list(application.timeline.order_by("id").values_list("stage", flat=True))
    return [key for key, before in zip(keys, [None, *keys], strict=False) if key != before]


@pytest.fixture
def manager(tenant):
    return make_person(tenant, name="何人事")


def confirmed_online(cases, manager):
    """A case that waits for its unit."""
    application = cases.send(unit=make_unit(cases.tenant, administrator=manager, confirms_online=True))
    assert application.stage == "unit_confirm"
    return application


def give_back(application, manager):
    return_case_by_unit(application_id=application.pk, user=manager, words="请更正", remarks=[])


@pytest.mark.requirement("NB-87")
@pytest.mark.parametrize("stage", ["pre_review", "originals_check", "departmental_review", "bureau_approval"])
def test_corrected_case_returns_to_who_asked_for_the_correction(cases, stage):
    application = cases.at(stage)
    offices = offices_of(application)
    decide(application, "return", remarks=[("field:major", "请核对")])
    assert offices_of(application) == []
    assert application.remarks.filter(is_open=True).count() == 1
    cases.resubmit(application, major="应用化学")
    assert (fresh(application).stage, offices_of(application)) == (stage, offices)
    assert task_of(application).submission.number == 2
    assert not application.remarks.filter(is_open=True).exists()


def test_stage_that_no_longer_applies_is_left_out(cases):
    application = cases.at("joint_confirmation", equivalent_claim=True)
    decide(application, "return", office="talent-office", remarks=[("field:equivalent_claim", "不属于")])
    cases.resubmit(application, equivalent_claim=False)
    assert fresh(application).stage == "bureau_approval"


def test_stage_that_applies_only_now_comes_first(cases):
    application = cases.at("bureau_approval")
    decide(application, "return", remarks=[("field:equivalent_claim", "应按相当层次申报")])
    cases.resubmit(application, equivalent_claim=True)
    assert fresh(application).stage == "joint_confirmation"
    assert len(offices_of(application)) == 3


@pytest.mark.requirement("NB-75", "NB-77")
def test_other_category_claimed_is_determined_by_its_own_department(cases):
    application = cases.at("bureau_approval")
    decide(application, "return", remarks=[("field:claimed_category", "应为D类")])
    cases.resubmit(application, claimed_category="D", claimed_condition="D1")
    assert fresh(application).stage == "departmental_review"
    assert offices_of(application) == ["education-department"]
    decide(application, category="D")
    assert fresh(application).determined_category == "D"


@pytest.mark.requirement("NB-69")
def test_case_of_another_employer_begins_anew(cases):
    application = cases.at("bureau_approval")
    decide(application, "return", remarks=[("field:work_unit", "单位已变更")])
    unit = make_unit(cases.tenant, location_district="330281", confirms_online=True)
    application = cases.resubmit(application, unit=unit)
    assert (application.stage, application.state) == ("unit_confirm", "unit_confirm")
    assert application.holder_zh == unit.name


def test_unit_that_no_longer_confirms_does_not_keep_a_corrected_case(cases, manager):
    application = confirmed_online(cases, manager)
    unit = application.unit
    give_back(application, manager)
    unit.confirms_online = False
    unit.save()
    assert cases.resubmit(application).stage == "pre_review"


def test_unit_gives_back_only_with_a_reason(cases, manager):
    application = confirmed_online(cases, manager)
    with pytest.raises(Refused, match="请写明原因"):
        return_case_by_unit(application_id=application.pk, user=manager, words=" ", remarks=[("field:none", "x")])
    assert fresh(application).state == "unit_confirm"


# Sent back by an office


def test_case_is_sent_back_past_stages_that_do_not_apply(cases):
    application = cases.at("bureau_approval")
    decide(application, "send_back")
    assert (fresh(application).stage, offices_of(application)) == ("bureau_submission", ["alliance-haishu"])


def test_case_is_sent_back_to_all_offices_of_a_joint_stage(cases):
    application = cases.at("bureau_approval", equivalent_claim=True)
    decide(application, "send_back")
    assert fresh(application).stage == "joint_confirmation"
    assert len(offices_of(application)) == 3
    decide(application, office="bureau")
    assert fresh(application).stage == "joint_confirmation"


def test_case_sent_back_twice_goes_the_whole_way_again(cases):
    application = cases.at("departmental_review")
    decide(application, "send_back")
    decide(application, "send_back")
    decide(application)
    decide(application)
    assert stages_of(application)[-5:] == [
        "departmental_review",
        "originals_check",
        "pre_review",
        "originals_check",
        "departmental_review",
    ]


# The clock stands still meanwhile


@pytest.mark.requirement("NB-89")
def test_days_with_the_applicant_are_added_to_the_limit(cases):
    with set_clock(at("2026-11-03")):
        application = cases.send()
        due_on = application.due_on
        decide(application, "return")
    with set_clock(at("2026-11-10")):
        application = cases.resubmit(application)
    assert str(due_on) == "2026-12-29"
    # Five working days more; the holidays of 2027 are not known yet.
    assert (str(application.due_on), application.due_is_provisional) == ("2027-01-05", True)
    assert task_of(application).overall_due_on == application.due_on


@pytest.mark.requirement("NB-89")
def test_days_before_the_case_was_accepted_pause_nothing(cases, manager):
    with set_clock(at("2026-11-03")):
        application = confirmed_online(cases, manager)
        give_back(application, manager)
    with set_clock(at("2026-12-01")):
        application = cases.resubmit(application)
        application = confirm_case(application_id=application.pk, user=manager)
    assert str(application.accepted_on) == "2026-12-01"
    assert application.due_on == add_working_days(application.accepted_on, 40)
