"""How much came, lies and was decided, against what was done by hand; and that each number is that of its list."""

from collections import Counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from review.models import Office
from review.queries.figures import Behind, behind, overview_of
from review.queries.figures.cases import FIGURES
from review.queries.figures.cut import DECISIONS
from tests.builders import publish
from tests.review.figures.conftest import cut_of
from tests.review.services.acting import let_publicity_end

HAISHU = "alliance-haishu"


def numbers(counted):
    return {name: count for name, count in counted.items() if count}


def listed(cut, figure, **given):
    return set(behind(cut, Behind(figure, **given)).values_list("applicant_name", flat=True))


def test_a_month_counts_what_came_and_ended_in_it_and_what_lay_at_its_end(autumn):
    assert numbers(overview_of(cut_of("2026-10-01", "2026-10-31")).total) == {
        "received": 2,
        "returned": 1,
        "in_publicity": 1,
    }
    assert numbers(overview_of(cut_of("2026-11-01", "2026-11-30")).total) == {
        "received": 3,
        "in_hand": 1,
        "waiting": 1,
        "rejected": 1,
        "withdrawn": 1,
        "in_publicity": 1,
    }
    # the past is as it was: on 11 October nothing had been decided, whatever became of it later
    assert numbers(overview_of(cut_of("2026-10-01", "2026-10-11")).total) == {"received": 2, "in_hand": 2}
    assert listed(cut_of("2026-11-01", "2026-11-04"), "in_hand") == {"rejected", "withdrawn"}
    assert listed(cut_of("2026-11-01", "2026-11-19"), "in_hand") == {"returned"}


def test_due_soon_and_overdue_are_part_of_what_is_in_hand(diary):
    case = diary.send("2026-11-02")
    for when in ("2026-11-03", "2026-11-04"):
        diary.decide(when, case)  # the department has seven working days: until 13 November

    def on(day):
        return numbers(overview_of(cut_of("2026-11-01", day)).total)

    assert on("2026-11-10") == {"received": 1, "in_hand": 1}
    assert on("2026-11-11") == {"received": 1, "in_hand": 1, "due_soon": 1}
    assert on("2026-11-13") == {"received": 1, "in_hand": 1, "due_soon": 1}
    assert on("2026-11-14") == {"received": 1, "in_hand": 1, "overdue": 1}


def test_months_are_whole_and_cross_the_year(diary, autumn):
    let_publicity_end(autumn["passing"])
    diary.send("2027-01-05", "next year")
    months = overview_of(cut_of("2026-12-15", "2027-01-10")).months
    assert {f"{month:%Y-%m}": numbers(counts) for month, counts in months.items() if counts} == {
        "2026-10": {"received": 2},
        "2026-11": {"received": 3, "passed": 1, "rejected": 1, "withdrawn": 1},
        "2026-12": {"received": 1},
        "2027-01": {"received": 1},
    }


def test_a_case_counts_once_at_each_office_and_once_in_all(diary):
    case = diary.send("2026-11-02", equivalent_claim=True)
    for when in ("2026-11-03", "2026-11-03", "2026-11-04", "2026-11-05"):
        diary.decide(when, case)
    diary.decide("2026-11-06", case, office="bureau")
    found = overview_of(cut_of("2026-11-01", "2026-11-10"))
    codes = dict(Office.objects.values_list("pk", "code"))
    offices = {codes[pk]: numbers(counts) for pk, counts in found.offices.items() if numbers(counts)}
    assert offices == {
        HAISHU: {"received": 1, "office_passed": 1},
        "human-resources-department": {"received": 1, "in_hand": 1, "office_passed": 1},
        "bureau": {"received": 1, "office_passed": 1},
        "talent-office": {"received": 1, "in_hand": 1},
    }
    assert numbers(found.total) == {"received": 1, "in_hand": 1}


def test_categories_and_schemes_are_told_apart(tenant, diary, autumn):
    other = publish(tenant, scheme="other")
    diary.send("2026-11-04", "elsewhere", version=other)
    found = overview_of(cut_of("2026-11-01", "2026-11-30"))
    assert {group: counts["received"] for group, counts in found.groups.items() if counts["received"]} == {
        ("recognition", "D"): 2,
        ("recognition", "E"): 1,
        ("other", "E"): 1,
    }
    assert {key: counts["received"] for key, counts in found.by_scheme().items()} == {"recognition": 3, "other": 1}
    assert overview_of(cut_of("2026-11-01", "2026-11-30", scheme="other")).total["received"] == 1
    assert listed(cut_of("2026-11-01", "2026-11-30", scheme="recognition"), "received", category="D") == {
        "rejected",
        "withdrawn",
    }


def test_each_number_is_that_of_the_list_behind_it(autumn):
    let_publicity_end(autumn["passing"])
    for start, end in (("2026-10-01", "2026-10-31"), ("2026-01-01", "2026-12-02")):
        for codes in ((), (HAISHU,), ("bureau",)):
            cut = cut_of(start, end, *codes)
            found = overview_of(cut)
            counted = sum(found.offices.values(), Counter()) | found.total if codes else found.total
            wanted = OF_CASES | (set(DECISIONS) if codes else set())
            lists = {figure: behind(cut, Behind(figure)).count() for figure in wanted}
            assert {figure: counted[figure] for figure in wanted} == lists


OF_CASES = set(FIGURES) - {*DECISIONS, "taken", "decided", "measured", "late"} | {"returned"}


def test_as_many_queries_for_many_cases_as_for_few(diary, autumn):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            overview_of(cut_of("2026-10-01", "2026-12-31"))
        return len(captured)

    few = asked()
    for number in range(5):
        diary.send("2026-12-01", f"多{number}")
    assert asked() == few
