"""What a unit states about itself before anything else, over HTTP (NX-32…40)."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from portal.audit.models import Event
from portal.people.models import User
from portal.sealing.seals import is_sealed_text
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.services.setting_up import load_tenant
from tests.builders import make_person
from tests.uplands import FOLDER, XIXIA, browser_of, make_local_unit, statement
from units.models import Unit

DESK = "/my-units/cases/"


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with tenant_scope(load_tenant(FOLDER)) as tenant:
        yield tenant


@pytest.fixture
def keeper(tenant: Tenant) -> User:
    return make_person(tenant, name="王娜")


@pytest.fixture
def unit(tenant: Tenant, keeper: User) -> Unit:
    return make_local_unit(tenant, "自治区示例医院", administrator=keeper, address="旧址1号", region="")


@pytest.fixture
def desk(keeper: User) -> Client:
    return browser_of(keeper)


def address_of(unit: Unit) -> str:
    return f"/my-units/{unit.public_id}/information/"


def stored(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def complete(desk: Client, unit: Unit, **changes: str) -> None:
    answer = desk.post(address_of(unit), statement(unit, **changes) | {"go": "save", "revision": unit.revision})
    assert answer.status_code == 302, strip_tags(answer.content.decode())


@pytest.mark.requirement("NX-32")
def test_first_entry_leads_to_the_units_information_before_anything_else(desk: Client, unit: Unit) -> None:
    answer = desk.get(DESK)
    assert answer.status_code == 302
    assert answer["Location"].startswith(address_of(unit))
    assert "请先核对并填写单位信息" in desk.get(answer["Location"]).content.decode()


@pytest.mark.requirement("NX-33")
def test_later_entries_go_straight_to_the_units_page(desk: Client, unit: Unit) -> None:
    complete(desk, unit)
    assert desk.get(DESK).status_code == 200


@pytest.mark.requirement("NX-32", "NX-39")
def test_saving_leads_on_to_where_one_was_going(desk: Client, unit: Unit) -> None:
    posted = statement(unit) | {"go": "save", "next": DESK + "?shown=ended"}
    assert desk.post(address_of(unit), posted)["Location"] == DESK + "?shown=ended"
    posted = statement(unit) | {"go": "save", "next": "https://elsewhere.example/"}
    assert desk.post(address_of(unit), posted)["Location"] == DESK


@pytest.mark.requirement("NX-34", "NX-39", "NX-40")
def test_page_has_the_manuals_head_and_buttons(desk: Client, unit: Unit) -> None:
    complete(desk, unit)
    page = strip_tags(desk.get(address_of(unit)).content.decode())
    for words in ("首页", "关闭", "管理员:王娜", "退出登录", "手册", "编辑", "保存", "重置", "自治区示例医院"):
        assert words in page


@pytest.mark.requirement("NX-36")
def test_name_and_organisation_code_come_from_the_register_and_stay(desk: Client, unit: Unit) -> None:
    page = desk.get(address_of(unit)).content.decode()
    assert 'name="field:unit_name"' not in page
    assert 'name="field:org_code"' not in page
    assert unit.uscc[8:17] in page
    complete(desk, unit, unit_name="别的医院", org_code="000000000")
    kept = stored(unit).information
    assert (kept["unit_name"], kept["org_code"]) == ("自治区示例医院", unit.uscc[8:17])


def test_what_the_register_knows_is_there_to_be_checked(desk: Client, unit: Unit) -> None:
    assert "旧址1号" in desk.get(address_of(unit)).content.decode()


@pytest.mark.requirement("NX-35")
@pytest.mark.parametrize(
    "key",
    [
        *("address", "head", "head_mobile", "unit_type", "affiliation", "economic_type", "industry"),
        *("admin_superior", "industry_superior", "region"),
    ],
)
def test_every_field_is_required(desk: Client, unit: Unit, key: str) -> None:
    answer = desk.post(address_of(unit), statement(unit, **{key: ""}) | {"go": "save"})
    assert answer.status_code == 422
    assert [fault["url"] for fault in answer.context["faults"]] == [f"#field-{key}"]
    assert stored(unit).information_at is None


@pytest.mark.requirement("NX-35")
def test_what_was_typed_is_kept_although_something_is_missing(desk: Client, unit: Unit) -> None:
    answer = desk.post(address_of(unit), {"field:head": "马负责", "field:head_mobile": "12", "go": "save"})
    assert answer.status_code == 422
    assert "已填写的内容已经保存" in answer.content.decode()
    assert stored(unit).information["head"] == "马负责"
    assert "马负责" in desk.get(address_of(unit)).content.decode()
    assert desk.get(DESK).status_code == 302


def test_complete_information_is_only_replaced_by_what_is_complete(desk: Client, unit: Unit) -> None:
    complete(desk, unit)
    answer = desk.post(address_of(unit), statement(unit, head="新负责", region="") | {"go": "save"})
    assert answer.status_code == 422
    assert "新负责" in answer.content.decode()
    assert stored(unit).information["head"] == "马负责"
    assert stored(unit).region == "640104"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("head_mobile", "123"),
        ("unit_type", "2"),
        ("affiliation", "11"),
        ("industry", "没有"),
        ("region", "110101"),
        ("region", "330200"),
        ("admin_superior", "nobody"),
        ("head", "马" * 61),
    ],
)
def test_what_cannot_be_right_is_refused(desk: Client, unit: Unit, key: str, value: str) -> None:
    answer = desk.post(address_of(unit), statement(unit, **{key: value}) | {"go": "save"})
    assert [fault["url"] for fault in answer.context["faults"]] == [f"#field-{key}"]


@pytest.mark.requirement("NX-38", "NX-114")
def test_regions_are_the_provinces_the_cities_own_levels_and_the_counties(desk: Client, unit: Unit) -> None:
    region = next(one for one in desk.get(address_of(unit)).context["fields"] if one.field.key == "region")
    labels = {option.value: option.label for option in region.options}
    assert labels["640000"] == "宁夏回族自治区本级"
    assert labels["640100"] == "银川市本级"
    assert labels["640104"] == "兴庆区"
    assert len(labels) == 1 + 5 + 22
    assert not [code for code in labels if not code.startswith("64")]
    assert region.kind == "select"


@pytest.mark.requirement("NX-38", "NX-114")
@pytest.mark.parametrize(("code", "level"), [("640000", "province"), ("640100", "city"), (XIXIA, "county")])
def test_region_chosen_decides_where_the_unit_reports(desk: Client, unit: Unit, code: str, level: str) -> None:
    complete(desk, unit, region=code)
    assert (stored(unit).region, stored(unit).region_level) == (code, level)
    assert stored(unit).facts_for(["unit_type"])["unit_type"] == "5"


@pytest.mark.requirement("NX-37")
def test_superior_is_found_by_a_keyword_without_scripts(tenant: Tenant, desk: Client, unit: Unit) -> None:
    superior = make_local_unit(tenant, "自治区卫生健康委员会", region="640000")
    typed = statement(unit, admin_superior="") | {"go": "find:admin_superior", "find:admin_superior": "卫生健康"}
    answer = desk.post(address_of(unit), typed)
    assert answer.status_code == 200
    assert f'value="{superior.public_id}"' in answer.content.decode()
    assert stored(unit).information["head"] == "马负责"
    chosen = statement(unit, admin_superior=superior.public_id, head="") | {"go": "pick"}
    answer = desk.post(address_of(unit), chosen)
    assert answer.status_code == 200
    assert not answer.context["faults"]
    complete(desk, stored(unit), admin_superior=superior.public_id)
    assert "自治区卫生健康委员会" in desk.get(address_of(unit)).content.decode()


def test_older_page_is_told_who_was_first_and_keeps_what_was_typed(
    tenant: Tenant, desk: Client, unit: Unit, keeper: User
) -> None:
    complete(desk, unit)
    answer = desk.post(address_of(unit), statement(unit, head="后来人") | {"go": "save", "revision": "0"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "王娜 已于" in page
    assert "后来人" in page
    assert stored(unit).information["head"] == "马负责"


def test_information_is_the_administrators_own(tenant: Tenant, unit: Unit) -> None:
    stranger = make_person(tenant)
    make_local_unit(tenant, administrator=stranger)
    assert browser_of(stranger).get(address_of(unit)).status_code == 404
    assert browser_of(stranger).post(address_of(unit), statement(unit)).status_code == 404
    assert browser_of(None).get(address_of(unit)).status_code == 302
    assert stored(unit).information == {}


def test_information_is_sealed_and_its_change_is_logged_without_its_words(desk: Client, unit: Unit) -> None:
    complete(desk, unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT information FROM units_unit WHERE id = %s", [unit.pk])
        assert is_sealed_text(cursor.fetchone()[0])
    event = Event.objects.get(action="unit.information_completed")
    assert "head_mobile" in event.detail["fields"]
    assert "15400000021" not in str(event.detail)


def test_page_asks_the_database_as_often_however_large_the_register_is(
    tenant: Tenant, desk: Client, unit: Unit
) -> None:
    complete(desk, unit)
    desk.get(address_of(unit))
    counts = []
    for more in (0, 3):
        for _number in range(more):
            make_local_unit(tenant)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address_of(unit))
        counts.append(len(queries))
    assert counts[0] == counts[1]
