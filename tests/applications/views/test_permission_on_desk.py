"""The unit's desk of what it applies for itself, and of what it declares by it: where each stands and what can be done."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from applications.scheme.parts import Statement
from applications.scheme.text import Text, Texts
from applications.services.way import By, revoke
from portal.calendar import set_clock
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.conftest import MORNING
from tests.applications.filling import client_of
from tests.builders import make_person
from tests.permitting import Permitting, fresh, make_permitting
from tests.portal.people.acting import make_one_form
from units.models import UnitAdministrator, UnitRules
from units.services import add_administrator

DESK = "/my-units/cases/?scheme=declaration"


@pytest.fixture
def keeper(permitting: Permitting) -> Client:
    return client_of(permitting.keeper)


def _page(client: Client, url: str = DESK, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def _panel(client: Client, url: str = DESK) -> str:
    found = re.search(r'<section class="panel permission".*?</section>', _page(client, url), re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group()))


def _context(client: Client, url: str) -> dict[str, Any]:
    return client.get(url).context


def _begin(permitting: Permitting) -> str:
    return f"/my-units/{permitting.unit.public_id}/begin/permission/"


@pytest.mark.requirement("CY-26", "CY-34", "CY-35")
def test_unit_without_permission_is_offered_to_apply_and_nothing_else(permitting: Permitting, keeper: Client) -> None:
    page = _page(keeper)
    assert "尚未开通" in _panel(keeper)
    assert "申请开通" in _panel(keeper)
    assert "新增申报" not in page
    answer = keeper.post(_begin(permitting))
    case = Application.objects.get(subject="unit")
    assert answer["Location"] == f"/cases/{case.public_id}/form/"
    form = keeper.get(answer["Location"], follow=True).content.decode()
    assert "朝晖科技有限公司" in form
    assert "继续填写" in _panel(keeper)
    keeper.post(_begin(permitting))
    assert Application.objects.filter(subject="unit").count() == 1


@pytest.mark.requirement("CY-32", "CY-33")
def test_submitted_application_is_acknowledged_and_its_details_are_shown(
    permitting: Permitting, keeper: Client
) -> None:
    case = permitting.filled_in()
    answer = keeper.post(f"/cases/{case.public_id}/submit/", {"revision": case.revision}, follow=True)
    receipt = answer.content.decode()
    assert "提交成功" in receipt
    assert "申报单位" in receipt
    assert "/my-units/cases/?unit=" in receipt
    assert "查看详情" in receipt
    panel = _panel(keeper)
    assert "审核中" in panel
    assert "查看详情" in panel
    details = _page(keeper, f"/cases/{case.public_id}/")
    for words in ("办理记录", "研发机构", "审核中", "企业简介"):
        assert words in details
    assert "查看完整证件号码" not in details


@pytest.mark.requirement("CY-38", "CY-39")
def test_failed_permission_shows_the_reason_and_lets_the_unit_apply_again(
    permitting: Permitting, keeper: Client
) -> None:
    case = permitting.decided(permitting.applied(), "return", "资质证书已过期")
    panel = _panel(keeper)
    for words in ("业务权限审核不通过", "资质证书已过期", "重新申请"):
        assert words in panel
    page = _page(keeper)
    assert f"/cases/{case.public_id}/form/" in page
    assert "新增申报" not in page
    assert "资质证书已过期" in _page(keeper, "/")
    details = _page(keeper, f"/cases/{case.public_id}/")
    assert "重新申请" in details
    assert "资质证书已过期" in details


@pytest.mark.requirement("CY-36", "CY-44", "CY-37")
def test_held_permission_opens_declaring_and_can_be_changed(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    panel, page = _panel(keeper), _page(keeper)
    assert "已开通" in panel
    assert "有效期至 2027年11月2日" in panel
    assert "修改资料" in panel
    assert "新增申报" in page
    entering = _page(keeper, f"/my-units/{permitting.unit.public_id}/enter/declaration/")
    assert "新增申报" in entering
    keeper.post(_begin(permitting))
    assert "有一份修改还没有提交" in _panel(keeper)


@pytest.mark.requirement("CY-37")
def test_while_a_change_is_under_review_the_panel_says_what_waits(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    permitting.applied(profile="改过的简介")
    assert "变更审核中" in _panel(keeper)
    assert "已开始的申报继续办理。有效期至 2027年11月2日。" in _panel(keeper)
    assert "新增申报</a>" not in _page(keeper)
    refused = _page(keeper, f"/my-units/{permitting.unit.public_id}/enter/declaration/", 403)
    assert "变更正在审核" in refused


def test_expired_and_revoked_permission_say_so_and_lead_on(permitting: Permitting, keeper: Client) -> None:
    granted = permitting.granted()
    with set_clock(MORNING + dt.timedelta(days=370)):
        client = client_of(permitting.keeper)
        assert "已于 2027年11月2日 到期" in _panel(client)
        assert "申请开通" in _panel(client)
    revoke(fresh(granted), by=By(user=permitting.officers["service"], words="资料不实"))
    panel = _panel(keeper)
    assert "已被撤销" in panel
    assert "资料不实" in panel
    assert "申请开通" in panel


def test_nothing_more_is_begun_while_one_is_under_review(permitting: Permitting, keeper: Client) -> None:
    permitting.applied()
    answer = keeper.post(_begin(permitting))
    assert answer.status_code == 409
    assert "正在审核（审核中）" in answer.content.decode()


def test_statement_is_read_before_a_case_begins(tenant: Tenant) -> None:
    words, text = Texts(zh=("内容属实",), en=("All is true",)), Text(zh="承诺", en="Promise")
    statement = Statement(title=Text(zh="单位承诺", en="Promise"), parts=(), consent=words, agree=text, confirm=text)
    at = make_permitting(tenant, statement=statement)
    client = client_of(at.keeper)
    assert f'href="{_begin(at)}"' in _page(client)
    assert "单位承诺" in _page(client, _begin(at))
    refused = client.post(_begin(at))
    assert (refused.status_code, "勾选" in refused.content.decode()) == (409, True)
    assert client.post(_begin(at), {"agreed": "yes"}).status_code == 302


def test_others_begin_nothing_for_the_unit(permitting: Permitting) -> None:
    stranger = client_of(make_person(permitting.tenant))
    assert stranger.get(_begin(permitting)).status_code == 404
    assert stranger.post(_begin(permitting)).status_code == 404
    keeper = client_of(permitting.keeper)
    assert keeper.get(f"/my-units/{permitting.unit.public_id}/begin/declaration/").status_code == 404
    assert keeper.get(f"/my-units/{permitting.unit.public_id}/enter/permission/").status_code == 404


def test_own_desk_lists_the_cases_of_the_unit_and_enters_nobody(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    permitting.applied(profile="改过的")
    url = "/my-units/cases/?scheme=permission&list=all"
    page = _page(keeper, url)
    assert len(_context(keeper, url)["rows"]) == 2
    assert "变更审核中" in _panel(keeper, url)
    for words in ("批量导入", "立即申报", "导出完整证件号码"):
        assert words not in page


def test_case_under_way_can_be_taken_back_by_another_administrator(permitting: Permitting) -> None:
    case = permitting.applied()
    other = make_person(permitting.tenant)
    add_administrator(unit=permitting.unit, user=other, by=permitting.keeper)
    client = client_of(other)
    assert "撤回申报" in _page(client, f"/cases/{case.public_id}/")
    client.post(f"/cases/{case.public_id}/withdraw/", {"revision": case.revision})
    assert fresh(case).state == "withdrawn"
    assert "尚未开通" in _panel(client)
    assert "/my-units/cases/" in _page(client, f"/cases/{case.public_id}/")


def test_one_button_leads_in_where_one_form_serves(permitting: Permitting) -> None:
    make_one_form(permitting.tenant)
    visitor = _page(client_of(), "/apply/declaration/")
    assert "登录后办理" not in visitor
    assert 'href="/account/by-code/?next=/apply/declaration/">登录/注册</a>' in visitor


def test_who_left_the_unit_finds_nothing_of_its_case(permitting: Permitting, keeper: Client) -> None:
    case = permitting.applied()
    file = case.attachments.get()
    UnitAdministrator.objects.filter(user=permitting.keeper).update(is_active=False)
    for url in (f"/cases/{case.public_id}/", f"/attachments/{file.public_id}/", f"/cases/{case.public_id}/form/"):
        assert keeper.get(url).status_code == 404, url
    assert "业务权限" not in _page(keeper, "/cases/")


@pytest.mark.requirement("CY-66", "CY-67", "CY-71", "CY-72", "CY-73")
def test_list_tells_who_where_why_and_what_can_be_done(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    first = permitting.decided(permitting.declared(6_800_001, name="甲某"), "return", "学历不符")
    second = permitting.decided(permitting.declared(6_800_002, name="乙某"))
    permitting.decided(second, "return", "名额已满")
    done = permitting.decided(permitting.decided(permitting.declared(6_800_003, name="丙某")))
    rows = {row["case"].applicant_name: row for row in _context(keeper, f"{DESK}&list=all")["rows"]}
    assert rows["甲某"]["reason"] == "初审：学历不符"
    assert rows["乙某"]["reason"] == "复审：名额已满"
    assert [action["label"] for action in rows["甲某"]["actions"]] == ["重新申请", "查看"]
    assert [action["label"] for action in rows["丙某"]["actions"]] == ["查看"]
    assert rows["丙某"]["basics"].endswith(" · 工程师 · 博士")
    assert first.applicant.id_number not in rows["甲某"]["basics"]
    page = _page(keeper, f"{DESK}&list=all")
    for words in ("未通过", "已完成", "基本信息"):
        assert words in page
    assert "未通过的环节：复审" in re.sub(r"<[^>]+>", "", _page(keeper, f"/cases/{second.public_id}/"))
    assert (done.state, first.holder) == ("approved", "朝晖科技有限公司")
    assert [tab["label"] for tab in _context(keeper, DESK)["tabs"]][2] == "未通过 2"


@pytest.mark.requirement("CY-67", "CY-71")
def test_declaration_that_failed_comes_to_the_first_review_again(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    case = permitting.decided(permitting.decided(permitting.declared()), "return", "名额已满")
    assert (case.label, case.state) == ("未通过", "returned")
    answer = keeper.get(f"/cases/{case.public_id}/form/", follow=True)
    assert "名额已满" in answer.content.decode()
    keeper.post(f"/cases/{case.public_id}/submit/", {"revision": case.revision})
    assert fresh(case).label == "待审核"


@pytest.mark.requirement("CY-61")
def test_leaving_a_form_leads_back_to_the_desk(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    case = permitting.entered()
    answer = keeper.post(f"/cases/{case.public_id}/form/basics/", {"go": "leave", "revision": case.revision})
    assert answer["Location"].startswith("/my-units/cases/")


def test_desk_costs_as_many_queries_with_three_rows_as_with_one(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    permitting.decided(permitting.declared(6_800_001), "return")
    keeper.get(f"{DESK}&list=all")
    with CaptureQueriesContext(connection) as one:
        _page(keeper, f"{DESK}&list=all")
    permitting.decided(permitting.declared(6_800_002), "return")
    permitting.decided(permitting.decided(permitting.declared(6_800_003)), "return")
    with CaptureQueriesContext(connection) as three:
        assert len(_context(keeper, f"{DESK}&list=all")["rows"]) == 3
    assert len(one) == len(three)


def test_export_of_a_units_own_cases_has_nobodys_number(permitting: Permitting, keeper: Client) -> None:
    import io

    import openpyxl

    permitting.granted()
    answer = keeper.post("/my-units/cases/export/?scheme=permission&list=all")
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.values for cell in row]
    assert "朝晖科技有限公司" in cells
    assert permitting.keeper.id_number not in cells


@pytest.mark.requirement("CY-43")
def test_who_acts_for_a_unit_is_led_to_its_desk(permitting: Permitting, keeper: Client) -> None:
    for key in ("declaration", "permission"):
        answer = keeper.get(f"/apply/{key}/")
        assert answer["Location"] == f"/my-units/cases/?unit={permitting.unit.public_id}&scheme={key}"


@pytest.mark.requirement("CY-21", "CY-43")
def test_others_are_told_that_units_alone_act_and_led_to_certification(permitting: Permitting, person: User) -> None:
    visitor = _page(client_of(), "/apply/declaration/")
    assert "仅支持单位填报，不支持个人填报" in visitor
    assert "登录后办理" in visitor
    assert "/account/signup/" in visitor
    page = _page(client_of(person), "/apply/declaration/")
    assert "仅支持单位填报，不支持个人填报" in page
    assert "请先登记单位" in page
    assert Application.objects.count() == 0
    content = {"certified_by_licence": True}
    UnitRules.objects.create(number=1, content=content, content_hash="x", published_at=MORNING)
    page = _page(client_of(person), "/apply/permission/")
    assert "营业执照" in page
    assert "人才认证不能办理本事项" in page
    assert "单位认证" in page
    assert client_of(person).post("/apply/declaration/").status_code == 200
    assert Application.objects.count() == 0


def test_desk_speaks_english(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    page = keeper.get(DESK, headers={"accept-language": "en"}).content.decode()
    for words in ("Permission", "Change the information", "Declare somebody"):
        assert words in page


@pytest.mark.requirement("CY-67", "CY-71")
def test_home_page_says_how_many_of_the_units_declarations_were_not_passed(
    permitting: Permitting, keeper: Client
) -> None:
    permitting.granted()
    case = permitting.declared()
    permitting.declared(number=6_800_002)
    assert "未通过，可以修改" not in _page(keeper, "/")
    permitting.decided(case, "return", "请更正")
    home = _page(keeper, "/")
    assert (
        f"{permitting.unit.name}的{permitting.declaration.scheme.title.zh}有 1 件未通过，可以修改后重新提交。" in home
    )
    assert f"?unit={permitting.unit.public_id}&amp;scheme=declaration&amp;list=failed" in home
    details = _page(keeper, f"/cases/{case.public_id}/")
    assert details.index("重新申请</a>") < details.index("核对并上报</a>")


def test_case_of_a_unit_lies_at_its_desk_in_the_menu(permitting: Permitting, keeper: Client) -> None:
    permitting.granted()
    case = permitting.declared()
    main = _page(keeper, f"/cases/{case.public_id}/").partition("<main")[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', main) == ["/my-units/cases/"]
    assert re.findall(r'href="([^"]+)" aria-current="page"', _page(keeper, "/cases/").partition("<main")[0]) == [
        "/cases/"
    ]
