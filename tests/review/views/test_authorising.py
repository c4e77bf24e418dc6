"""The handling users' platform: units of one's own region are found, opened and given an administrator (NX-23…31)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from portal.audit.models import Event
from portal.people.choices import IdType
from portal.people.invented import invented_id_number, invented_uscc
from portal.people.models import User
from portal.people.services import enter_person
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.services.setting_up import load_tenant
from tests.builders import make_person
from tests.uplands import FOLDER, REGION, XINGQING, XIXIA, YINCHUAN, browser_of, make_handler, make_local_unit
from units.models import SchemeOpening, Unit
from units.queries import administrators_of, is_opened_for

SEARCH = "/authorisation/"


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with tenant_scope(load_tenant(FOLDER)) as tenant:
        yield tenant


@pytest.fixture
def handler(tenant: Tenant) -> User:
    return make_handler(tenant, "xingqing", name="经办人")


@pytest.fixture
def unit(tenant: Tenant) -> Unit:
    unit = make_local_unit(tenant, "兴庆区示例医院")
    unit.medical_no = "64010400001"
    unit.save(update_fields=["medical_no"])
    return unit


@pytest.fixture
def person(tenant: Tenant) -> User:
    return make_person(tenant, name="王娜")


def text_of(answer: HttpResponse) -> str:
    return strip_tags(answer.content.decode())


def page_of(unit: Unit, action: str = "") -> str:
    return f"/authorisation/units/{unit.public_id}/{action}"


def posted(unit: Unit, **body: Any) -> dict[str, Any]:
    unit.refresh_from_db()
    return {"scheme": "collection", "revision": unit.revision} | body


def open_for(unit: Unit, handler: User) -> HttpResponse:
    return browser_of(handler).post(page_of(unit, "open/"), posted(unit), follow=True)


def appoint(unit: Unit, handler: User, person: User, **more: Any) -> HttpResponse:
    body = posted(unit, go="appoint", person=person.username, **more)
    return browser_of(handler).post(page_of(unit, "administrator/"), body, follow=True)


def find(unit: Unit, handler: User, number: str, id_type: str = IdType.CN_ID) -> HttpResponse:
    body = posted(unit, go="find") | {"administrator-id_type": id_type, "administrator-id_number": number}
    return browser_of(handler).post(page_of(unit, "administrator/"), body)


@pytest.mark.requirement("NX-18", "NX-19", "NX-23")
def test_platform_has_the_manuals_menu_and_head(handler: User) -> None:
    browser = browser_of(handler)
    assert "采集授权" in text_of(browser.get("/"))
    page = text_of(browser.get(SEARCH))
    for words in ("采集授权", "高层次人才采集授权", "平台首页", "退出登录", "用户:经办人"):
        assert words in page


def test_platform_is_for_people_of_a_department(tenant: Tenant, unit: Unit) -> None:
    for user in (make_handler(tenant, "window"), make_person(tenant)):
        for address in (SEARCH, SEARCH + "register/", SEARCH + "people/", page_of(unit)):
            assert browser_of(user).get(address).status_code == 404
    assert browser_of(None).get(SEARCH).status_code == 302


@pytest.mark.requirement("NX-24", "NX-25")
@pytest.mark.parametrize("name", ["medical_no", "org_code", "uscc"])
def test_unit_is_found_by_each_of_its_codes(handler: User, unit: Unit, name: str) -> None:
    answer = browser_of(handler).get(SEARCH, {name: getattr(unit, name)})
    page = text_of(answer)
    for words in ("单位医保编号", "组织机构代码", "社会统一信用代码", "查询", "重置", "单位编号", "单位名称"):
        assert words in page
    assert [one.pk for one, _url in answer.context["rows"]] == [unit.pk]
    assert "64010400001" in page


@pytest.mark.requirement("NX-24")
def test_organisation_code_is_found_as_it_is_printed_with_its_hyphen(handler: User, unit: Unit) -> None:
    code = f"{unit.org_code[:8]}-{unit.org_code[8:].lower()}"
    assert browser_of(handler).get(SEARCH, {"org_code": code}).context["rows"]


@pytest.mark.requirement("NX-24")
def test_search_needs_one_of_the_codes_and_says_what_to_do_when_nothing_is_found(handler: User, unit: Unit) -> None:
    browser = browser_of(handler)
    assert "请至少填写一项" in text_of(browser.get(SEARCH, {"uscc": "", "org_code": "", "medical_no": ""}))
    assert "请先登记" in text_of(browser.get(SEARCH, {"uscc": invented_uscc(4321)}))
    assert "查询到的单位" not in text_of(browser.get(SEARCH))


@pytest.mark.requirement("NX-30")
@pytest.mark.parametrize(
    ("office", "region", "is_found"),
    [
        ("xingqing", XINGQING, True),
        ("xingqing", XIXIA, False),
        ("xingqing", YINCHUAN, False),
        ("xingqing", REGION, False),
        ("yinchuan", XINGQING, True),
        ("yinchuan", XIXIA, True),
        ("yinchuan", YINCHUAN, True),
        ("yinchuan", REGION, False),
        ("yinchuan", "640202", False),
        ("shizuishan", XINGQING, False),
        ("region", XINGQING, True),
        ("region", YINCHUAN, True),
        ("region", REGION, True),
    ],
)
def test_department_has_the_units_of_its_own_region(
    tenant: Tenant, unit: Unit, office: str, region: str, is_found: bool
) -> None:
    Unit.objects.filter(pk=unit.pk).update(region=region)
    handler = make_handler(tenant, office)
    browser = browser_of(handler)
    assert bool(browser.get(SEARCH, {"uscc": unit.uscc}).context["rows"]) == is_found
    assert browser.get(page_of(unit)).status_code == (200 if is_found else 404)
    assert browser.post(page_of(unit, "open/"), posted(unit)).status_code == (302 if is_found else 404)
    assert is_opened_for(unit, "collection") == is_found


@pytest.mark.requirement("NX-30")
def test_unit_that_has_named_no_region_belongs_to_where_it_was_registered(tenant: Tenant, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(region="", location_district=XIXIA)
    assert browser_of(make_handler(tenant, "xixia")).get(page_of(unit)).status_code == 200
    assert browser_of(make_handler(tenant, "xingqing")).get(page_of(unit)).status_code == 404


@pytest.mark.requirement("NX-24", "NX-30")
def test_missing_unit_is_registered_with_the_organisation_code_of_its_credit_code(handler: User) -> None:
    uscc = invented_uscc(777)
    body = {"name": "兴庆区示例学校", "uscc": uscc, "medical_no": "64010400777", "region": XINGQING}
    answer = browser_of(handler).post(SEARCH + "register/", body, follow=True)
    assert "已登记 兴庆区示例学校" in text_of(answer)
    unit = Unit.objects.get(uscc=uscc)
    assert (unit.state, unit.org_code, unit.region) == ("OPEN", uscc[8:17], XINGQING)
    assert Event.objects.get(action="unit.registered").actor == handler
    again = browser_of(handler).post(SEARCH + "register/", body)
    assert again.status_code == 422
    assert "已经登记" in text_of(again)


@pytest.mark.requirement("NX-30")
def test_unit_of_another_region_is_not_registered(handler: User) -> None:
    body = {"name": "西夏区示例学校", "uscc": invented_uscc(778), "region": XIXIA}
    answer = browser_of(handler).post(SEARCH + "register/", body)
    assert "region" in answer.context["form"].errors
    assert not Unit.objects.filter(uscc=invented_uscc(778)).exists()


@pytest.mark.requirement("NX-26")
def test_opening_says_so_and_is_logged(handler: User, unit: Unit) -> None:
    assert "开通网上采集功能" in text_of(browser_of(handler).get(page_of(unit)))
    assert "开通成功" in text_of(open_for(unit, handler))
    assert is_opened_for(unit, "collection")
    assert Event.objects.get(action="unit.scheme_opened").detail == {"scheme": "collection"}


@pytest.mark.requirement("NX-26")
def test_opening_twice_opens_once_and_an_old_page_is_told_by_whom(tenant: Tenant, handler: User, unit: Unit) -> None:
    stale = posted(unit)
    open_for(unit, handler)
    answer = browser_of(make_handler(tenant, "yinchuan")).post(page_of(unit, "open/"), stale)
    assert answer.status_code == 409
    assert "经办人 已于" in text_of(answer)
    open_for(unit, handler)
    assert SchemeOpening.objects.count() == 1
    assert Event.objects.filter(action="unit.scheme_opened").count() == 1


@pytest.mark.requirement("NX-26")
def test_what_was_opened_is_closed_again_with_a_reason(handler: User, unit: Unit) -> None:
    open_for(unit, handler)
    browser = browser_of(handler)
    assert browser.post(page_of(unit, "close/"), posted(unit)).status_code == 422
    assert is_opened_for(unit, "collection")
    body = posted(unit) | {"close-reason": "单位已撤并"}
    assert "已停用" in text_of(browser.post(page_of(unit, "close/"), body, follow=True))
    assert not is_opened_for(unit, "collection")
    assert Event.objects.get(action="unit.scheme_closed").words == "单位已撤并"
    assert browser.post(page_of(unit, "close/"), posted(unit) | {"close-reason": "再"}).status_code == 422
    assert "开通成功" in text_of(open_for(unit, handler))


@pytest.mark.requirement("NX-26")
def test_scheme_that_offices_do_not_open_does_not_exist_here(handler: User, unit: Unit) -> None:
    assert browser_of(handler).get(SEARCH, {"scheme": "other"}).status_code == 404
    assert browser_of(handler).post(page_of(unit, "open/"), posted(unit, scheme="other")).status_code == 404


@pytest.mark.requirement("NX-27")
def test_registered_person_is_found_by_document_and_set_as_administrator(
    handler: User, unit: Unit, person: User
) -> None:
    open_for(unit, handler)
    answer = find(unit, handler, person.id_number)
    page = text_of(answer)
    for words in ("设置采集管理员", "设置单位采集管理员", "王娜"):
        assert words in page
    assert person.id_number not in answer.content.decode().replace(f'value="{person.id_number}"', "")
    assert "设置成功" in text_of(appoint(unit, handler, person))
    assert list(administrators_of(unit)) == [person]
    assert Event.objects.get(action="person.looked_up").actor == handler
    assert Event.objects.get(action="unit.administrator_appointed").detail["user"] == person.pk


@pytest.mark.requirement("NX-28")
def test_who_has_not_registered_is_not_found_and_cannot_be_set(tenant: Tenant, handler: User, unit: Unit) -> None:
    open_for(unit, handler)
    number = invented_id_number(6_000_001)
    answer = find(unit, handler, number)
    assert answer.status_code == 422
    assert "请其先在本门户注册" in text_of(answer)
    entered = enter_person(name="待注册", id_type=IdType.CN_ID, id_number=number, by=handler)
    assert "请其先在本门户注册" in text_of(find(unit, handler, number))
    assert "没有找到已注册的人员" in text_of(appoint(unit, handler, entered))
    assert not administrators_of(unit).exists()


@pytest.mark.requirement("NX-28")
def test_number_that_cannot_be_right_is_named_beside_its_field(handler: User, unit: Unit) -> None:
    open_for(unit, handler)
    assert "id_number" in find(unit, handler, "640104199001011234").context["administrator_form"].errors


@pytest.mark.requirement("NX-29")
def test_administrator_is_set_only_after_the_scheme_was_opened(handler: User, unit: Unit, person: User) -> None:
    assert "开通后才能设置" in text_of(browser_of(handler).get(page_of(unit)))
    answer = appoint(unit, handler, person)
    assert answer.status_code == 422
    assert "请先为该单位开通" in text_of(answer)
    assert not administrators_of(unit).exists()


@pytest.mark.requirement("NX-31")
def test_administrator_is_replaced_and_removed(tenant: Tenant, handler: User, unit: Unit, person: User) -> None:
    open_for(unit, handler)
    appoint(unit, handler, person)
    other = make_person(tenant, name="李新")
    appoint(unit, handler, other, instead_of=person.username)
    assert list(administrators_of(unit)) == [other]
    body = posted(unit, person=other.username)
    assert browser_of(handler).post(page_of(unit, "administrator/remove/"), body).status_code == 422
    browser_of(handler).post(page_of(unit, "administrator/remove/"), body | {"remove-reason": "已离职"})
    assert not administrators_of(unit).exists()
    assert Event.objects.get(action="unit.administrator_dismissed").words == "已离职"


@pytest.mark.requirement("NX-31")
def test_of_two_who_replace_at_once_the_second_is_told(tenant: Tenant, handler: User, unit: Unit, person: User) -> None:
    open_for(unit, handler)
    stale = posted(unit, go="appoint", person=make_person(tenant).username)
    appoint(unit, handler, person)
    assert browser_of(handler).post(page_of(unit, "administrator/"), stale).status_code == 409
    assert list(administrators_of(unit)) == [person]


def test_handling_user_does_not_set_themselves(handler: User, unit: Unit) -> None:
    open_for(unit, handler)
    assert "不能把自己设置为" in text_of(appoint(unit, handler, handler))


@pytest.mark.requirement("NX-25")
def test_list_asks_the_database_as_often_for_three_units_as_for_one(tenant: Tenant, handler: User) -> None:
    units = [make_local_unit(tenant) for _number in range(3)]
    Unit.objects.filter(pk=units[0].pk).update(medical_no="1")
    Unit.objects.filter(pk__in=[units[1].pk, units[2].pk]).update(medical_no="2")
    browser = browser_of(handler)
    browser.get(SEARCH, {"medical_no": "1"})
    counts = []
    for number, expected in (("1", 1), ("2", 2)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(browser.get(SEARCH, {"medical_no": number}).context["rows"]) == expected
        counts.append(len(queries))
    assert counts[0] == counts[1]
