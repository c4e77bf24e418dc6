"""The second portal's way: statuses, tiers, offices, and who may fill in, read off the scheme and the tenant's file."""

import pytest

from applications.scheme import Scheme, matches
from portal.codes import code_set
from review.tenant_file import TenantFile
from tests.applications.scheme import ningxia


@pytest.fixture(scope="module")
def tenant() -> TenantFile:
    return ningxia.tenant()


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return ningxia.scheme()


@pytest.mark.requirement("NX-44", "NX-115", "NX-116")
def test_statuses_are_the_words_of_the_manual(scheme: Scheme) -> None:
    bar = [scheme.labels["draft"].zh, *dict.fromkeys(stage.label.zh for stage in scheme.stages)]
    assert [*bar, scheme.labels["approved"].zh] == ["未上报", "待单位确认", "待审核", "审核通过"]
    assert scheme.labels["returned"].zh == "审核不通过"
    assert scheme.stage("unit_confirm").returned is not None
    reviews = [stage for stage in scheme.stages if stage.holder == "office"]
    assert len({stage.office_label.zh for stage in reviews if stage.office_label}) == 3


@pytest.mark.requirement("NX-102", "NX-122")
def test_what_the_unit_submits_is_not_confirmed_by_it_again(scheme: Scheme) -> None:
    stage = scheme.stage("unit_confirm")
    assert matches(stage.when, {"case.submitted_by": "person"})
    assert not matches(stage.when, {"case.submitted_by": "unit"})
    assert stage.again


COUNTY, CITY, REGION = "county_review", "city_review", "region_review"


@pytest.mark.requirement("NX-109", "NX-110", "NX-111", "NX-112", "NX-113", "NX-114")
@pytest.mark.parametrize(
    ("level", "affiliation", "way"),
    [
        ("county", "50", [COUNTY, CITY, REGION]),
        ("county", "62", [COUNTY, CITY, REGION]),
        ("county", "90", [COUNTY, CITY, REGION]),
        ("county", "40", [CITY, REGION]),
        ("county", "20", [REGION]),
        ("county", "10", [REGION]),
        ("city", "50", [CITY, REGION]),
        ("city", "40", [CITY, REGION]),
        ("city", "20", [REGION]),
        ("province", "50", [REGION]),
        ("province", "20", [REGION]),
        ("province", "10", [REGION]),
    ],
)
def test_way_begins_at_the_tier_of_the_units_region_and_affiliation(
    scheme: Scheme, level: str, affiliation: str, way: list[str]
) -> None:
    facts = {"unit.region_level": level, "unit.affiliation": affiliation}
    reviews = [stage for stage in scheme.stages if stage.holder == "office"]
    assert [stage.key for stage in reviews if matches(stage.when, facts)] == way
    assert {office.authority_of for stage in reviews for office in stage.offices} == {"unit.region"}
    assert [stage.offices[0].tier for stage in reviews] == ["county", "city", "province"]


@pytest.mark.requirement("NX-109", "NX-114")
def test_every_division_has_its_bureau_under_that_of_its_city(tenant: TenantFile) -> None:
    divisions = code_set("gbt2260_divisions")
    by_code = {office.code: office for office in tenant.offices}
    for city in divisions.children("640000"):
        for county in divisions.children(city.code):
            office = next(one for one in tenant.offices if one.region == county.code)
            assert (office.kind, office.tier) == ("bureau", "county")
            assert by_code[office.parent or ""].region == city.code
            assert by_code[by_code[office.parent or ""].parent or ""].region == tenant.region
    assert [office.tier for office in tenant.offices].count("county") == 22
    assert [office.tier for office in tenant.offices].count("city") == 5


@pytest.mark.requirement("NX-01", "NX-22")
def test_portal_has_the_name_of_the_manual_and_shows_whom_to_ask(tenant: TenantFile) -> None:
    assert tenant.name.zh == "宁夏人力资源和社会保障网上服务大厅"
    support = next(page for page in tenant.pages if page.key == "help").body
    assert all(word in support.zh for word in ("热线电话", "微信", "问题交流群"))


@pytest.mark.requirement("NX-26", "NX-95", "NX-97")
def test_persons_and_units_fill_in_the_same_form(scheme: Scheme) -> None:
    assert scheme.fills_in == scheme.submits == ("person", "unit")
    assert scheme.opened_for_units
    assert scheme.once


def test_only_what_the_manual_has_is_there(scheme: Scheme) -> None:
    """No statement, no publicity, no certificate, no rejection for good."""
    assert (scheme.statement, scheme.publicity, scheme.certificate, scheme.window) == (None, None, None, None)
    assert {word for stage in scheme.stages for word in stage.allows} == {"pass", "return"}
