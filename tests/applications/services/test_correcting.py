"""The unit's word on its people's cases, corrections, and the way back after 审核不通过."""

import pytest

from applications.choices import Party
from applications.models import Application
from applications.paths import locked_paths
from applications.policies import may_edit
from applications.queries import progress_of
from applications.services.confirming import confirm_case, return_case_by_unit
from applications.services.drafts import save_answers, start_application
from applications.services.records import add_record, remove_record, save_record
from applications.services.submitting import UnableToSubmit, submit_application
from portal.policy import Refused
from tests.applications.tiered import tiers  # noqa: F401
from tests.tiers import COUNTY, GOOD_POST, Tiers, decide, fill_in, fresh
from units.queries import unit_of_person

# ruff: noqa: F811


@pytest.fixture
def reported(tiers: Tiers) -> Application:
    """What a person has reported: it lies with the unit."""
    case = start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")
    fill_in(case, tiers.person, tiers.unit)
    submit_application(application_id=case.pk, user=tiers.person)
    return fresh(case)


def post_of(case: Application) -> dict[str, str]:
    return fresh(case).answers["posts"][0]


def bar(case: Application) -> list[tuple[str, bool]]:
    return [(step.label, step.is_current) for step in progress_of(fresh(case))]


@pytest.mark.requirement("NX-44", "NX-94")
def test_a_persons_report_lies_with_the_unit(reported: Application) -> None:
    assert (reported.stage, reported.label_zh, reported.submitted_by) == ("unit_confirm", "待单位确认", Party.PERSON)
    expected = [("未上报", False), ("待单位确认", True), ("待审核", False), ("审核通过", False)]
    assert bar(reported) == expected


@pytest.mark.requirement("NX-53", "NX-121")
def test_what_is_asked_once_stands_once_it_was_reported(reported: Application, tiers: Tiers) -> None:
    assert unit_of_person(tiers.person) == tiers.unit
    tiers.person.refresh_from_db()
    assert tiers.person.ethnicity == "01"
    return_case_by_unit(application_id=reported.pk, user=tiers.keeper, words="改职务", remarks=[])
    save_answers(application_id=reported.pk, user=tiers.person, answers={"ethnicity": "02", "unit": "", "post": "科长"})
    case = fresh(reported)
    assert (case.answers["ethnicity"], case.unit, case.answers["post"]) == ("01", tiers.unit, "科长")


@pytest.mark.requirement("NX-101", "NX-100")
def test_confirming_reports_to_the_next_office_in_one_step(reported: Application, tiers: Tiers) -> None:
    confirm_case(application_id=reported.pk, user=tiers.keeper, revision=reported.revision)
    case = fresh(reported)
    assert (case.stage, case.submissions.count()) == ("county", 1)


@pytest.mark.requirement("NX-103")
def test_the_unit_corrects_before_it_confirms(reported: Application, tiers: Tiers) -> None:
    key, record = reported.pk, post_of(reported)["id"]
    save_record(application_id=key, user=tiers.keeper, section="posts", record=record, values={"employer": "更正单位"})
    assert may_edit(tiers.person, fresh(reported))
    confirm_case(application_id=key, user=tiers.keeper)
    last = fresh(reported).submissions.get(number=2)
    assert (last.submitted_by, last.answers["posts"][0]["employer"]) == (tiers.keeper, "更正单位")


def test_a_correction_that_leaves_a_gap_is_not_confirmed(reported: Application, tiers: Tiers) -> None:
    save_answers(application_id=reported.pk, user=tiers.keeper, answers={"post": ""})
    with pytest.raises(UnableToSubmit):
        confirm_case(application_id=reported.pk, user=tiers.keeper)
    assert fresh(reported).stage == "unit_confirm"


@pytest.mark.requirement("NX-103")
def test_the_unit_sends_back_with_its_own_word_for_it(reported: Application, tiers: Tiers) -> None:
    return_case_by_unit(application_id=reported.pk, user=tiers.keeper, words="请补充", remarks=[])
    case = fresh(reported)
    assert (case.state, case.label_zh) == ("returned", "单位退回")
    assert bar(case)[0] == ("单位退回", True)
    assert may_edit(tiers.person, case) is None


@pytest.mark.requirement("NX-116")
def test_not_passed_reopens_with_reason_and_comes_back_to_who_asked(reported: Application, tiers: Tiers) -> None:
    confirm_case(application_id=reported.pk, user=tiers.keeper)
    decide(reported, "pass")
    record = post_of(reported)["id"]
    decide(reported, "return", "起始年月不符", remarks=[(f"field:posts.{record}.start", "应为2016-07")])
    case = fresh(reported)
    assert (case.label_zh, bar(case)[0]) == ("审核不通过", ("审核不通过", True))
    save_record(
        application_id=case.pk,
        user=tiers.person,
        section="posts",
        record=record,
        values={"start": "2016-07", "employer": "别的"},
    )
    assert post_of(case) == {**post_of(reported), "start": "2016-07", "employer": "示例研究院"}
    submit_application(application_id=case.pk, user=tiers.person)
    assert fresh(case).stage == "unit_confirm"
    confirm_case(application_id=case.pk, user=tiers.keeper)
    assert fresh(case).stage == "city"


@pytest.mark.requirement("NX-122")
def test_the_unit_reports_a_corrected_record_itself(reported: Application, tiers: Tiers) -> None:
    confirm_case(application_id=reported.pk, user=tiers.keeper)
    decide(reported, "return", "职务不符")
    save_answers(application_id=reported.pk, user=tiers.keeper, answers={"post": "主任"})
    submit_application(application_id=reported.pk, user=tiers.keeper)
    case = fresh(reported)
    assert (case.stage, case.submitted_by) == ("county", Party.UNIT)


def test_a_remark_on_a_list_opens_the_whole_list(reported: Application, tiers: Tiers) -> None:
    confirm_case(application_id=reported.pk, user=tiers.keeper)
    decide(reported, "return", "经历不全", remarks=[("section:posts", "缺2020年以后的经历")])
    add_record(application_id=reported.pk, user=tiers.person, section="posts", values=GOOD_POST)
    remove_record(application_id=reported.pk, user=tiers.person, section="posts", record=post_of(reported)["id"])
    save_answers(application_id=reported.pk, user=tiers.person, answers={"post": "变"})
    assert fresh(reported).answers["post"] == "无"


def test_a_remark_on_one_record_leaves_the_list_closed(reported: Application, tiers: Tiers) -> None:
    confirm_case(application_id=reported.pk, user=tiers.keeper)
    record = post_of(reported)["id"]
    decide(reported, "return", "更正", remarks=[(f"record:posts.{record}", "请核对")])
    locked = locked_paths(fresh(reported))
    assert "section:posts" in locked
    assert not {f"field:posts.{record}.employer", f"slot:post_papers.{record}"} & locked
    with pytest.raises(Refused):
        add_record(application_id=reported.pk, user=tiers.person, section="posts", values=GOOD_POST)


@pytest.mark.requirement("NX-109", "NX-112", "NX-113", "NX-114")
@pytest.mark.parametrize(
    ("region", "affiliation", "ways"),
    [
        (COUNTY, "50", ["county", "city", "province"]),
        (COUNTY, "90", ["county", "city", "province"]),
        (COUNTY, "40", ["city", "province"]),
        ("640100", "40", ["city", "province"]),
        (COUNTY, "20", ["province"]),
        ("640000", "20", ["province"]),
    ],
)
def test_region_and_affiliation_say_at_which_tier_a_case_begins(
    reported: Application, tiers: Tiers, region: str, affiliation: str, ways: list[str]
) -> None:
    tiers.move_unit(region, affiliation)
    confirm_case(application_id=reported.pk, user=tiers.keeper)
    seen = []
    while fresh(reported).stage and fresh(reported).state != "approved":
        seen.append(fresh(reported).stage)
        decide(reported, "pass")
    assert seen == ways
