"""Working days of the stages: holidays, what lay with the applicant, joint stages, stages that come again."""

import datetime as dt
from collections import Counter

from portal.calendar.queries import add_working_days
from portal.calendar.services import set_day
from review.queries.figures import Behind, behind, days_of
from review.queries.figures.days import at_rank
from tests.review.figures.conftest import cut_of
from tests.review.services.acting import let_publicity_end, task_of

DEPARTMENT = ("recognition", "departmental_review")


def days(start, end, *codes):
    return {stage: dict(line.days) for (_scheme, stage), line in days_of(cut_of(start, end, *codes)).items()}


def test_rank_is_the_number_of_days_within_which_so_many_were_done():
    taken = Counter([1, 1, 2, 3, 3, 4, 5, 6, 9, 30])
    assert [at_rank(taken, share) for share in (0.1, 0.5, 0.9, 1)] == [1, 3, 9, 30]
    assert at_rank(Counter([4]), 0.5) == at_rank(Counter([4]), 0.9) == 4
    assert at_rank(Counter([1, 2]), 0.5) == 1


def test_stages_are_counted_by_the_calendar(autumn):
    """The weekend of 17 and 24 October does not count; Saturday 10 October is worked."""
    assert days("2026-10-01", "2026-10-31") == {
        "pre_review": {3: 1, 2: 1},  # 9 to 13 October; 9 to 12 October, where it was given back
        "originals_check": {2: 1},
        "departmental_review": {7: 1},
        "bureau_submission": {1: 1},
        "bureau_approval": {2: 1},
    }
    # what lay with the applicant is nobody's time, and the next round is another
    assert days("2026-11-01", "2026-11-30") == {
        "pre_review": {2: 1, 3: 1},  # 16 to 18 November, after five weeks with the applicant; and the rejected
        "originals_check": {1: 1},
        "": {3: 1},  # the rejected, 2 to 5 November
    }


def test_a_holiday_that_is_declared_later_counts_in_the_figures_too(tenant, diary):
    case = diary.send("2026-11-02")
    diary.decide("2026-11-05", case)
    assert days("2026-11-01", "2026-11-30") == {"pre_review": {3: 1}}
    set_day(date=dt.date(2026, 11, 4), is_working=False, note="停电", by=None)
    assert days("2026-11-01", "2026-11-30") == {"pre_review": {2: 1}}


def test_within_the_limit_is_on_or_before_the_due_date(diary):
    cases = {}
    for name, last in (("in time", "2026-11-13"), ("late", "2026-11-16")):
        cases[name] = diary.send("2026-11-02", name)
        diary.decide("2026-11-03", cases[name])
        diary.decide("2026-11-04", cases[name])
        assert str(task_of(cases[name]).due_on) == "2026-11-13"
        diary.decide(last, cases[name])
    cut = cut_of("2026-11-01", "2026-11-30")
    line = days_of(cut)[DEPARTMENT]
    assert (dict(line.days), line.within, line.late) == ({7: 1, 8: 1}, 1, 1)
    assert (line.median, line.ninth_tenth, line.longest) == (7, 8, 8)
    late = behind(cut, Behind("late", stage="departmental_review"))
    assert [case.applicant_name for case in late] == ["late"]
    assert behind(cut, Behind("measured", stage="departmental_review")).count() == 2


def test_a_joint_stage_ends_with_the_last_of_its_offices(diary):
    case = diary.send("2026-11-02", equivalent_claim=True)
    for when in ("2026-11-03", "2026-11-03", "2026-11-04", "2026-11-05"):
        diary.decide(when, case)
    diary.decide("2026-11-06", case, office="bureau")
    diary.decide("2026-11-10", case, office="talent-office")
    assert "joint_confirmation" not in days("2026-11-01", "2026-11-30")
    diary.decide("2026-11-12", case, office="human-resources-department")
    assert days("2026-11-01", "2026-11-30")["joint_confirmation"] == {5: 1}
    assert days("2026-11-01", "2026-11-11", "bureau")["joint_confirmation"] == {1: 1}
    assert "joint_confirmation" not in days("2026-11-13", "2026-11-30")


def test_a_skipped_stage_and_one_left_by_withdrawing_have_no_days(diary):
    case = diary.send("2026-11-02")
    diary.withdraw("2026-11-06", case)
    other = diary.send("2026-11-02")
    for when in ("2026-11-03", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"):
        diary.decide(when, other)
    assert set(days("2026-11-01", "2026-11-30")) == {
        *("pre_review", "originals_check", "departmental_review", "bureau_submission", "bureau_approval"),
    }


def test_the_whole_case_leaves_out_what_lay_with_the_applicant(diary):
    case = diary.send("2026-11-02")
    diary.decide("2026-11-03", case, "return")
    diary.again("2026-11-13", case)
    for when in ("2026-11-16", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"):
        diary.decide(when, case)
    done = let_publicity_end(case)
    cut = cut_of("2026-11-01", "2026-12-31")
    line = days_of(cut)["recognition", ""]
    paused = 8  # 4 to 6 and 9 to 13 November
    assert str(done.decided_at.date()) == "2026-11-27"
    assert dict(line.days) == {19 - paused: 1}
    assert done.due_on == add_working_days(done.accepted_on, 40 + paused)
    assert line.within == 1


def test_what_waited_for_the_window_is_counted_from_the_day_it_opened(diary):
    case = diary.send("2026-11-20")
    diary.decide("2026-12-03", case)
    assert days("2026-12-01", "2026-12-31") == {"pre_review": {2: 1}}
