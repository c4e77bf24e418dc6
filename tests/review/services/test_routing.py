"""Which office a case comes to, by the portal's own tables."""

import pytest

from portal.policy import Refused
from review.models import AuditDivision, Office
from review.services.routing import UnableToRoute
from tests.builders import make_unit
from tests.review.services.acting import decide, fresh, offices_of

HAISHU, YUYAO, WINDOW = "alliance-haishu", "alliance-yuyao", "municipal-window"
ROUTES = [
    pytest.param("municipal", "organ", WINDOW, marks=pytest.mark.requirement("NB-58")),
    pytest.param("municipal", "enterprise", WINDOW, marks=pytest.mark.requirement("NB-59")),
    pytest.param("municipal", "institution", WINDOW, marks=pytest.mark.requirement("NB-59")),
    pytest.param("district", "organ", HAISHU, marks=pytest.mark.requirement("NB-60")),
    pytest.param("district", "enterprise", HAISHU, marks=pytest.mark.requirement("NB-61")),
    pytest.param("provincial", "enterprise", YUYAO, marks=pytest.mark.requirement("NB-62")),
    pytest.param("provincial", "organ", HAISHU, marks=pytest.mark.requirement("NB-63")),
    pytest.param("provincial", "institution", HAISHU, marks=pytest.mark.requirement("NB-63")),
    pytest.param("provincial", "university", WINDOW, marks=pytest.mark.requirement("NB-64", "NB-65")),
    pytest.param("provincial", "research_institute", WINDOW, marks=pytest.mark.requirement("NB-64", "NB-65")),
    pytest.param("central", "enterprise", YUYAO, marks=pytest.mark.requirement("NB-66")),
    pytest.param("central", "university", WINDOW, marks=pytest.mark.requirement("NB-66")),
    pytest.param("central", "organ", HAISHU, marks=pytest.mark.requirement("NB-66")),
    pytest.param("none", "enterprise", HAISHU, marks=pytest.mark.requirement("NB-67")),
]


@pytest.mark.requirement("NB-57", "NB-68", "NB-69")
@pytest.mark.parametrize(("level", "kind", "office"), ROUTES)
def test_unit_decides_who_receives_the_case(cases, level, kind, office):
    unit = make_unit(cases.tenant, level=level, kind=kind, location_district="330203", tax_district="330281")
    application = cases.send(unit=unit)
    assert offices_of(application) == [office]
    assert fresh(application).holder_zh == Office.objects.get(code=office).name_zh


@pytest.mark.parametrize("district", ["330299", ""])
def test_submission_from_a_place_without_an_alliance_says_what_is_missing(cases, district):
    unit = make_unit(cases.tenant, level="provincial", tax_district=district)
    Office.objects.filter(code=YUYAO).update(region_code="")
    with pytest.raises(UnableToRoute, match=r"unit\.tax_district"):
        cases.send(unit=unit)


@pytest.mark.requirement("NB-75", "NB-76")
def test_department_follows_the_category_claimed_and_the_conditions_own_department(cases):
    by_category = cases.at("departmental_review", claimed_category="D", claimed_condition="D1")
    assert offices_of(by_category) == ["education-department"]
    by_condition = cases.at("departmental_review", claimed_category="E", claimed_condition="E4")
    assert offices_of(by_condition) == ["health-department"]


def test_code_of_a_condition_typed_elsewhere_decides_nothing(cases):
    application = cases.at("departmental_review", claimed_condition="E1", title="E4")
    assert offices_of(application) == ["human-resources-department"]


@pytest.mark.requirement("NB-76")
def test_department_that_is_missing_or_closed_keeps_the_case_where_it_is(cases):
    application = cases.at("originals_check")
    Office.objects.filter(code="human-resources-department").update(is_active=False)
    with pytest.raises(Refused, match="请联系主管机构"):
        decide(application)
    AuditDivision.objects.all().delete()
    with pytest.raises(Refused, match="请联系主管机构"):
        decide(application)
    assert fresh(application).stage == "originals_check"
    assert offices_of(application) == [HAISHU]
