"""What the manual says, read off the scheme itself. That the software keeps to it is shown by the tests of each app."""

import itertools

import pytest

from applications.scheme import Scheme
from applications.scheme.checks import route_for
from applications.scheme.loader import load_scheme
from applications.scheme.usual import UNIT_FACTS
from portal.codes import known_code_sets
from review.tenant_file import TenantFile, read_tenant_file
from tests.applications.scheme.small import NINGBO

WINDOW, LOCATION, TAX = "municipal-window", "unit.location_district", "unit.tax_district"
LEVELS, KINDS = sorted(UNIT_FACTS["unit.level"]), sorted(UNIT_FACTS["unit.kind"])  # type: ignore[type-var, arg-type]
OWN = {  # level and kind → the manual's rule and the office or where its alliance is looked for
    ("municipal", "organ"): ("R1", WINDOW),
    ("district", "organ"): ("R3", LOCATION),
    ("provincial", "enterprise"): ("R5", TAX),
    ("provincial", "organ"): ("R6", LOCATION),
    ("provincial", "institution"): ("R6", LOCATION),
    ("provincial", "university"): ("R7", WINDOW),
    ("provincial", "research_institute"): ("R7", WINDOW),
}


@pytest.fixture(scope="module")
def ningbo() -> Scheme:
    tenant, _ = read_tenant_file(NINGBO.parent)
    return load_scheme(NINGBO, known_codes=known_code_sets(), known_offices=tenant.office_codes)


@pytest.fixture(scope="module")
def tenant() -> TenantFile:
    return read_tenant_file(NINGBO.parent)[0]


def expected_route(level: str, kind: str) -> tuple[str, str]:
    if level == "central":
        rule, office = OWN["provincial", kind]
        return f"AMB-03 ({rule})", office
    if level == "none":
        return "AMB-03 (R4)", LOCATION
    return OWN.get((level, kind)) or {"municipal": ("R2", WINDOW), "district": ("R4", LOCATION)}[level]


@pytest.mark.requirement(
    "NB-58", "NB-59", "NB-60", "NB-61", "NB-62", "NB-63", "NB-64", "NB-65", "NB-66", "NB-67", "NB-68"
)
@pytest.mark.parametrize(("level", "kind"), list(itertools.product(LEVELS, KINDS)))
def test_every_level_and_kind_of_unit_has_the_office_of_the_manual(ningbo: Scheme, level: str, kind: str) -> None:
    route = route_for(ningbo.routes["pre_review"], {"unit.level": level, "unit.kind": kind})
    assert route is not None
    assert (route.name, route.office.code or route.office.alliance_of) == expected_route(level, kind)


@pytest.mark.requirement("NB-57")
def test_every_district_has_its_alliance(tenant: TenantFile) -> None:
    alliances = [office.region for office in tenant.offices if office.kind == "alliance"]
    districts = ["03", "05", "06", "11", "12", "13", "25", "26", "81", "82"]
    assert alliances == [f"3302{district}" for district in districts]


@pytest.mark.requirement("NB-72")
def test_every_receiving_office_has_an_outlet_marked_as_sample(tenant: TenantFile) -> None:
    receiving = [office for office in tenant.offices if office.kind in ("window", "alliance")]
    assert all(office.outlets for office in receiving)
    assert tenant.outlets_are_samples


@pytest.mark.requirement("NB-11")
def test_statement_has_the_six_parts(ningbo: Scheme) -> None:
    assert ningbo.statement is not None
    assert [part.title.zh[:3] for part in ningbo.statement.parts] == [
        "（一）",
        "（二）",
        "（三）",
        "（四）",
        "（五）",
        "（六）",
    ]
    assert all(part.text.zh and part.text.en for part in ningbo.statement.parts)


@pytest.mark.requirement("NB-14", "NB-15", "NB-17", "NB-18", "NB-19", "NB-107")
def test_statement_says_who_may_apply_what_is_authorised_and_what_is_promised(ningbo: Scheme) -> None:
    assert ningbo.statement is not None
    first, last = ningbo.statement.parts[0].text, ningbo.statement.parts[5].text
    for words in (
        "在甬部、省属单位",
        "在宁波缴纳社会保险",
        "遵守宪法和法律",
        "持续创新的科学精神",
        "良好职业道德",
        "保障",
    ):
        assert words in "".join(first.zh)
    assert "授权经办机构查询本人在宁波的社会保险缴纳情况" in last.zh[0]
    assert "真实性、完整性和有效性" in last.zh[1]


@pytest.mark.requirement("NB-21")
def test_form_has_three_pages_and_the_fields_of_the_dictionary(ningbo: Scheme) -> None:
    pages = [" ".join(field.key for field in section.fields) for section in ningbo.sections]
    assert pages == [
        "name sex id_type id_number birth_date nationality ethnicity political_status mobile work_unit "
        "unit_level unit_kind unit_location_district unit_tax_district",
        "full_time_intro_date social_insurance_ningbo highest_education highest_degree degree_origin graduate_school "
        "major title by_senior_title title_origin claimed_category claimed_condition equivalent_claim",
        "unit_publicity_start unit_publicity_end",
    ]


@pytest.mark.requirement("NB-06", "NB-07")
def test_attachments_page_has_the_four_common_questions(ningbo: Scheme, tenant: TenantFile) -> None:
    notes = ningbo.sections[2].notes
    assert [note.zh[:2] for note in notes] == ["1.", "2.", "3.", "4."]
    assert "https://hrs.nbrc.com.cn/download/sogou_explorer.exe" in notes[0].zh
    assert "1MB" in notes[3].zh
    assert any("https://hrs.nbrc.com.cn/download/sogou_explorer.exe" in page.body.zh for page in tenant.pages)


def test_first_page_carries_the_two_inch_photo(ningbo: Scheme) -> None:
    photo = ningbo.slot("photo")
    assert (photo.key, photo.section, photo.photo) == ("nb_photo", "basic_information", (35, 49))


@pytest.mark.requirement("NB-39")
def test_proofs_from_abroad_point_to_the_website_with_the_method(ningbo: Scheme) -> None:
    for key in ("nb_foreign_degree_auth", "nb_hkmt_degree_auth"):
        slot = ningbo.slot(key)
        assert slot.hint is not None
        assert "留学网" in slot.hint.zh
        assert slot.link


@pytest.mark.requirement("NB-20")
def test_talents_who_are_not_recognised_are_no_category(ningbo: Scheme) -> None:
    assert ningbo.catalogue is not None
    names = {category.name.zh for category in ningbo.catalogue.categories}
    assert not names & {"基础人才", "优秀乡土人才"}
    assert ningbo.catalogue.sample


@pytest.mark.requirement("NB-76")
def test_every_category_has_its_department(ningbo: Scheme) -> None:
    assert ningbo.catalogue is not None
    assert all(category.department for category in ningbo.catalogue.categories)


def test_way_has_the_steps_and_limits_of_the_manual(ningbo: Scheme) -> None:
    way = [(stage.key, stage.working_days) for stage in ningbo.stages]
    assert way == [
        ("unit_confirm", None),
        ("pre_review", None),
        ("originals_check", None),
        ("departmental_review", 7),
        ("bureau_submission", None),
        ("joint_confirmation", None),
        ("bureau_approval", None),
        ("publicity", 5),
    ]
    assert ningbo.working_days == 40
    assert ningbo.window is not None
    assert (ningbo.window.first_working_day, ningbo.window.last_working_day) == (1, 5)


def test_equivalent_talents_are_confirmed_by_three_offices(ningbo: Scheme) -> None:
    stage = ningbo.stage("joint_confirmation")
    assert stage.when == {"equivalent_claim": True}
    assert [office.code or office.department_of for office in stage.offices] == [
        "bureau",
        "talent-office",
        "claimed_category",
    ]
    assert stage.joint is not None
    assert stage.joint.at_least == "all"


def test_time_of_full_time_introduction_must_be_checked_twice(ningbo: Scheme) -> None:
    for key in ("originals_check", "departmental_review"):
        record = next(one for one in ningbo.stage(key).records if one.key == "full_time_intro_checked")
        assert record.must_be is True


def test_unit_is_told_where_to_bring_the_originals(ningbo: Scheme) -> None:
    assert ningbo.stage("pre_review").on_pass == ("originals",)
    rule = ningbo.notices["originals"]
    assert "unit_contact" in rule.to
    assert "{outlet}" in rule.text.zh


def test_result_goes_out_by_sms(ningbo: Scheme) -> None:
    for key in ("approved", "rejected"):
        assert "sms" in ningbo.notices[key].channels
    assert "请耐心等待" in ningbo.notices["submitted"].text.zh


def test_result_is_fed_back_to_unit_receiving_office_and_department(ningbo: Scheme) -> None:
    assert ningbo.stage("publicity").on_pass == ("result_fed_back",)
    assert set(ningbo.notices["result_fed_back"].to) == {"unit", "receiving_office", "department"}


def test_public_list_shows_name_unit_and_category_and_no_number(ningbo: Scheme) -> None:
    assert ningbo.publicity is not None
    assert ningbo.publicity.columns == ("name", "unit.name", "category")


@pytest.mark.requirement("NB-105")
def test_certificate_is_valid_without_end(ningbo: Scheme) -> None:
    assert ningbo.certificate is not None
    assert ningbo.certificate.title.zh == "宁波市高层次人才分类认定证书"
    assert ningbo.certificate.valid_months is None
