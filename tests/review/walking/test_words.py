"""The many ways in which people write the same thing."""

import datetime as dt

import pytest

from applications.reading.words import as_truth
from review.walking.divisions import district_code
from review.walking.steps import Step
from review.walking.words import ID_TYPES, KINDS, LEVELS, SHANGHAI, Wait, as_moment, as_wait, meant


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("5 working days", Wait(working_days=5)),
        ("1 working day", Wait(working_days=1)),
        ("5 workdays", Wait(working_days=5)),
        ("5个工作日", Wait(working_days=5)),
        ({"working_days": 5}, Wait(working_days=5)),
        ("3 days", Wait(days=3)),
        ("2 weeks", Wait(days=14)),
        ("until window", Wait(until_window=True)),
        ("until 2026-03-02", Wait(until=dt.datetime(2026, 3, 2, 9, tzinfo=SHANGHAI))),
        ({"until": "2026-03-02"}, Wait(until=dt.datetime(2026, 3, 2, 9, tzinfo=SHANGHAI))),
    ],
)
def test_wait_is_understood(written, wait):
    assert as_wait(written) == wait


@pytest.mark.parametrize("written", ["5", "soon", "-3 days", {"days": 3, "working_days": 2}, None])
def test_wait_that_means_nothing_is_refused(written):
    with pytest.raises(ValueError, match="expected"):
        as_wait(written)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02", "2026-03-02T09:00:00+08:00"),
        ("2026/3/2", "2026-03-02T09:00:00+08:00"),
        ("2026-03-02 14:30", "2026-03-02T14:30:00+08:00"),
        ("2026-03-02T01:00:00+00:00", "2026-03-02T01:00:00+00:00"),
    ],
)
def test_clock_is_china_time_unless_it_says_otherwise(written, moment):
    assert as_moment(written).isoformat() == moment


@pytest.mark.parametrize("written", ["yes", True, "true", "是", 1])
def test_yes_is_true(written):
    assert as_truth(written) is True


@pytest.mark.parametrize(
    ("written", "table", "value"),
    [
        ("省属", LEVELS, "provincial"),
        ("District/County (City)", LEVELS, "district"),
        ("ministerial", LEVELS, "central"),
        ("non-public", LEVELS, "none"),
        ("research institute", KINDS, "research_institute"),
        ("事业单位", KINDS, "institution"),
        ("居民身份证", ID_TYPES, "CN_ID"),
        ("414", ID_TYPES, "CN_PASSPORT"),
        ("nonsense", KINDS, None),
    ],
)
def test_synonyms_mean_what_people_mean(written, table, value):
    assert meant(written, table) == value


@pytest.mark.parametrize("written", ["330206", "北仑区", "北仑"])
def test_district_is_found_by_code_and_name(written):
    assert district_code(written, "330200") == "330206"


@pytest.mark.parametrize(
    ("written", "act", "words"),
    [
        ("submit", "submit", ""),
        ({"stage": "draft", "do": "submit"}, "submit", ""),
        ("resubmit", "submit", ""),
        ({"submit": {"answers": {"major": "数学"}}}, "submit", ""),
        ({"stage": "pre_review", "do": "approve"}, "stage", ""),
        ({"stage": "publicity", "do": "object", "opinion": "x"}, "object", "x"),
        ({"stage": "publicity", "do": "dismiss", "reason": "y"}, "resolve", "y"),
    ],
)
def test_step_is_understood_however_it_is_put(written, act, words):
    step = Step.model_validate(written)

    assert step.act == act
    assert step.opinion == words
