"""One reviewer's decision: what it needs, what it moves, what it leaves behind."""

import datetime as dt
import itertools

import pytest

from applications.models import CatalogueCategory
from applications.services.way import MovedOn
from certificates.models import Certificate
from portal.audit.models import Event
from portal.calendar import set_clock
from portal.policy import Refused
from review.models import Office, Opinion, ReviewTask, Seat
from review.services import stages
from review.services.deciding import AlreadyDecided, NotOpenYet, UnableToDecide, decide_task
from review.services.taking import take_task
from tests.builders import make_person, publish, scheme_of
from tests.review.services.acting import RECORDS, at, decide, fresh, let_publicity_end, officer, offices_of, task_of

JOINT = ["bureau", "talent-office", "human-resources-department"]


@pytest.mark.requirement("NB-70", "NB-87")
@pytest.mark.parametrize(
    ("stage", "decision", "state", "next_stage"),
    [
        ("pre_review", "pass", "pre_review", "originals_check"),
        ("pre_review", "return", "returned", "pre_review"),
        ("pre_review", "reject", "rejected", "pre_review"),
        ("originals_check", "send_back", "pre_review", "pre_review"),
        ("departmental_review", "send_back", "pre_review", "originals_check"),
        ("bureau_approval", "pass", "publicity", "publicity"),
        ("bureau_approval", "reject", "rejected", "bureau_approval"),
    ],
)
def test_each_decision_moves_the_case_where_it_says(cases, stage, decision, state, next_stage):
    application = cases.at(stage)
    before = fresh(application).revision
    decide(application, decision)
    application = fresh(application)
    assert (application.state, application.stage) == (state, next_stage)
    assert application.revision == before + 1
    is_open = decision in ("pass", "send_back") and state != "publicity"
    assert ReviewTask.objects.filter(application=application, state="OPEN").count() == is_open


@pytest.mark.requirement("NB-104")
def test_opinion_and_log_say_who_decided_what_when_and_in_which_words(cases):
    application = cases.send()
    task = task_of(application)
    opinion = decide(application, words="材料齐全")
    assert (opinion.reviewer, opinion.office.code) == (officer("alliance-haishu"), "alliance-haishu")
    assert (opinion.decision, opinion.words, opinion.submission) == ("pass", "材料齐全", task.submission)
    assert opinion.decided_at == at("2026-11-03")
    event = Event.objects.filter(target=f"applications.application:{application.pk}").latest("id")
    assert (event.action, event.actor, event.words) == ("application.passed", opinion.reviewer, "材料齐全")
    assert event.detail["office"] == opinion.office.name_zh


@pytest.mark.requirement("NB-104")
def test_every_move_of_a_case_is_an_event(cases):
    application = cases.approved()
    target = f"applications.application:{application.pk}"
    moves = list(Event.objects.filter(target=target).order_by("id").values_list("action", flat=True))
    assert moves == ["application.submitted", *["application.passed"] * 5, "application.approved"]
    entries = application.timeline.order_by("id").values_list("action", flat=True)
    assert [f"application.{action}" for action in entries] == moves


@pytest.mark.requirement("NB-87")
@pytest.mark.parametrize("decision", ["return", "reject", "send_back"])
def test_decision_without_a_reason_changes_nothing(cases, decision):
    application = cases.at("originals_check")
    with pytest.raises(UnableToDecide):
        decide(application, decision, words="  ")
    assert fresh(application).revision == application.revision
    assert task_of(application).state == "OPEN"


@pytest.mark.parametrize("decision", ["send_back", "approve", ""])
def test_decision_that_the_stage_does_not_allow_is_refused(cases, decision):
    with pytest.raises(UnableToDecide):
        decide(cases.send(), decision)


def test_remark_on_what_the_form_lacks_is_refused_whole(cases):
    application = cases.send()
    with pytest.raises(UnableToDecide):
        decide(application, "return", remarks=[("field:nothing", "请更正")])
    assert not Opinion.objects.exists()


# What a pass records


@pytest.mark.requirement("NB-73", "NB-74", "NB-103")
@pytest.mark.parametrize("missing", ["originals_checked_on", "materials_keeper", "full_time_intro_checked"])
def test_originals_pass_only_with_all_that_is_to_be_recorded(cases, missing):
    application = cases.at("originals_check")
    kept = {key: value for key, value in RECORDS["originals_check"].items() if key != missing}
    with pytest.raises(UnableToDecide):
        decide(application, records=kept)
    opinion = decide(application)
    assert opinion.records == RECORDS["originals_check"]


@pytest.mark.requirement("NB-103")
@pytest.mark.parametrize(
    "wrong",
    [
        {"originals_checked_on": "2026-11-04"},
        {"originals_checked_on": "2026-02-30"},
        {"materials_keeper": "长" * 61},
        {"materials_keeper": " "},
        {"full_time_intro_checked": False},
    ],
)
def test_records_that_cannot_be_are_refused(cases, wrong):
    with pytest.raises(UnableToDecide):
        decide(cases.at("originals_check"), records=RECORDS["originals_check"] | wrong)


@pytest.mark.requirement("NB-75", "NB-77", "NB-80")
def test_category_that_the_department_determines_goes_to_the_certificate(cases):
    application = cases.at("departmental_review")
    assert offices_of(application) == ["human-resources-department"]
    decide(application, category="D")
    assert fresh(application).claimed_category == "E"
    decide(application)
    assert task_of(application).stage == "bureau_approval"
    decide(application)
    entry = application.publicity.get()
    assert entry.shown["category"] == "拔尖人才"
    let_publicity_end(application)
    certificate = Certificate.objects.get(application=application)
    assert certificate.content["category"]["code"] == "D"
    assert certificate.content["condition"] is None


@pytest.mark.requirement("NB-77")
def test_category_that_is_not_in_the_catalogue_is_refused(cases):
    with pytest.raises(UnableToDecide):
        decide(cases.at("departmental_review"), category="Z")


@pytest.mark.requirement("NB-20")
def test_category_closed_meanwhile_is_determined_only_for_those_who_claimed_it(cases):
    claims_it, claims_another = cases.at("departmental_review"), cases.at("departmental_review", claimed_category="D")
    CatalogueCategory.objects.filter(code="E").update(is_active=False)
    with pytest.raises(UnableToDecide):
        decide(claims_another, category="E")
    decide(claims_it, category="E")
    assert fresh(claims_it).determined_category == "E"


def test_category_chosen_with_a_rejection_is_not_kept(cases):
    application = cases.at("departmental_review")
    assert decide(application, "reject", category="D" * 40).category == ""
    assert fresh(application).determined_category == ""


# Who may, and when


def test_decision_comes_from_the_office_that_holds_the_case(cases):
    application = cases.send()
    with pytest.raises(Refused, match="海曙区"):
        decide(application, user=officer("alliance-yuyao"))
    with pytest.raises(Refused):
        decide(application, user=make_person(cases.tenant))


def test_reviewer_whose_seat_was_withdrawn_decides_nothing(cases):
    application, user = cases.send(), officer("alliance-haishu")
    take_task(task_id=task_of(application).pk, user=user)
    Seat.objects.filter(user=user).update(is_active=False)
    with pytest.raises(Refused):
        decide(application, user=user)


def test_office_that_was_closed_decides_nothing(cases):
    application, user = cases.send(), officer("alliance-haishu")
    Office.objects.filter(code="alliance-haishu").update(is_active=False)
    with pytest.raises(Refused):
        decide(application, user=user)


def test_second_decision_is_told_who_was_first_and_when(cases):
    application = cases.send()
    task = task_of(application)
    decide(application, user=officer("alliance-haishu", "王审核"))
    with set_clock(at("2026-11-04")), pytest.raises(AlreadyDecided, match="王审核 已于 2026-11-03 09:00"):
        decide_task(task_id=task.pk, user=officer("alliance-haishu", "钱同事"), decision="reject", words="不符")
    assert Opinion.objects.count() == 1


def test_decision_on_another_revision_than_the_one_seen_is_refused(cases):
    application = cases.send()
    with pytest.raises(MovedOn, match="您的操作没有记录"):
        decide(application, revision=application.revision - 1)
    decide(application, revision=application.revision)


@pytest.mark.requirement("NB-88")
def test_case_that_waits_for_the_window_is_not_decided_before_it(cases):
    with set_clock(at("2026-11-20")):
        application = cases.send()
        with pytest.raises(NotOpenYet, match="2026-12-01"):
            decide(application)
    with set_clock(at("2026-12-01")):
        decide(application)
    assert fresh(application).stage == "originals_check"


# Several offices at once


@pytest.mark.requirement("NB-81", "NB-82")
def test_joint_stage_waits_for_all_three_and_keeps_each_opinion(cases):
    application = cases.at("joint_confirmation", equivalent_claim=True)
    assert offices_of(application) == JOINT
    for number, office in enumerate(JOINT, start=1):
        assert fresh(application).stage == "joint_confirmation"
        decide(application, office=office, words=f"意见{number}")
    assert fresh(application).stage == "bureau_approval"
    opinions = Opinion.objects.filter(application=application, stage="joint_confirmation").order_by("id")
    assert [(one.office.code, one.words) for one in opinions] == list(
        zip(JOINT, ["意见1", "意见2", "意见3"], strict=True)
    )


@pytest.mark.requirement("NB-81", "NB-82")
def test_one_rejection_ends_a_joint_stage(cases):
    application = cases.at("joint_confirmation", equivalent_claim=True)
    late = task_of(application, "bureau")
    decide(application, office="talent-office")
    decide(application, "reject", office="human-resources-department", words="条件不符")
    assert fresh(application).state == "rejected"
    assert offices_of(application) == []
    with pytest.raises(Refused, match=r"不予通过.*您的操作没有记录"):
        decide_task(task_id=late.pk, user=officer("bureau"), decision="pass")


@pytest.mark.requirement("NB-82")
def test_confirmations_of_an_earlier_round_do_not_count(cases):
    application = cases.at("joint_confirmation", equivalent_claim=True)
    decide(application, office="bureau")
    decide(application, office="talent-office")
    decide(application, "return", office="human-resources-department")
    cases.resubmit(application)
    assert offices_of(application) == JOINT
    decide(application, office="human-resources-department")
    assert fresh(application).stage == "joint_confirmation"


@pytest.fixture
def two_of_three(tenant):
    """Ningbo's scheme, but two of the three offices are enough."""
    changed = [
        stage.model_copy(update={"joint": stage.joint.model_copy(update={"at_least": 2})}) if stage.joint else stage
        for stage in scheme_of().stages
    ]
    return publish(tenant, stages=tuple(changed))


@pytest.mark.parametrize("first", JOINT)
def test_enough_confirmations_pass_a_joint_stage_and_close_the_rest(cases, two_of_three, monkeypatch, first):
    seconds = itertools.count()
    monkeypatch.setattr(stages, "now", lambda: at("2026-11-03") + dt.timedelta(seconds=next(seconds)))
    application = cases.at("joint_confirmation", version=two_of_three, equivalent_claim=True)
    second = next(office for office in JOINT if office != first)
    decide(application, office=first)
    assert fresh(application).stage == "joint_confirmation"
    decide(application, office=second)
    assert fresh(application).stage == "bureau_approval"
    cancelled = ReviewTask.objects.filter(application=application, state="CANCELLED")
    assert [task.office.code for task in cancelled] == [code for code in JOINT if code not in (first, second)]


def test_enough_confirmations_are_those_of_one_round(cases, two_of_three):
    application = cases.at("joint_confirmation", version=two_of_three, equivalent_claim=True)
    decide(application, office="bureau")
    decide(application, "return", office="talent-office")
    cases.resubmit(application)
    decide(application, office="human-resources-department")
    assert fresh(application).stage == "joint_confirmation"
    decide(application, office="bureau")
    assert fresh(application).stage == "bureau_approval"


def test_nobody_decides_on_their_own_application(cases):
    application = cases.send()
    office = task_of(application).office
    Seat.objects.create(office=office, user=application.applicant)

    with pytest.raises(Refused, match="不能审核自己的申报"):
        decide(application, user=application.applicant)

    assert not Opinion.objects.exists()
