"""Whether and when a recognition is renewed, and what the new case begins with (HZ-36…45, HZ-50, HZ-81)."""

import datetime as dt

import pytest

from applications.checking import faults_of, wrong_answers
from applications.choices import Progress
from applications.models import Application
from applications.policies import may_submit
from applications.queries import facts_of
from applications.renewing import is_late, standing_of
from applications.services.drafts import UnableToStart, restore_answers
from applications.services.submitting import UnableToSubmit
from applications.services.way import By, revoke
from portal.policy import Refused
from tests.applications.renewing import renewing  # noqa: F401
from tests.builders import make_user
from tests.renewing import FIRST_DAY, LAST_DAY, NAME, Renewing, certificate_of, fresh, on

# ruff: noqa: F811
DAY = dt.timedelta(days=1)


def state_on(world: Renewing, day: dt.date) -> str:
    with on(day):
        return standing_of(world.person, world.refiling).state


@pytest.mark.requirement("HZ-36", "HZ-37", "HZ-39")
def test_too_early_is_refused_with_the_date_from_which_it_is_possible(renewing: Renewing) -> None:
    renewing.recognise()
    with on(FIRST_DAY - DAY):
        standing = standing_of(renewing.person, renewing.refiling)
        with pytest.raises(UnableToStart, match="从 2026年10月3日 起可以办理"):
            renewing.begin()
    assert (standing.state, standing.since, standing.until) == ("early", FIRST_DAY, LAST_DAY)
    assert not Application.objects.filter(version=renewing.refiling).exists()


@pytest.mark.requirement("HZ-35", "HZ-36", "HZ-38")
def test_possible_from_the_first_day_and_still_when_it_is_over(renewing: Renewing) -> None:
    renewing.recognise()
    assert [state_on(renewing, day) for day in (FIRST_DAY, LAST_DAY, LAST_DAY + DAY)] == ["open", "open", "late"]
    with on(FIRST_DAY):
        assert renewing.begin().follows is not None


@pytest.mark.parametrize(
    ("recognised", "first", "last"),
    [
        (dt.date(2024, 2, 29), dt.date(2026, 1, 29), dt.date(2026, 2, 27)),
        (dt.date(2024, 1, 31), dt.date(2025, 12, 31), dt.date(2026, 1, 30)),
        (dt.date(2024, 3, 30), dt.date(2026, 2, 28), dt.date(2026, 3, 29)),
    ],
)
def test_months_are_those_of_the_calendar(
    renewing: Renewing, recognised: dt.date, first: dt.date, last: dt.date
) -> None:
    renewing.recognise(recognised)
    with on(first):
        standing = standing_of(renewing.person, renewing.refiling)
    assert (standing.state, standing.since, standing.until) == ("open", first, last)
    assert state_on(renewing, first - DAY) == "early"


@pytest.mark.requirement("HZ-38")
def test_what_was_submitted_late_stays_marked(renewing: Renewing) -> None:
    renewing.recognise()
    in_time = renewing.begin()
    assert not is_late(in_time)
    with on(LAST_DAY + DAY):
        assert is_late(in_time)
    renewing.submit(in_time)
    with on(LAST_DAY + DAY):
        assert not is_late(fresh(in_time))


@pytest.mark.requirement("HZ-39")
def test_who_was_never_recognised_is_told_to_apply(renewing: Renewing) -> None:
    standing = standing_of(renewing.person, renewing.refiling)
    assert standing.state == "none"
    assert "请先申请“人才认定申请”" in standing.reason


def test_revoked_recognition_is_not_renewed(renewing: Renewing) -> None:
    revoke(renewing.recognise(), by=By(user=renewing.reviewer, words="材料不实"))
    standing = standing_of(renewing.person, renewing.refiling)
    assert (standing.state, standing.may_begin) == ("revoked", False)


def test_recognition_revoked_meanwhile_keeps_its_renewal_from_being_submitted(renewing: Renewing) -> None:
    base = renewing.recognise()
    case = renewing.begin()
    revoke(base, by=By(user=renewing.reviewer, words="材料不实"))
    assert "已被撤销" in (may_submit(renewing.person, fresh(case)) or "")


def test_new_recognition_takes_the_place_of_what_a_draft_would_renew(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.begin()
    renewing.recognise(LAST_DAY, category="C")
    assert "已由新的证书取代" in (may_submit(renewing.person, fresh(case)) or "")


@pytest.mark.requirement("HZ-41")
def test_another_name_than_when_recognised_is_refused(renewing: Renewing) -> None:
    renewing.recognise()
    renewing.person.name = "乐明远"
    renewing.person.save()
    with pytest.raises(UnableToStart, match="姓名（认定时为“乐明哲”，现在为“乐明远”）"):
        renewing.begin()
    assert standing_of(renewing.person, renewing.refiling).state == "mismatch"


@pytest.mark.requirement("HZ-41")
def test_number_changed_while_it_is_filled_in_is_refused_and_not_shown_whole(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.begin()
    whole = renewing.person.id_number
    renewing.person.id_number = "E12345678"
    renewing.person.save()
    with pytest.raises(Refused, match="证件号码") as refused:
        renewing.submit(case)
    assert whole not in str(refused.value.reason)
    assert "E*******8" in refused.value.reason


def test_only_one_renewal_at_a_time(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.begin()
    assert renewing.begin() == case
    renewing.submit(case)
    assert standing_of(renewing.person, renewing.refiling).state == "running"
    with pytest.raises(UnableToStart, match="正在办理"):
        renewing.begin()


@pytest.mark.requirement("HZ-23")
def test_legal_person_begins_none(renewing: Renewing) -> None:
    with pytest.raises(UnableToStart, match="单位账号不能替个人办理"):
        renewing.begin(make_user(renewing.tenant, is_legal_person=True))


@pytest.mark.requirement("HZ-40", "HZ-45", "HZ-50")
def test_begins_with_the_answers_of_the_last_recognition_and_the_account(renewing: Renewing) -> None:
    base = renewing.recognise()
    renewing.person.phone = "+8613900000009"
    renewing.person.save()
    case = renewing.begin()
    assert case.answers["degree"] == "master"
    assert case.answers["name"] == NAME
    assert case.answers["mobile"] == "+8613900000009"
    assert "reasons" not in case.answers
    assert (case.unit, case.claimed_category, case.follows) == (renewing.unit, "D", base)
    assert not case.attachments.exists()


def test_category_is_the_one_that_was_determined(renewing: Renewing) -> None:
    base = renewing.recognise(category="C")
    Application.objects.filter(pk=base.pk).update(determined_category="D")
    case = renewing.begin()
    assert (case.answers["category"], case.claimed_category) == ("D", "D")
    assert faults_of(case) == []


def test_unit_that_is_closed_is_chosen_anew(renewing: Renewing) -> None:
    renewing.recognise()
    renewing.unit.state = "CLOSED"
    renewing.unit.save()
    case = renewing.begin()
    assert case.unit is None
    assert [fault.path for fault in faults_of(case)] == ["field:work_unit", "slot:contract"]


@pytest.mark.requirement("HZ-80", "HZ-81")
def test_what_has_not_changed_needs_no_papers(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.begin()
    facts = facts_of(case)
    assert {key: value for key, value in facts.items() if key.startswith("changed.")} == {
        "changed.contract": False,
        "changed.degree": False,
        "changed.title": False,
    }
    assert faults_of(case) == []


@pytest.mark.requirement("HZ-76", "HZ-81")
def test_changed_degree_needs_its_certificate_which_stays_when_it_is_changed_back(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.save(renewing.begin(), degree="doctor")
    assert [fault.path for fault in faults_of(case)] == ["slot:degree_proof"]
    renewing.put(case, "degree_proof")
    assert faults_of(case) == []
    case = renewing.save(case, degree="master")
    assert case.attachments.filter(slot="degree_proof", removed_at=None).exists()


@pytest.mark.requirement("HZ-53", "HZ-81")
@pytest.mark.parametrize("title", ["", "无", " 无 "])
def test_none_is_the_same_however_it_is_said(renewing: Renewing, title: str) -> None:
    renewing.recognise(title="无")
    case = renewing.save(renewing.begin(), title=title)
    assert facts_of(case)["changed.title"] is False
    assert facts_of(renewing.save(case, title="工程师"))["changed.title"] is True


def test_answer_that_is_not_asked_any_more_is_no_answer(renewing: Renewing) -> None:
    renewing.recognise(degree="none", degree_major="机械工程")
    case = renewing.begin()
    assert facts_of(case)["changed.degree"] is False


@pytest.mark.requirement("HZ-74", "HZ-97")
def test_another_unit_needs_the_new_contract(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.save(renewing.begin(), work_unit=renewing.other_unit.public_id)
    assert [fault.path for fault in faults_of(case)] == ["slot:contract"]


@pytest.mark.requirement("HZ-44", "HZ-45")
def test_another_category_is_refused_with_what_to_do(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.save(renewing.begin(), category="C")
    words = "请重新进行人才认定申请"
    assert words in wrong_answers(case)["field:category"]
    with pytest.raises(UnableToSubmit) as unable:
        renewing.submit(case)
    assert [fault.path for fault in unable.value.faults] == ["field:category"]
    assert faults_of(renewing.save(case, category="D")) == []


@pytest.mark.requirement("HZ-54")
def test_reset_goes_back_to_the_last_recognition_and_keeps_files(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.begin()
    before = case.answers
    renewing.save(case, degree="doctor", post="主任", work_unit=renewing.other_unit.public_id)
    renewing.put(case, "degree_proof")
    Application.objects.filter(pk=case.pk).update(progress=Progress.FILES, label_zh="材料已保存")
    case = restore_answers(application_id=case.pk, user=renewing.person)
    assert (case.answers, case.unit) == (before, renewing.unit)
    assert (case.progress, case.label_zh) == ("", case.scheme.label("draft").zh)
    assert case.attachments.count() == 1


def test_what_was_submitted_once_is_not_reset(renewing: Renewing) -> None:
    renewing.recognise()
    case = renewing.submit(renewing.begin())
    with pytest.raises(Refused, match="已经提交过"):
        restore_answers(application_id=case.pk, user=renewing.person)


@pytest.mark.requirement("HZ-50", "HZ-92")
def test_renewal_is_renewed_by_the_months_that_it_added(renewing: Renewing) -> None:
    renewing.recognise()
    first = renewing.renew(FIRST_DAY, post="主任")
    assert certificate_of(first).valid_until == dt.date(2028, 11, 2)
    with on(dt.date(2028, 10, 2)):
        assert standing_of(renewing.person, renewing.refiling).since == dt.date(2028, 10, 3)
    with on(dt.date(2028, 10, 3)):
        again = renewing.begin()
    assert (again.follows, again.answers["post"]) == (first, "主任")


@pytest.mark.requirement("HZ-20", "HZ-42")
def test_recognition_of_the_former_site_is_renewed(renewing: Renewing) -> None:
    base = renewing.imported()
    case = renewing.begin()
    assert (case.follows, case.unit, case.answers["degree"]) == (base, None, "master")
    assert facts_of(renewing.save(case, work_unit=renewing.unit.public_id))["changed.contract"] is True


@pytest.mark.requirement("HZ-81")
def test_unit_that_claimed_the_old_account_is_the_same_unit(renewing: Renewing) -> None:
    base = renewing.imported()
    Application.objects.filter(pk=base.pk).update(unit=renewing.unit)
    case = renewing.begin()
    assert case.unit == renewing.unit
    assert facts_of(case)["changed.contract"] is False


def test_erased_recognition_leaves_everything_to_be_proven(renewing: Renewing) -> None:
    base = renewing.recognise()
    Application.objects.filter(pk=base.pk).update(erased_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    facts = facts_of(renewing.begin())
    assert [facts[key] for key in ("changed.contract", "changed.degree", "changed.title")] == [True, True, True]


def test_answer_takes_five_queries(renewing: Renewing, django_assert_max_num_queries) -> None:
    renewing.recognise()
    with django_assert_max_num_queries(5):
        assert standing_of(renewing.person, renewing.refiling).state == "open"
