"""From the statement to the submission, as a browser sends it."""

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from applications.choices import State
from applications.models import Application, Consent, SchemeVersion, Submission
from applications.queries import present_attachments
from applications.services.confirming import return_case_by_unit
from applications.services.drafts import save_answers
from applications.services.submitting import UnableToSubmit, submit_application
from portal.calendar import set_clock
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.applications.conftest import MORNING
from tests.applications.filling import begin, client_of, complete, fill, picture, put
from tests.builders import make_person, make_tenant, make_unit, publish, sign_in
from units.models import Unit

pytestmark = pytest.mark.django_db

START = "/apply/recognition/"


def page_of(application: Application, section: str = "basic_information") -> str:
    return f"/cases/{application.public_id}/form/{section}/"


def saved(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


@pytest.mark.requirement("NB-10", "NB-11", "NB-14", "NB-15", "NB-17", "NB-18", "NB-19", "NB-107")
def test_the_statement_shows_its_six_parts_to_everybody(version: SchemeVersion) -> None:
    body = client_of().get(START).content.decode()

    for part in (
        "（一）适用对象",
        "（二）申报流程",
        "（三）申报材料",
        "（四）申报时间",
        "（五）管理机制",
        "（六）说明",
    ):
        assert part in body
    assert "授权经办机构查询本人在宁波的社会保险缴纳情况" in body
    assert "宪法和法律" in body
    assert 'name="agreed"' not in body


@pytest.mark.requirement("NB-10")
def test_the_home_page_has_the_button_that_begins(version: SchemeVersion, client: Client) -> None:
    body = client.get("/").content.decode()

    assert "高层次人才分类认定申请" in body
    assert START in body


@pytest.mark.requirement("NB-13")
def test_without_the_tick_the_form_does_not_open(version: SchemeVersion, client: Client) -> None:
    response = client.post(START, {})

    assert "请先阅读声明" in response.content.decode()
    assert not Application.objects.exists()


@pytest.mark.requirement("NB-12", "NB-16", "NB-21")
def test_ticking_and_confirming_opens_the_form_and_records_the_consent(
    version: SchemeVersion, client: Client, person: User
) -> None:
    response = client.post(START, {"agreed": "yes"})

    application = Application.objects.get()
    consent = Consent.objects.get()
    assert response.url == page_of(application)
    assert (consent.user, consent.agreed_at, consent.scheme_version) == (person, MORNING, version)
    assert "（六）说明" in consent.text


def test_a_stranger_is_sent_to_sign_in(version: SchemeVersion) -> None:
    assert client_of().post(START, {"agreed": "yes"}).url.startswith("/account/login/")


def test_starting_twice_goes_on_with_the_same_draft(version: SchemeVersion, client: Client) -> None:
    first = client.post(START, {"agreed": "yes"})

    assert client.post(START, {"agreed": "yes"}).url == first.url
    assert "继续填写" in client.get(START).content.decode()


@pytest.mark.requirement("NB-05", "NB-22", "NB-24")
def test_next_waits_for_the_photo_and_keeps_what_was_typed(draft: Application, client: Client) -> None:
    response = client.post(page_of(draft), {"field:nationality": "CHN", "go": "next"})

    assert "二寸照片图片未上传" in response.content.decode()
    assert saved(draft).answers["nationality"] == "CHN"

    put(draft, "nb_photo")
    assert client.post(page_of(draft), {"go": "next"}).url == page_of(draft, "personal_information")
    following = client.post(page_of(draft, "personal_information"), {"go": "next"})
    assert following.url == page_of(draft, "attachments")


@pytest.mark.requirement("NB-44", "NB-45")
def test_an_incomplete_draft_can_be_saved_and_left(draft: Application, client: Client) -> None:
    response = client.post(
        page_of(draft, "personal_information"), {"field:highest_degree": "doctor", "go": "leave"}, follow=True
    )

    body = response.content.decode()
    assert "已保存到草稿" in body
    assert "修改提交" in body
    assert saved(draft).answers["highest_degree"] == "doctor"


@pytest.mark.requirement("NB-26", "NB-27", "NB-28", "NB-44", "NB-06", "NB-07")
def test_the_attachments_page_has_the_list_the_questions_and_both_buttons(draft: Application, client: Client) -> None:
    put(draft, "nb_identity")

    body = client.get(page_of(draft, "attachments")).content.decode()

    assert body.index("上传清单") < body.index("常见问题")
    assert "已上传 1 个" in body
    assert "未上传" in body
    for question in ("1. 如遇无法上传", "2. 如图片显示破裂", "3. 如提示", "4. 上传图片大小请控制在1MB以内"):
        assert question in body
    assert 'href="https://hrs.nbrc.com.cn/download/sogou_explorer.exe"' in body
    assert 'value="leave">保存到草稿' in body
    assert 'value="submit">提交' in body


@pytest.mark.requirement("NB-08")
def test_files_can_be_sent_with_the_page_and_a_refused_one_costs_nothing_else(
    draft: Application, client: Client
) -> None:
    response = client.post(
        page_of(draft, "attachments"),
        {
            "field:unit_publicity_start": "2026-10-20",
            "slot:nb_identity": SimpleUploadedFile("a b(1).jpg", picture()),
            "slot:nb_contract": SimpleUploadedFile("script.jpg", b"<script>alert(1)</script>"),
            "go": "save",
        },
    )

    body = response.content.decode()
    assert "“script.jpg”未能上传" in body
    assert "<script>alert" not in body
    assert saved(draft).answers["unit_publicity_start"] == "2026-10-20"
    assert [one.slot for one in present_attachments(draft)] == ["nb_identity"]


def test_every_file_that_was_refused_is_named(draft: Application, client: Client) -> None:
    files = [SimpleUploadedFile(name, b"PK") for name in ("合同.docx", "证明.docx")]

    response = client.post(page_of(draft, "attachments"), {"slot:nb_contract": files, "go": "upload:nb_contract"})

    body = response.content.decode()
    assert "“合同.docx”未能上传" in body
    assert "“证明.docx”未能上传" in body


@pytest.mark.parametrize(
    ("go", "place"),
    [("upload:nb_identity", "#slot-nb_identity"), ("upload:nothing", ""), ("clear:nothing", "")],
)
def test_a_button_beside_a_field_or_slot_leads_back_to_it(
    draft: Application, client: Client, go: str, place: str
) -> None:
    response = client.post(
        page_of(draft, "attachments"), {"slot:nb_identity": SimpleUploadedFile("a.jpg", picture()), "go": go}
    )

    assert response["Location"] == page_of(draft, "attachments") + place
    assert [one.slot for one in present_attachments(draft)] == ["nb_identity"]


def test_a_file_is_removed_by_a_button_of_the_page(draft: Application, client: Client) -> None:
    stored = put(draft, "nb_identity")

    client.post(page_of(draft, "attachments"), {"go": f"remove:{stored.public_id}"})

    assert not present_attachments(draft).exists()


def test_a_script_in_a_name_is_shown_as_text(draft: Application, client: Client) -> None:
    words = '"><script>alert(1)</script>'
    client.post(page_of(draft, "personal_information"), {"field:graduate_school": words, "go": "save"})

    body = client.get(page_of(draft, "personal_information")).content.decode()

    assert saved(draft).answers["graduate_school"] == words
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026年1月5日", "2026-01-05"),
        ("2026/1/5", "2026-01-05"),
        ("昨天", "昨天"),
        ("２０２６-０１-０５", "2026-01-05"),
    ],
)
def test_dates_are_kept_as_they_were_meant(draft: Application, client: Client, typed: str, kept: str) -> None:
    client.post(page_of(draft, "personal_information"), {"field:full_time_intro_date": typed})

    assert saved(draft).answers["full_time_intro_date"] == kept


def test_nul_and_half_characters_do_not_break_saving(draft: Application, client: Client) -> None:
    client.post(page_of(draft, "personal_information"), {"field:major": "机\x00械"})

    assert saved(draft).answers["major"] == "机械"


def test_what_comes_from_the_account_cannot_be_typed(draft: Application, client: Client) -> None:
    client.post(page_of(draft), {"field:name": "别人", "field:id_number": "1", "field:unit_level": "central"})

    answers = saved(draft).answers
    assert (answers["name"], answers["unit_level"]) == ("市云帆", "")


def test_the_unit_is_found_without_scripts(draft: Application, client: Client, unit: Unit) -> None:
    found = client.post(page_of(draft), {"go": "find:work_unit", "find:work_unit": "东海"}).content.decode()
    assert f'value="{unit.public_id}"' in found

    client.post(page_of(draft), {"field:work_unit": unit.public_id, "go": "save"})
    assert saved(draft).answers["unit_kind"] == "enterprise"
    assert unit.name in client.get(page_of(draft)).content.decode()


@pytest.mark.requirement("NB-28", "NB-29", "NB-51")
def test_submit_lists_what_is_missing_with_links_to_each_place(draft: Application, client: Client) -> None:
    response = client.post(page_of(draft, "attachments"), {"go": "submit"}, follow=True)

    body = response.content.decode()
    assert "处需要补充或更正" in body
    assert f'href="{page_of(draft)}?check=1#slot-nb_photo"' in body
    assert f'href="{page_of(draft, "personal_information")}?check=1#field-major"' in body
    assert "宁波市人才分类认定申请表未上传" in body
    assert saved(draft).state == State.DRAFT


@pytest.mark.requirement("NB-44", "NB-48", "NB-54", "NB-55")
def test_a_complete_form_is_submitted_and_closed(draft: Application, client: Client, unit: Unit) -> None:
    complete(draft, unit)

    response = client.post(page_of(draft, "attachments"), {"go": "submit"}, follow=True)

    body = response.content.decode()
    assert "请耐心等待" in body
    assert saved(draft).state == State.UNIT_CONFIRM
    assert client.get(page_of(draft)).url == f"/cases/{draft.public_id}/"
    client.post(page_of(draft, "personal_information"), {"field:major": "法学", "go": "save"})
    assert saved(draft).answers["major"] == "机械工程"


@pytest.mark.requirement("NB-88")
def test_a_form_is_taken_outside_the_window_and_waits_for_the_next(
    draft: Application, client: Client, unit: Unit
) -> None:
    with set_clock(MORNING + dt.timedelta(days=15)):
        complete(draft, unit)
        client.post(f"/cases/{draft.public_id}/submit/")
        assert "2026年12月1日起受理" in client.get(START).content.decode()

    assert saved(draft).state == State.UNIT_CONFIRM
    assert saved(draft).accepted_on is None


@pytest.mark.requirement("NB-53")
def test_a_returned_case_opens_only_what_was_remarked_on(
    draft: Application, client: Client, unit: Unit, manager: User
) -> None:
    complete(draft, unit)
    submit_application(application_id=draft.pk, user=draft.applicant)
    return_case_by_unit(
        application_id=draft.pk, user=manager, words="请更正", remarks=[("field:major", "专业与证书不符")]
    )

    body = client.get(page_of(draft, "personal_information")).content.decode()
    assert "专业与证书不符" in body
    assert 'name="field:major"' in body
    assert 'name="field:graduate_school"' not in body

    client.post(page_of(draft, "personal_information"), {"field:major": "电气", "field:graduate_school": "别处"})
    answers = saved(draft).answers
    assert (answers["major"], answers["graduate_school"]) == ("电气", "浙江大学")

    with pytest.raises(UnableToSubmit):  # the sealed form shows the old answer
        submit_application(application_id=draft.pk, user=draft.applicant)
    put(draft, "nb_form_sealed", picture(colour="#102030"))
    assert submit_application(application_id=draft.pk, user=draft.applicant).number == 2


def test_a_stranger_and_another_tenant_find_nothing(draft: Application, unit: Unit, manager: User) -> None:
    stored = put(draft, "nb_identity")
    elsewhere = make_tenant("elsewhere")
    foreigner = Client(headers={"host": "elsewhere.localhost"})
    sign_in(foreigner, make_person(elsewhere))
    addresses = [
        page_of(draft),
        f"/cases/{draft.public_id}/",
        f"/cases/{draft.public_id}/letters/form/",
        f"/attachments/{stored.public_id}/",
        f"/attachments/{stored.public_id}/thumbnail/",
    ]

    for client in (client_of(make_person(draft.tenant)), client_of(manager), foreigner):
        assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
        assert client.post(page_of(draft), {"go": "save"}).status_code == 404
        assert client.post(f"/cases/{draft.public_id}/submit/").status_code == 404


def test_a_page_asks_the_database_as_often_with_many_files(
    draft: Application, client: Client, unit: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(draft, unit)
    put(draft, "nb_identity")
    address = page_of(draft, "attachments")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(4):
        put(draft, "nb_contract", picture((300, 320 + 10 * number)))
    with django_assert_num_queries(len(few)):
        client.get(address)


@pytest.mark.django_db(transaction=True)
def test_submitting_twice_at_once_makes_one_submission() -> None:
    with set_clock(MORNING):
        tenant = make_tenant(region_code="330200")
        with tenant_scope(tenant):
            unit = make_unit(tenant, confirms_online=True)
            draft = complete(begin(publish(tenant), make_person(tenant)), unit)
        numbers = _in_threads(tenant, draft, 2)

    assert numbers == [1, 1]
    with tenant_scope(tenant):
        assert Submission.objects.filter(application=draft).count() == 1


def _in_threads(tenant: Tenant, draft: Application, count: int) -> list[int]:
    barrier, numbers = threading.Barrier(count), []

    def submit() -> None:
        try:
            with set_clock(MORNING), tenant_scope(tenant):
                barrier.wait()
                numbers.append(submit_application(application_id=draft.pk, user=draft.applicant).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return numbers


def test_answers_to_fields_that_the_scheme_lacks_are_left_out(draft: Application) -> None:
    save_answers(application_id=draft.pk, user=draft.applicant, answers={"is_admin": True})

    assert "is_admin" not in saved(draft).answers


@pytest.mark.requirement("NB-23", "NB-31", "NB-33", "NB-34", "NB-35", "NB-39")
def test_each_material_has_its_place_and_its_hint(draft: Application, client: Client, unit: Unit) -> None:
    fill(draft, unit, degree_origin="foreign")

    first = client.get(page_of(draft)).content.decode()
    assert 'id="slot-nb_photo"' in first
    assert "slot-photo" in first  # drawn as the red box of the manual
    body = client.get(page_of(draft, "attachments")).content.decode()
    for slot in ("nb_identity", "nb_contract", "nb_highest_degree"):
        assert f'id="slot-{slot}"' in body
    assert "劳动合同、事业单位聘用合同或组织部门出具的工作证明，至少一项" in body
    assert 'href="https://www.cscse.edu.cn/"' in body
    assert "原件彩色扫描件或高清照片" in client.get(START).content.decode()


@pytest.mark.requirement("CY-21")
def test_who_has_stated_no_document_begins_no_case_and_is_told_where_to(version: SchemeVersion, tenant: Tenant) -> None:
    newcomer = make_person(tenant, name="154****0001", id_type="", id_number="")
    answer = client_of(newcomer).post(START, {"agreed": "yes"}, follow=True)
    assert "人才认证" in answer.content.decode()
    assert not Application.objects.exists()
