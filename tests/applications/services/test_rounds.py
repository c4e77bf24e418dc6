"""People are declared in rounds: once each, by whichever unit, while the round is open."""

import datetime as dt

import pytest

from applications.choices import State
from applications.models import Application
from applications.services.drafts import UnableToStart, save_answers, start_application
from applications.services.entering import NameDiffers, OnRecord, person_on_record
from applications.services.submitting import submit_application
from applications.services.withdrawing import withdraw_application
from portal.audit.models import Event
from portal.calendar import set_clock
from portal.people.invented import invented_id_number
from portal.policy import Refused
from tests.applications.conftest import MORNING
from tests.applications.yearly import round_of_2027  # noqa: F401
from tests.builders import make_person
from tests.tiers import decide, fresh
from tests.yearly import NAME, NUMBER, Yearly, publish_yearly
from units.queries import unit_of_person

# ruff: noqa: F811
OTHER = invented_id_number(7_800_002)


def on(day: str):
    return set_clock(dt.datetime.fromisoformat(f"{day}T09:30:00+08:00"))


@pytest.mark.requirement("CY-59")
def test_case_keeps_the_round_in_which_it_began(round_of_2027: Yearly) -> None:
    case = round_of_2027.declare()
    assert case.round == "2027"
    round_of_2027.version = publish_yearly(round_of_2027.tenant, round_name="2028")
    assert fresh(case).round == "2027"
    assert round_of_2027.declare().round == "2028"


@pytest.mark.requirement("CY-59")
@pytest.mark.parametrize(
    ("day", "words"), [("2026-09-30", "2027批次从 2026-10-01 起"), ("2026-12-01", "2027批次已于 2026-11-30 截止")]
)
def test_nobody_begins_outside_the_round(round_of_2027: Yearly, day: str, words: str) -> None:
    with on(day), pytest.raises(Refused, match=words):
        round_of_2027.declare()
    assert not Application.objects.exists()


@pytest.mark.parametrize("day", ["2026-10-01", "2026-11-30"])
def test_first_and_last_day_belong_to_the_round(round_of_2027: Yearly, day: str) -> None:
    with on(day):
        assert round_of_2027.declare().state == State.DRAFT


def test_nothing_is_handed_in_before_the_round_opens(round_of_2027: Yearly) -> None:
    case = round_of_2027.complete(round_of_2027.declare())
    with on("2026-09-30"), pytest.raises(Refused, match="起受理申报"):
        submit_application(application_id=case.pk, user=round_of_2027.keeper)
    assert fresh(case).state == State.DRAFT


def test_draft_is_not_handed_in_after_the_round(round_of_2027: Yearly) -> None:
    case = round_of_2027.complete(round_of_2027.declare())
    with on("2026-12-01"), pytest.raises(Refused, match="2027批次已于 2026-11-30 截止"):
        submit_application(application_id=case.pk, user=round_of_2027.keeper)
    assert fresh(case).state == State.DRAFT
    with on("2026-11-30"):
        submit_application(application_id=case.pk, user=round_of_2027.keeper)


def test_what_was_given_back_is_corrected_after_the_round(round_of_2027: Yearly) -> None:
    case = round_of_2027.complete(round_of_2027.declare())
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    decide(case, "return", "请更正")
    with on("2027-01-15"):
        save_answers(application_id=case.pk, user=round_of_2027.keeper, answers={"title": "工程师"})
        submit_application(application_id=case.pk, user=round_of_2027.keeper)
    assert fresh(case).state == State.PRE_REVIEW


def test_person_declared_by_another_unit_is_not_declared_again(round_of_2027: Yearly) -> None:
    round_of_2027.declare()
    with pytest.raises(OnRecord, match="2027批次已由其他单位申报") as refused:
        round_of_2027.declare(**round_of_2027.another_unit())
    assert refused.value.application is None
    assert round_of_2027.unit.name not in refused.value.reason


@pytest.mark.requirement("CY-44")
def test_unit_goes_on_with_its_draft_and_declares_several(round_of_2027: Yearly) -> None:
    assert round_of_2027.declare() == round_of_2027.declare()
    assert round_of_2027.declare(OTHER, "另一人").applicant.name == "另一人"
    assert Application.objects.count() == 2


@pytest.mark.parametrize("state", [State.APPROVED, State.REJECTED, State.RETURNED])
def test_ended_case_of_the_round_stands_in_the_way_too(round_of_2027: Yearly, state: State) -> None:
    case = round_of_2027.declare()
    Application.objects.filter(pk=case.pk).update(state=state, label_zh="已办")
    with pytest.raises(OnRecord, match="其他单位"):
        round_of_2027.declare(**round_of_2027.another_unit())


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REVOKED])
def test_case_taken_back_or_revoked_leaves_the_way_free(round_of_2027: Yearly, state: State) -> None:
    case = round_of_2027.declare()
    if state == State.WITHDRAWN:
        withdraw_application(application_id=case.pk, user=round_of_2027.keeper, words="填错了")
    else:
        Application.objects.filter(pk=case.pk).update(state=state)
    assert round_of_2027.declare(**round_of_2027.another_unit()).pk != case.pk


def test_case_of_another_round_stands_in_nobodys_way(round_of_2027: Yearly) -> None:
    case = round_of_2027.complete(round_of_2027.declare())
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    next_one = publish_yearly(round_of_2027.tenant, round_name="2028")
    again = round_of_2027.declare(**round_of_2027.another_unit() | {"version": next_one})
    assert (again.round, again.applicant) == ("2028", case.applicant)


def test_who_is_declared_is_not_registered_as_employed(round_of_2027: Yearly) -> None:
    assert unit_of_person(round_of_2027.declare().applicant) is None


def test_person_for_oneself_applies_once_a_round(round_of_2027: Yearly) -> None:
    person = make_person(round_of_2027.tenant)
    own = publish_yearly(round_of_2027.tenant, fills_in=("person",), id_types=(), once_at_a_time=False)
    first = start_application(version=own, user=person, agreed=True, language="zh-hans")
    assert start_application(version=own, user=person, agreed=True, language="zh-hans") == first
    Application.objects.filter(pk=first.pk).update(state=State.REJECTED, label_zh="未通过")
    with pytest.raises(UnableToStart, match="2027批次已有申报（未通过）"):
        start_application(version=own, user=person, agreed=True, language="zh-hans")


def test_only_documents_that_the_scheme_takes(round_of_2027: Yearly) -> None:
    with pytest.raises(UnableToStart, match="只能凭居民身份证填报"):
        person_on_record(
            round_of_2027.version, round_of_2027.unit, id_type="FOREIGN_PASSPORT", id_number="X1234567", name="J"
        )


def test_other_name_than_that_of_the_document_is_said(round_of_2027: Yearly) -> None:
    make_person(round_of_2027.tenant, name=NAME, id_number=NUMBER)
    words = {"id_type": "CN_ID", "id_number": NUMBER}
    with pytest.raises(NameDiffers, match="姓名与这里填写的不一致"):
        person_on_record(round_of_2027.version, round_of_2027.unit, name="乐明", **words)
    assert person_on_record(round_of_2027.version, round_of_2027.unit, name=NAME, **words)


@pytest.mark.requirement("CY-67")
def test_unit_corrects_the_name_that_it_alone_had_entered(round_of_2027: Yearly) -> None:
    case = round_of_2027.declare(name="乐明折")
    same = round_of_2027.declare(name=NAME)
    assert (same.pk, same.applicant_name, same.answers["name"]) == (case.pk, NAME, NAME)
    assert Event.objects.get(action="person.renamed").detail == {"before": "*明折", "after": "*明哲"}
    round_of_2027.complete(same)
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    decide(same, "return", "姓名与身份证不符")
    assert round_of_2027.declare(name="乐明喆").answers["name"] == "乐明喆"
    assert fresh(case).submissions.get().answers["name"] == NAME


def test_name_under_which_others_have_a_case_stands(round_of_2027: Yearly) -> None:
    """What another unit has declared, or an office has in hand, is not renamed from elsewhere."""
    case = round_of_2027.complete(round_of_2027.declare())
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    round_of_2027.version = publish_yearly(round_of_2027.tenant, round_name="2028")
    for unit in ({}, round_of_2027.another_unit()):
        with pytest.raises(NameDiffers, match="请联系本门户的咨询电话"):
            round_of_2027.declare(name="乐明折", **unit)
    assert fresh(case).applicant.name == NAME


@pytest.mark.requirement("CY-47", "CY-62")
def test_sex_and_age_come_from_the_number_and_stand_once_submitted(round_of_2027: Yearly) -> None:
    case = round_of_2027.complete(round_of_2027.declare())
    birth = case.applicant.birth_date
    years = MORNING.year - birth.year - ((MORNING.month, MORNING.day) < (birth.month, birth.day))
    assert (case.answers["age"], case.answers["sex"]) == (str(years), case.applicant.sex)
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    decide(case, "return", "请更正")
    with on(f"{MORNING.year + 1}-11-02"):
        save_answers(application_id=case.pk, user=round_of_2027.keeper, answers={"age": "12", "title": "无"})
        assert fresh(case).answers["age"] == str(years + 1)
        submit_application(application_id=case.pk, user=round_of_2027.keeper)
    with on("2031-01-01"):
        assert [one.answers["age"] for one in fresh(case).submissions.all()] == [str(years), str(years + 1)]
