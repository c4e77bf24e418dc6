"""The pages of 单位认证, the bureau's look at it afterwards, and what becomes of licences."""

import datetime as dt
import io

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.outbox.models import DeferredTask
from portal.outbox.services import run_due_tasks
from portal.people.invented import invented_uscc
from portal.privacy.own_data import parts
from portal.privacy.retention import rule_of
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, sign_in
from tests.units.licences import EMAIL, NAME, USCC, certified, picture, uploaded
from units import retention, services
from units.jobs import read_soon
from units.licence import EngineAway, Reading, Unreadable
from units.models import Certification, Unit

HOME = "/units/certification/"
WRONG = USCC[:17] + ("A" if USCC[17] != "A" else "B")
FORM = {"name": NAME, "uscc": USCC, "email": EMAIL}


def client_of(person):
    return sign_in(Client(headers={"host": "ningbo.localhost"}), person)


def page_of(certification):
    return f"{HOME}{certification.public_id}/"


def shown(response):
    return response.content.decode()


@pytest.fixture
def upload(licensed, desk, django_capture_on_commit_callbacks):
    """Upload a licence in the browser, and let what is deferred happen."""

    def act(file=None):
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(HOME, {"file": file or picture()})

    return act


@pytest.mark.requirement("CY-11", "CY-12", "CY-13", "CY-14", "CY-15", "CY-16", "CY-18")
def test_licence_is_uploaded_read_corrected_submitted_and_passed(desk, upload, engine):
    assert "上传并识别" in shown(desk.get(HOME))
    engine.says("朝北科技（测拭）有限公司")
    address = upload()["Location"]
    page = desk.get(address)
    assert page.context["form"]["name"].value() == "朝北科技（测拭）有限公司"
    assert page.context["form"]["uscc"].value() == USCC
    assert "data-refresh-after" not in shown(page)
    done = desk.post(address, FORM, follow=True)
    text = shown(done)
    assert all(words in text for words in ("已通过", NAME, USCC, "重新认证"))
    assert f'href="/my-units/cases/?unit={Unit.objects.get(uscc=USCC).public_id}">前往单位工作台</a>' in text
    assert "上传并识别" not in text
    assert "上传并识别" in shown(desk.get(f"{HOME}?again=1"))
    assert desk.get(address)["Location"] == HOME


def test_page_shows_that_the_licence_is_being_read_and_offers_the_form_by_hand(licensed, desk, person):
    found = uploaded(person)
    text = shown(desk.get(page_of(found)))
    assert 'data-refresh-after="1"' in text
    assert f'href="{page_of(found)}">刷新' in text
    assert "form-title" not in text
    by_hand = desk.get(f"{page_of(found)}?by_hand=1")
    assert "data-refresh-after" not in shown(by_hand)
    assert by_hand.context["form"]["name"].value() == ""
    desk.post(page_of(found), FORM)
    assert Unit.objects.get().name == NAME


def test_reading_that_takes_too_long_opens_the_form_by_itself(licensed, desk, person):
    found = uploaded(person)
    Certification.objects.update(created_at=now() - dt.timedelta(seconds=26))
    page = desk.get(page_of(found))
    assert page.context["form"] is not None
    assert "识别尚未完成" in shown(page)


@pytest.mark.requirement("CY-17")
def test_unreadable_picture_asks_for_a_better_one(desk, upload, engine):
    engine.fails(Unreadable(["too_dark"]))
    text = shown(desk.get(upload()["Location"]))
    assert "光线太暗" in text
    assert "上传并识别" in text
    assert "手工填写" not in text
    engine.fails(Unreadable(["blurred"]))
    address = upload()["Location"]
    assert "?by_hand=1" in shown(desk.get(address))
    assert desk.get(f"{address}?by_hand=1").context["form"] is not None
    desk.post(address, FORM)
    assert Certification.objects.latest("id").is_typed


@pytest.mark.requirement("CY-17")
def test_typing_after_one_unreadable_picture_is_refused_and_keeps_what_was_typed(desk, upload, engine):
    engine.fails(Unreadable(["blurred"]))
    address = upload()["Location"]
    answer = desk.post(address, FORM)
    assert answer.status_code == 422
    assert answer.context["form"]["name"].value() == NAME
    assert "重新拍摄" in answer.context["form"].non_field_errors()[0]


def test_engine_that_is_away_says_so_and_opens_the_form(desk, upload, engine):
    engine.fails(EngineAway())
    assert "识别服务暂时没有响应" in shown(desk.get(upload()["Location"]))


def test_engine_that_was_killed_is_asked_again_by_the_outbox(licensed, person, engine, with_queue):
    found = uploaded(person)
    read_soon(found)
    engine.fails(EngineAway())
    assert run_due_tasks() == 0
    found.refresh_from_db()
    assert found.state == "BY_HAND"
    engine.says()
    with set_clock(now() + dt.timedelta(seconds=10)):
        assert run_due_tasks() == 1
    found.refresh_from_db()
    assert (found.state, found.read_name) == ("READ", NAME)
    assert not DeferredTask.objects.exists()


@pytest.mark.requirement("CY-22")
def test_code_that_was_read_with_a_wrong_check_character_is_said_and_corrected_by_hand(desk, upload, engine):
    engine.says(uscc=WRONG)
    address = upload()["Location"]
    assert "校验位不符" in shown(desk.get(address))
    wrong = desk.post(address, FORM | {"uscc": WRONG})
    assert "校验位" in wrong.context["form"].errors["uscc"][0]
    assert wrong.context["form"]["email"].value() == EMAIL
    assert desk.post(address, FORM).status_code == 302


def test_licence_of_another_unit_already_certified_keeps_what_was_typed(licensed, desk, upload, engine):
    certified(make_person(licensed))
    engine.says()
    address = upload()["Location"]
    answer = desk.post(address, FORM)
    assert answer.status_code == 422
    assert "单位管理员" in answer.context["form"].non_field_errors()[0]
    assert answer.context["form"]["email"].value() == EMAIL


def test_old_page_answers_409_once_it_has_passed(desk, upload, engine):
    engine.says()
    address = upload()["Location"]
    desk.post(address, FORM)
    assert desk.post(address, FORM).status_code == 409


def test_file_that_is_not_taken_is_said_beside_the_field(desk, upload):
    answer = upload(SimpleUploadedFile("照片.heic", b"\0\0\0\x18ftypheic" + b"\0" * 64))
    assert answer.status_code == 422
    assert "HEIC" in answer.context["form"].errors["file"][0]
    assert "请选择营业执照" in desk.post(HOME, {}).context["form"].errors["file"][0]


def test_pdf_is_taken(desk, upload, engine):
    drawn = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(drawn)
    engine.says()
    address = upload(SimpleUploadedFile("执照.pdf", drawn.getvalue()))["Location"]
    assert "打开营业执照（PDF）" in shown(desk.get(address))
    assert desk.get(f"{address}licence/")["Content-Type"] == "application/pdf"
    assert engine.seen[0].startswith(b"%PDF")


@pytest.mark.requirement("CY-19", "CY-20")
def test_certifying_again_fills_in_the_address_and_keeps_the_history(desk, upload, engine, person):
    certified(person)
    engine.says("朝南科技有限公司")
    address = upload()["Location"]
    assert desk.get(address).context["form"]["email"].value() == EMAIL
    text = shown(desk.post(address, FORM | {"name": "朝南科技有限公司"}, follow=True))
    assert text.count(NAME) == 1
    assert text.count("朝南科技有限公司") > 1


def test_page_goes_on_with_what_was_begun(licensed, desk, person):
    found = uploaded(person)
    assert f'href="{page_of(found)}">继续' in shown(desk.get(HOME))


def test_overview_asks_the_same_number_of_queries_for_many(licensed, desk, person, django_assert_max_num_queries):
    certified(person)
    for _ in range(3):
        certified(person)
    with django_assert_max_num_queries(34):
        desk.get(HOME)


# --- who sees it


def test_other_people_do_not_find_a_certification(licensed, person):
    found = uploaded(person)
    stranger = client_of(make_person(licensed))
    for address in (page_of(found), f"{page_of(found)}licence/", f"{HOME}nobody/"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(page_of(found), FORM).status_code == 404


def test_elsewhere_there_are_no_such_pages(ningbo, desk):
    assert desk.get(HOME).status_code == 404
    assert "单位认证" not in shown(desk.get("/"))


@pytest.mark.requirement("CY-21")
def test_home_page_leads_who_has_no_unit_to_the_certification(licensed, desk, person):
    assert f'href="{HOME}"' in shown(desk.get("/"))
    certified(person)
    assert "请先上传营业执照" not in shown(desk.get("/"))


def test_nothing_offers_to_ask_for_a_unit(licensed, desk):
    assert "上传营业执照认证单位" in shown(desk.get("/units/"))
    request = shown(desk.get("/units/request/"))
    assert HOME in request
    assert "隶属层级" not in request
    assert "申请开通单位" not in shown(desk.get("/units/search/?q=没有"))


def test_pages_of_a_unit_that_stated_neither_level_nor_district(licensed, desk, person):
    unit = certified(person)
    page = shown(desk.get(f"/units/{unit.public_id}/"))
    assert "<dd>—</dd>" in page.replace("<p>", "").replace("</p>", "")
    assert "重新认证" in page
    assert "·" not in shown(desk.get("/units/search/?q=朝北", headers={"hx-request": "true"}))
    changed = {"address": "朝阳路 1 号", "contact_name": "何人事", "contact_phone": "15400000088"}
    assert desk.post(f"/units/{unit.public_id}/change/", changed).status_code == 302


# --- the bureau's later look


@pytest.fixture
def admin(licensed):
    return client_of(make_person(licensed, role="system"))


LIST = "/manage/units/certification/"


@pytest.mark.requirement("CY-23")
def test_bureau_lists_what_differs_or_was_typed_with_the_picture(licensed, person, admin):
    certified(person)
    typed = uploaded(make_person(licensed))
    services.pass_certification(
        certification=typed, by=typed.user, name="手写公司", uscc=invented_uscc(5003), email=EMAIL
    )
    differs = uploaded(make_person(licensed))
    services.note_reading(certification_id=differs.pk, found=Reading("乙公词", invented_uscc(5004), "ocr", 1))
    services.pass_certification(
        certification=differs, by=differs.user, name="乙公司", uscc=invented_uscc(5004), email=EMAIL
    )
    text = shown(admin.get(f"{LIST}?check=waiting"))
    assert "手写公司" in text
    assert "识别为“乙公词”，提交为“乙公司”" in text
    assert NAME not in text
    assert NAME in shown(admin.get(LIST))
    picture_url = reverse("units:licence", args=[differs.public_id])
    assert picture_url in text
    assert admin.get(picture_url)["Content-Type"] == "image/jpeg"
    assert Event.objects.filter(action="certification.licence_seen").count() == 1
    assert admin.get(f"{LIST}{differs.pk}/change/").status_code == 200

    admin.post(f"{LIST}?check=waiting", {"action": "note_checked", "_selected_action": [typed.pk, differs.pk]})
    assert "手写公司" not in shown(admin.get(f"{LIST}?check=waiting"))
    assert "手写公司" in shown(admin.get(f"{LIST}?check=done"))
    assert Event.objects.filter(action="certification.checked").count() == 2


def test_office_does_not_open_units_either(licensed, admin):
    assert admin.get("/manage/units/unit/add/").status_code == 403


# --- what becomes of licences


def test_licence_that_certified_nothing_goes_after_its_days(licensed, person, django_capture_on_commit_callbacks):
    certified(person)
    kept = Certification.objects.get()
    unused = uploaded(person)
    rule = rule_of("licences_unused")
    assert list(rule.due(now())) == [unused]
    name = unused.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert rule.erase(unused) == 1
    assert not default_storage.exists(name)
    assert list(Certification.objects.all()) == [kept]


def test_closed_account_leaves_the_certification_and_takes_its_address(licensed, person):
    certified(person)
    uploaded(person)
    assert retention._part_from_certifications(person) == {"certifications": 2}
    assert Certification.objects.get().email == ""


def test_copy_of_ones_own_data_has_the_licences(licensed, person):
    certified(person)
    [part] = [one for one in parts() if one.key == "certifications"]
    found = part.collect(person)
    assert found.records[0]["email"] == EMAIL
    assert found.files[0].open().read(2) == b"\xff\xd8"


def test_another_portal_does_not_find_it(licensed, person, other):
    found = uploaded(person)
    with tenant_scope(other):
        assert not Certification.objects.filter(pk=found.pk).exists()
