"""新增申报: units declare people by their identity card, and see how to come by the evidence."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.choices import State
from applications.models import Application
from applications.queries import current_version
from applications.scheme import Stage, Text
from applications.services.publishing import publish_scheme
from applications.services.submitting import submit_application
from portal.calendar import set_clock
from review.forms.deciding import decision_choices
from review.models import Opinion, ReviewTask
from review.queries.words import decision_words
from review.services.deciding import decide_task
from tests.applications.conftest import MORNING
from tests.applications.filling import client_of, picture
from tests.applications.yearly import round_of_2027  # noqa: F401
from tests.builders import make_person
from tests.tiers import fresh
from tests.yearly import NAME, NUMBER, Yearly, publish_yearly
from units.services.administrators import add_administrator

# ruff: noqa: F811
GIVEN = {"name": NAME, "id_number": NUMBER, "informed": "on"}


@pytest.fixture
def keeper(round_of_2027: Yearly) -> Client:
    return client_of(round_of_2027.keeper)


@pytest.fixture
def address(round_of_2027: Yearly) -> str:
    return f"/my-units/{round_of_2027.unit.public_id}/enter/declaration/"


@pytest.fixture
def case(round_of_2027: Yearly) -> Application:
    return round_of_2027.complete(round_of_2027.declare())


def body_of(client: Client, url: str, language: str = "zh-hans") -> str:
    response = client.get(url, headers={"accept-language": language})
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def page(client: Client, case: Application, section: str, language: str = "zh-hans") -> str:
    return body_of(client, f"/cases/{case.public_id}/form/{section}/", language)


@pytest.mark.requirement("CY-44", "CY-48")
def test_name_and_number_are_asked_at_once_in_the_words_of_the_scheme(keeper: Client, address: str) -> None:
    assert "新增申报</a>" in body_of(keeper, "/my-units/cases/")
    body = body_of(keeper, address)
    assert "<h1>新增申报：2027年需求申报</h1>" in body
    assert all(
        word in body for word in ('placeholder="请输入姓名"', 'placeholder="请输入身份证"', ">姓名<", ">身份证<")
    )
    assert "证件类型" not in body
    done = keeper.post(address, GIVEN)
    case = Application.objects.get()
    assert done["Location"] == f"/cases/{case.public_id}/form/basics/"
    assert (case.applicant_name, case.applicant.id_type, case.round) == (NAME, "CN_ID", "2027")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id_number": NUMBER[:-1] + "5"}, "校验位不符"),
        ({"id_number": ""}, "必填"),
        ({"name": ""}, "必填"),
        ({"informed": ""}, "请确认已告知本人"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    keeper: Client, address: str, change: dict[str, str], words: str
) -> None:
    response = keeper.post(address, GIVEN | change)
    body = response.content.decode()
    assert response.status_code == 422
    assert words in body
    assert all(f'value="{value}"' in body for key, value in (GIVEN | change).items() if value and key != "informed")
    assert not Application.objects.exists()


def test_other_name_than_the_documents_is_said_at_the_name(keeper: Client, address: str, round_of_2027: Yearly) -> None:
    make_person(round_of_2027.tenant, name="另一人名", id_number=NUMBER)
    response = keeper.post(address, GIVEN)
    assert response.status_code == 422
    assert "姓名与这里填写的不一致" in response.content.decode()
    assert "另一人名" not in response.content.decode()
    assert not Application.objects.exists()


@pytest.mark.parametrize("id_type", ["FOREIGN_PASSPORT", "nonsense"])
def test_type_that_a_page_forged_is_not_taken(keeper: Client, address: str, id_type: str) -> None:
    keeper.post(address, GIVEN | {"id_type": id_type})
    assert Application.objects.get().applicant.id_type == "CN_ID"


def test_passport_alone_is_followed_by_what_it_does_not_tell(round_of_2027: Yearly, keeper: Client) -> None:
    publish_yearly(round_of_2027.tenant, id_types=("FOREIGN_PASSPORT",))
    address = f"/my-units/{round_of_2027.unit.public_id}/enter/declaration/"
    first = GIVEN | {"name": "John Smith", "id_number": "X1234567"}
    asked = keeper.post(address, first)
    assert list(asked.context["person"].fields) == ["sex", "birth_date"]
    assert 'value="John Smith"' in asked.content.decode()
    keeper.post(address, first | {"step": "person", "sex": "1", "birth_date": "1980-02-01"})
    assert Application.objects.get().applicant.name == "John Smith"


def test_person_of_another_unit_is_told_without_its_name(keeper: Client, address: str, round_of_2027: Yearly) -> None:
    round_of_2027.declare(**round_of_2027.another_unit("别处的单位"))
    response = keeper.post(address, GIVEN)
    assert response.status_code == 409
    assert "2027批次已由其他单位申报" in response.content.decode()
    assert "别处" not in response.content.decode()


@pytest.mark.requirement("CY-59")
def test_closed_round_says_so_at_the_desk_and_takes_nobody(keeper: Client, address: str) -> None:
    with set_clock(dt.datetime.fromisoformat("2026-12-01T09:00:00+08:00")):
        desk = body_of(keeper, "/my-units/cases/")
        assert "2027批次已于 2026-11-30 截止" in desk
        assert address not in desk
        assert keeper.post(address, GIVEN).status_code == 403
    assert not Application.objects.exists()


@pytest.mark.requirement("CY-45", "CY-46", "CY-47", "CY-48")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_head_of_the_form_is_in_both_languages_for_everybody(keeper: Client, case: Application, language: str) -> None:
    body = page(keeper, case, "basics", language)
    assert "若该项没有可填写, 请填写“无”!" in body
    assert "If there is no item to fill in, please fill in &quot;none&quot;!" in body
    assert ('placeholder="请输入职称"' in body) == (language == "zh-hans")
    assert body.count("data-fixed=") == 4  # name, number, sex and age are known


@pytest.mark.requirement("CY-56", "CY-60")
def test_blank_and_steps_stand_beside_the_slots(keeper: Client, case: Application) -> None:
    body = page(keeper, case, "grounds")
    assert "<li>“缴费起始年月”选择2021年1月，点击“查询”后下载。</li>" in body
    assert body.count("https://insurance.example/") == 2  # once, within the guide
    blank = f"/cases/{case.public_id}/letters/pledge/"
    assert body.count(blank) == 1  # and not among what is printed
    response = keeper.get(blank)
    assert response["Content-Type"] == "application/pdf"
    assert "打印申请表" not in body
    assert blank not in body_of(keeper, f"/cases/{case.public_id}/")


@pytest.mark.requirement("CY-54")
def test_how_many_are_wanted_stands_beside_the_slot(keeper: Client, case: Application, round_of_2027: Yearly) -> None:
    body = page(keeper, case, "grounds")
    assert (
        '<p class="helptext slot-least" data-at-least="patents" data-most="4" data-words="至少 {count} 份">至少 2 份</p>'
        in body
    )
    keeper.post(f"/cases/{case.public_id}/form/grounds/", {"field:grounds": "patents", "field:patents": "3"})
    assert "需 3 份，已上传 2 份" in page(keeper, case, "grounds")


@pytest.mark.requirement("CY-57", "CY-58")
def test_names_of_files_are_the_rules_and_the_uploaders_is_theirs_alone(
    keeper: Client, case: Application, round_of_2027: Yearly
) -> None:
    colleague = make_person(round_of_2027.tenant, name="钱同事")
    add_administrator(unit=round_of_2027.unit, user=colleague, by=round_of_2027.keeper)
    own, theirs = page(keeper, case, "grounds"), page(client_of(colleague), case, "grounds")
    for body in (own, theirs):
        assert "示例科技公司-乐明哲-发明专利证书-2.jpg" in body
    assert "上传时的文件名：扫描件3.jpg" in own
    assert "上传时的文件名" not in theirs
    assert "扫描件3" not in theirs


def _name_of_download(client: Client, public_id: str) -> str:
    disposition = client.get(f"/attachments/{public_id}/")["Content-Disposition"]
    return unquote(re.sub(r".*''", "", disposition))


@pytest.mark.requirement("CY-58")
def test_download_and_reviewers_page_have_the_same_names(
    keeper: Client, case: Application, round_of_2027: Yearly
) -> None:
    files = {one.slot: one for one in case.attachments.all()}
    name = "示例科技公司-乐明哲-缴费记录.jpg"
    assert _name_of_download(keeper, files["insurance"].public_id) == name
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    reviewer = client_of(round_of_2027.reviewer)
    task = reviewer.get("/desk/").content.decode()
    url = re.search(r'href="(/desk/tasks/[^"]+)"', task)[1]
    assert name in body_of(reviewer, url)
    assert "扫描件0" not in body_of(reviewer, url)
    assert _name_of_download(reviewer, files["insurance"].public_id) == name


@pytest.mark.requirement("CY-70")
def test_what_a_status_does_not_say_stands_beside_it(keeper: Client, case: Application, round_of_2027: Yearly) -> None:
    note = "仅表示本级审核通过，还需上级研究审批。"
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    places = ("/my-units/cases/?list=all", f"/cases/{case.public_id}/", f"/cases/{case.public_id}/receipts/1/")
    assert not any(note in body_of(keeper, url) for url in places)
    Application.objects.filter(pk=case.pk).update(state=State.APPROVED, label_zh="已完成", label_en="Completed")
    assert all(note in body_of(keeper, url) for url in places)
    assert "已完成" in body_of(keeper, places[2])
    assert "the level above has to approve" in body_of(keeper, places[1], "en")


def test_draft_of_a_unit_is_left_for_its_desk(keeper: Client, case: Application, round_of_2027: Yearly) -> None:
    left = keeper.post(f"/cases/{case.public_id}/form/basics/", {"field:title": "工程师", "go": "leave"})
    assert left["Location"] == f"/my-units/cases/?unit={round_of_2027.unit.public_id}&scheme=declaration"
    assert "可随时在单位工作台继续填写" in body_of(keeper, left["Location"])
    assert fresh(case).answers["title"] == "工程师"


def test_words_of_buttons_are_the_schemes(round_of_2027: Yearly) -> None:
    person = make_person(round_of_2027.tenant)
    publish_yearly(round_of_2027.tenant, fills_in=("person",), id_types=())
    own = client_of(person)
    own.post("/apply/declaration/", {"agreed": "yes"})
    case = Application.objects.get()
    assert "重新申请" in body_of(own, "/cases/")
    assert "重新申请" in body_of(own, f"/cases/{case.public_id}/")
    assert "重新申请" in body_of(own, "/")
    left: Any = own.post(f"/cases/{case.public_id}/form/basics/", {"go": "leave"}, follow=True)
    assert "点击“重新申请”继续" in left.content.decode()


def test_return_is_called_as_the_stage_calls_it(round_of_2027: Yearly) -> None:
    words = dict(decision_choices(round_of_2027.version.scheme.stages[0]))
    assert words["return"] == "不通过"
    assert words["pass"] != words["return"]


def test_unit_returns_with_the_stages_own_word(round_of_2027: Yearly, keeper: Client) -> None:
    label = Text(zh="待单位确认", en="Awaiting the unit")
    word = Text(zh="不予上报", en="Do not report")
    stage = Stage(key="confirm", state="unit_confirm", label=label, holder="unit", return_action=word)
    version = publish_yearly(round_of_2027.tenant, stages=(stage,))
    case = round_of_2027.declare(version=version)
    Application.objects.filter(pk=case.pk).update(state=State.UNIT_CONFIRM, stage="confirm", submitted_at=MORNING)
    body = body_of(keeper, f"/cases/{case.public_id}/")
    assert re.search(r'value="return">不予上报</button>', body)


def test_list_of_failures_has_no_word_for_what_never_happens(round_of_2027: Yearly, keeper: Client) -> None:
    body = body_of(keeper, "/my-units/cases/")
    assert "0人未通过" in body
    assert "未通过、" not in body


@pytest.mark.requirement("CY-66", "CY-72")
def test_what_the_button_calls_it_is_what_the_record_says(keeper: Client, round_of_2027: Yearly) -> None:
    case = round_of_2027.complete(round_of_2027.declare())
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    task = ReviewTask.objects.get(application=case)
    decide_task(task_id=task.pk, user=round_of_2027.reviewer, decision="return", words="专利不足")
    assert fresh(case).timeline.latest("id").deed == "不通过"
    assert "<strong>不通过</strong>" in body_of(keeper, f"/cases/{case.public_id}/")
    submit_application(application_id=case.pk, user=round_of_2027.keeper)
    assert decision_words(Opinion.objects.get(), case.scheme) == "不通过"
    reviewer = client_of(round_of_2027.reviewer)
    for url in (f"/desk/tasks/{ReviewTask.objects.latest('id').public_id}/", "/desk/done/"):
        body = body_of(reviewer, url)
        assert "不通过" in body
        assert "退回修改" not in body


def test_form_says_whose_it_is(keeper: Client, case: Application) -> None:
    assert f"2027年需求申报 · {NAME}</a>" in page(keeper, case, "grounds")


def test_notes_beside_the_files_have_the_schemes_heading(keeper: Client, round_of_2027: Yearly) -> None:
    scheme = round_of_2027.version.scheme
    page_of_files = scheme.sections[1].model_copy(update={"notes": (Text(zh="请扫描", en="Scan"),)})
    publish_scheme(scheme=scheme.model_copy(update={"sections": (scheme.sections[0], page_of_files)}))
    case = round_of_2027.declare(version=current_version("declaration"))
    assert "填报注意事项" in page(keeper, case, "grounds")


def test_file_that_comes_or_goes_changes_what_the_steps_say_is_missing(keeper: Client, round_of_2027: Yearly) -> None:
    case = round_of_2027.declare()
    steps = [
        keeper.post(
            f"/cases/{case.public_id}/slots/{slot}/", {"file": SimpleUploadedFile("扫描件.jpg", picture())}
        ).json()["steps"]
        for slot in ("insurance", "pledge")
    ]
    assert [re.findall(r'class="count">(\d)', one) for one in steps] == [["1", "2"], ["1", "1"]]


def test_page_of_files_has_no_tick_before_something_lies_there(keeper: Client, round_of_2027: Yearly) -> None:
    scheme = round_of_2027.version.scheme
    files = scheme.sections[1].model_copy(update={"fields": ()})
    optional = scheme.slots[0].model_copy(update={"required": False})
    publish_scheme(scheme=scheme.model_copy(update={"sections": (scheme.sections[0], files), "slots": (optional,)}))
    case = round_of_2027.declare(version=current_version("declaration"))
    form = f"/cases/{case.public_id}/form/basics/"
    assert [tab.is_done for tab in keeper.get(form).context["sections"]] == [False, False]
    round_of_2027.put(case, "insurance")
    assert [tab.is_done for tab in keeper.get(form).context["sections"]] == [False, True]
