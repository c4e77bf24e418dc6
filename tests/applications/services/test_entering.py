"""A unit fills in for its people."""

import pytest

from applications.choices import Party, State
from applications.models import Application, Consent
from applications.policies import may_edit, may_see
from applications.services.drafts import UnableToStart, save_answers, start_application
from applications.services.entering import OnRecord, enter_case, person_on_record
from applications.services.submitting import UnableToSubmit, submit_application
from applications.services.withdrawing import withdraw_application
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.policy import Refused
from tests.applications.tiered import tiers  # noqa: F401
from tests.builders import make_person
from tests.tiers import Tiers, decide, fill_in, fresh, open_unit_for
from units.models import SchemeOpening
from units.queries import unit_of_person

# ruff: noqa: F811
NOBODY = invented_id_number(7_700_001)


def enter(tiers: Tiers, number: str = NOBODY, **more: object) -> Application:
    words = {"id_type": "CN_ID", "id_number": number, "name": "乐明哲", "informed": True} | more
    return enter_case(version=tiers.version, unit=tiers.unit, by=tiers.keeper, **words)


@pytest.mark.requirement("NX-95", "NX-97")
def test_whom_the_portal_does_not_know_is_named_once(tiers: Tiers) -> None:
    case = enter(tiers)
    person = case.applicant
    assert (person.name, person.is_registered, person.sex != "", person.birth_date is not None) == (
        *("乐明哲", False),
        *(True, True),
    )
    assert (case.entered_by, case.label_zh, case.unit) == (Party.UNIT, "未上报", tiers.unit)
    assert unit_of_person(person) == tiers.unit
    assert Consent.objects.get(application=case).user == tiers.keeper


def test_a_second_click_goes_on_with_the_same_draft(tiers: Tiers) -> None:
    assert enter(tiers) == enter(tiers)
    assert User.objects.filter(name="乐明哲").count() == 1


@pytest.mark.requirement("NX-95")
def test_of_a_registered_person_the_account_says_who_it_is(tiers: Tiers) -> None:
    case = enter(tiers, tiers.person.id_number, name="")
    assert case.applicant == tiers.person
    assert case.answers["name"] == "市云帆"


@pytest.mark.requirement("NX-96")
@pytest.mark.parametrize("number", ["11010119900307123X", "12345", ""])
def test_a_wrong_number_is_refused(tiers: Tiers, number: str) -> None:
    with pytest.raises(UnableToStart):
        person_on_record(tiers.version, tiers.unit, id_type="CN_ID", id_number=number)
    with pytest.raises(UnableToStart):
        enter(tiers, number)
    assert not Application.objects.exists()


@pytest.mark.requirement("NX-96", "NX-121")
def test_who_is_on_record_is_not_entered_again(tiers: Tiers) -> None:
    keeper = make_person(tiers.tenant, name="另一人事")
    other = open_unit_for(tiers.tenant, "另一示例单位", keeper, opener=keeper)
    case = fill_in(enter(tiers), tiers.keeper, tiers.unit)
    with pytest.raises(OnRecord, match="其他单位") as refused:
        enter_case(
            version=tiers.version,
            unit=other,
            by=keeper,
            id_type="CN_ID",
            id_number=NOBODY,
            name="乐明哲",
            informed=True,
        )
    assert refused.value.application is None
    assert tiers.unit.name not in str(refused.value)
    submit_application(application_id=case.pk, user=tiers.keeper)
    with pytest.raises(OnRecord, match="待审核") as again:
        enter(tiers)
    assert again.value.application == case


@pytest.mark.requirement("NX-121")
def test_another_units_person_is_not_taken_over(tiers: Tiers) -> None:
    keeper = make_person(tiers.tenant, name="另一人事")
    other = open_unit_for(tiers.tenant, "另一示例单位", keeper, opener=keeper)
    case = enter(tiers)
    withdraw_application(application_id=case.pk, user=tiers.keeper, words="填错了")
    with pytest.raises(OnRecord, match="登记在其他单位名下"):
        enter_case(
            version=tiers.version,
            unit=other,
            by=keeper,
            id_type="CN_ID",
            id_number=NOBODY,
            name="乐明哲",
            informed=True,
        )


def test_nothing_begins_before_the_person_was_told(tiers: Tiers) -> None:
    with pytest.raises(UnableToStart, match="告知本人"):
        enter(tiers, informed=False)


@pytest.mark.requirement("NX-14", "NX-26")
def test_a_unit_acts_only_where_the_scheme_was_opened_for_it(tiers: Tiers) -> None:
    SchemeOpening.objects.all().delete()
    with pytest.raises(Refused, match="尚未开通"):
        enter(tiers)
    with pytest.raises(Refused, match="管理员"):
        enter_case(version=tiers.version, unit=tiers.unit, by=tiers.person, id_type="CN_ID", id_number=NOBODY)


@pytest.mark.requirement("NX-102", "NX-110", "NX-111")
def test_what_a_unit_enters_skips_its_own_confirmation(tiers: Tiers) -> None:
    case = fill_in(enter(tiers), tiers.keeper, tiers.unit)
    submit_application(application_id=case.pk, user=tiers.keeper)
    case = fresh(case)
    assert (case.stage, case.label_zh, case.submitted_by) == ("county", "待审核", Party.UNIT)
    for stage in ("city", "province"):
        decide(case, "pass")
        assert fresh(case).stage == stage
    decide(case, "pass")
    assert (fresh(case).state, fresh(case).label_zh) == (State.APPROVED, "审核通过")
    with pytest.raises(UnableToStart, match="审核通过"):
        start_application(version=tiers.version, user=case.applicant, agreed=True, language="zh-hans")


@pytest.mark.requirement("NX-107")
def test_what_was_reported_is_closed_to_the_unit_too(tiers: Tiers) -> None:
    case = fill_in(enter(tiers), tiers.keeper, tiers.unit)
    submit_application(application_id=case.pk, user=tiers.keeper)
    assert may_edit(tiers.keeper, fresh(case))
    with pytest.raises(Refused):
        save_answers(application_id=case.pk, user=tiers.keeper, answers={"post": "处长"})


@pytest.mark.requirement("NX-120")
def test_a_draft_of_the_persons_own_is_the_persons_alone(tiers: Tiers) -> None:
    case = start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")
    fill_in(case, tiers.person, tiers.unit)
    assert not may_see(tiers.keeper, fresh(case))
    assert may_edit(tiers.keeper, fresh(case))


def test_an_incomplete_form_is_not_submitted_for_the_person_either(tiers: Tiers) -> None:
    case = enter(tiers)
    with pytest.raises(UnableToSubmit) as unable:
        submit_application(application_id=case.pk, user=tiers.keeper)
    assert {fault.path for fault in unable.value.faults} == {"field:ethnicity", "field:post", "section:posts"}
