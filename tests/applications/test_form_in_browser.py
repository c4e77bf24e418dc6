"""What the scripts of the form promise, tried in a browser: nothing typed is lost, large photos are cut and shrunk."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from applications.models import Application
from portal.calendar.services import fill_calendar
from portal.people.models import User
from portal.tenants.scope import tenant_scope
from tests.applications.filling import begin, client_of, make_catalogue
from tests.applications.services.test_attachments import noise
from tests.builders import NEARBY, make_person, make_tenant, make_unit, publish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(live_server: LiveServer) -> Application:
    tenant = make_tenant(region_code="330200")
    with tenant_scope(tenant):
        fill_calendar(years=NEARBY)
        make_catalogue()
        make_unit(tenant, "宁波东海机电有限公司")
        return begin(publish(tenant), make_person(tenant, name="市云帆"))


def address(live_server: LiveServer, case: Application, section: str) -> str:
    port = live_server.url.rsplit(":", 1)[1]
    return f"http://ningbo.localhost:{port}/cases/{case.public_id}/form/{section}/"


def sign_in(context: BrowserContext, user: User, host: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client_of(user).cookies[name].value, "url": host.split("/cases/")[0]}
    context.add_cookies([cookie])


def answers(case: Application) -> dict[str, object]:
    with tenant_scope(case.tenant):
        return dict(Application.objects.get(pk=case.pk).answers)


def test_what_is_typed_survives_the_end_of_the_session(live_server: LiveServer, case: Application, page: Page) -> None:
    url = address(live_server, case, "personal_information")
    sign_in(page.context, case.applicant, url)
    page.goto(url)
    page.context.clear_cookies()

    page.get_by_label("毕业院校").fill("浙江大学")
    expect(page.locator("[data-sign-in]")).to_be_visible()
    sign_in(page.context, case.applicant, url)
    page.get_by_label("专业").fill("机械工程")
    page.get_by_label("专业").blur()

    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    expect(page.locator("[data-sign-in]")).to_be_hidden()
    assert (answers(case)["graduate_school"], answers(case)["major"]) == ("浙江大学", "机械工程")


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    url = address(live_server, case, "personal_information")
    sign_in(page.context, case.applicant, url)
    page.goto(url)

    page.context.set_offline(True)
    page.get_by_label("毕业院校").fill("浙江大学")
    expect(page.locator("[data-save-state]")).to_contain_text("网络已断开")
    page.context.set_offline(False)

    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    assert answers(case)["graduate_school"] == "浙江大学"


@pytest.mark.requirement("NB-08", "NB-23", "NB-25")
def test_a_large_photo_is_cut_in_the_page(
    live_server: LiveServer, case: Application, page: Page, tmp_path: Path
) -> None:
    url = address(live_server, case, "basic_information")
    sign_in(page.context, case.applicant, url)
    (tmp_path / "大头照 (1).jpg").write_bytes(noise((3000, 2400), quality=95))
    page.goto(url)

    page.get_by_label("选择照片").set_input_files(tmp_path / "大头照 (1).jpg")
    page.get_by_role("button", name="使用这张照片").click()

    expect(page.get_by_role("link", name="大头照 (1).jpg")).to_be_visible()
    with tenant_scope(case.tenant):
        stored = case.attachments.get()
    assert (stored.slot, stored.size < 1024 * 1024) == ("nb_photo", True)


@pytest.mark.requirement("NB-42", "NB-68")
def test_the_page_follows_the_answers_at_once(live_server: LiveServer, case: Application, page: Page) -> None:
    url = address(live_server, case, "basic_information")
    sign_in(page.context, case.applicant, url)
    page.goto(url)
    page.get_by_label("工作单位").fill("东海")
    page.get_by_role("option", name="宁波东海机电有限公司").click()
    expect(page.locator('[data-fixed="field:unit_kind"]')).to_have_text("企业")

    page.goto(address(live_server, case, "personal_information"))
    expect(page.get_by_text("职称评审地")).to_be_hidden()
    page.get_by_role("group", name="是否按高级职称条件认定").get_by_label("是", exact=True).check()
    expect(page.get_by_text("职称评审地")).to_be_visible()
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")  # the server is idle when the test ends


@pytest.mark.requirement("NB-29", "NB-45")
def test_a_wrong_answer_is_named_when_its_field_is_left_and_what_is_missing_waits(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    url = address(live_server, case, "personal_information")
    sign_in(page.context, case.applicant, url)
    page.goto(url)
    error = page.locator("[data-field=full_time_intro_date] .errorlist")

    page.get_by_role("textbox", name="全职引进时间").fill("2222-01-01")
    page.get_by_label("毕业院校").focus()
    expect(error).to_contain_text("不能晚于今天")
    expect(page.locator(".errorlist:visible")).to_have_count(1)
    page.get_by_role("textbox", name="全职引进时间").fill("2020-01-01")
    page.get_by_label("毕业院校").focus()

    expect(error).to_be_hidden()


def test_a_list_takes_what_is_typed_when_it_is_left(live_server: LiveServer, case: Application, page: Page) -> None:
    url = address(live_server, case, "basic_information")
    sign_in(page.context, case.applicant, url)
    page.goto(url)

    page.get_by_label("国籍").fill("中国")  # other names begin with it too
    page.get_by_label("民族").fill("汉")
    page.get_by_label("民族").press("Tab")

    expect(page.get_by_label("国籍")).to_have_value("中国")
    expect(page.get_by_label("民族")).to_have_value("汉族")
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")
    assert (answers(case)["nationality"], answers(case)["ethnicity"]) == ("CHN", "01")


def test_enter_waits_for_the_answer_to_what_was_typed_last(
    live_server: LiveServer, case: Application, page: Page
) -> None:
    with tenant_scope(case.tenant):
        make_unit(case.tenant, "宁波东海渔业有限公司")
    url = address(live_server, case, "basic_information")
    sign_in(page.context, case.applicant, url)
    page.goto(url)
    unit = page.get_by_label("工作单位")

    unit.press_sequentially("机电")
    expect(page.get_by_role("option")).to_have_text(re.compile("宁波东海机电有限公司"))
    unit.fill("渔业")
    unit.press("Enter")
    unit.press("Tab")

    expect(page.locator("[data-unit-name]")).to_have_text("宁波东海渔业有限公司")
    expect(page.locator("[data-save-state]")).to_contain_text("已保存")


def test_leaving_the_page_waits_for_a_file_on_its_way(
    live_server: LiveServer, case: Application, page: Page, tmp_path: Path
) -> None:
    url = address(live_server, case, "attachments")
    sign_in(page.context, case.applicant, url)
    (tmp_path / "合同.jpg").write_bytes(noise((300, 200), quality=90))
    held: list[Route] = []
    page.route("**/slots/nb_contract/", lambda route: held.append(route))
    page.goto(url)

    with page.expect_request("**/slots/nb_contract/"):
        page.locator("[data-slot=nb_contract] input[type=file]").set_input_files(tmp_path / "合同.jpg")
    page.get_by_role("button", name="保存到草稿").click()
    expect(page.locator("[data-save-state]")).to_contain_text("完成后自动继续")
    held[0].continue_()

    expect(page).to_have_url(re.compile("/cases/$"))
    with tenant_scope(case.tenant):
        assert case.attachments.get().original_name == "合同.jpg"
