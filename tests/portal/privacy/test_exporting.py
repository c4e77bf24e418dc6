"""What a person gets with a copy of their own data: everything of theirs, nothing of anybody else's."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from applications.choices import State
from applications.models import Remark, Submission
from portal.audit.queries import events_of
from portal.audit.services import record_event
from portal.calendar import now, set_clock
from portal.notices.models import Notice
from portal.notices.services import queue_notice
from portal.people.masking import mask_id_number
from portal.privacy import making
from portal.privacy.choices import ExportState
from portal.privacy.models import DataExport
from portal.privacy.services import exporting
from portal.privacy.services.agreeing import record_answers
from tests.builders import PASSWORD, make_application, make_attachment, make_person, sign_in
from tests.portal.privacy.conftest import an_hour_later

ASK = "/me/data/"


@pytest.fixture
def case(tenant, person):
    case = make_application(
        tenant, applicant=person, state=State.APPROVED, submitted_at=now(), answers={"name": person.name}
    )
    submission = Submission.objects.create(
        application=case,
        number=1,
        answers=case.answers,
        attachments=[],
        content_hash="h" * 64,
        submitted_by=person,
        submitted_at=now(),
    )
    Remark.objects.create(
        application=case, submission=submission, path="field:name", text="姓名写错了", by=person, made_at=now()
    )
    make_attachment(case, "nb_photo", b"own picture")
    return case


@pytest.fixture
def desk(person):
    return sign_in(Client(headers={"host": "ningbo.localhost"}), person, second_factor=False)


def opened(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_archive_holds_everything_of_the_person(tenant, person, notice, case, desk):
    record_answers(user=person, notice=notice, agreed={"sensitive"}, language="zh-hans")
    queue_notice(key="x", channel="PORTAL", text="您的申报已受理", dedupe_key="x", recipient=person)
    reviewer = make_person(tenant, name="审核甲")
    record_event(action="identity.viewed", target=case, actor=reviewer, detail={"office": "海曙窗口"})
    answer = desk.post(ASK)
    assert answer["Cache-Control"] == "private, no-store"
    archive = opened(answer)
    data = json.loads(archive.read("data.json"))
    assert data["account"][0]["id_number"] == person.id_number
    assert {one["purpose"]: one["deed"] for one in data["consents"]}["sensitive"] == "已同意"
    [found] = data["applications"]
    assert found["submissions"][0]["answers"]["姓名"] == person.name
    assert found["remarks"][0]["remark"] == "姓名写错了"
    assert data["notices"][0]["text"] == "您的申报已受理"
    assert data["identity_views"] == [
        {"at": data["identity_views"][0]["at"], "by": "审核甲", "office": "海曙窗口"},
    ]
    [path] = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(path) == b"own picture"
    page = archive.read("index.html").decode()
    assert "谁查看过完整证件号码" in page
    assert "海曙窗口" in page


def test_nothing_of_another_person_is_in_it(tenant, person, case, desk):
    other = make_person(tenant, name="司徒明")
    make_attachment(make_application(tenant, case.version, applicant=other), "nb_photo", b"not yours")
    archive = opened(desk.post(ASK))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for word in (other.name, other.id_number, other.phone):
        assert word.encode() not in everything
    assert b"not yours" not in everything


def test_password_is_asked_for_again_and_then_the_copy_comes_by_itself(person, case):
    stale = an_hour_later(sign_in(Client(headers={"host": "ningbo.localhost"}), person, second_factor=False))
    answer = stale.post(ASK)
    assert answer.url == "/account/reauthenticate/?next=%2Fme%2Fdata%2F"
    assert "不正确" in stale.post(answer.url, {"password": "guess"}).content.decode()
    assert not events_of(person).filter(action="privacy.data_exported").exists()
    assert "data.json" in opened(stale.post(answer.url, {"password": PASSWORD})).namelist()


def test_export_is_logged_without_any_number(person, case, desk):
    desk.post(ASK)
    event = events_of(person).get(action="privacy.data_exported")
    assert person.id_number not in json.dumps(event.detail)
    assert event.detail["bytes"] > 100


def test_text_in_the_page_is_never_markup(tenant, person, desk):
    person.name = "<script>alert(1)</script>"
    person.save()
    page = opened(desk.post(ASK)).read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_file_that_is_gone_costs_nothing_but_itself(case, desk):
    default_storage.delete(case.attachments.get().file.name)
    data = json.loads(opened(desk.post(ASK)).read("data.json"))
    assert len(data["missing_files"]) == 1


def test_big_export_is_made_in_the_background_told_and_then_deleted(
    monkeypatch, person, case, desk, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(exporting, "AT_ONCE_BYTES", 3)
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(ASK).url == "/me/privacy/"
    export = DataExport.objects.get()
    assert (export.state, export.user) == (ExportState.READY, person)
    assert Notice.objects.get(key="own_data_ready").recipient == person
    address = f"/me/data/{export.public_id}/"
    assert address in desk.get("/me/privacy/").content.decode()
    assert "data.json" in opened(desk.get(address)).namelist()
    assert events_of(export).filter(action="privacy.export_downloaded").count() == 1
    name = export.file.name
    with set_clock(now() + dt.timedelta(days=8)):
        assert desk.get(address).status_code == 404
        assert address not in desk.get("/me/privacy/").content.decode()
    exporting.delete_export(export=export)
    assert not default_storage.exists(name)
    assert desk.get(address).status_code == 404


def test_asked_twice_one_is_made(monkeypatch, person, case, desk):
    monkeypatch.setattr(exporting, "AT_ONCE_BYTES", 3)
    desk.post(ASK)
    desk.post(ASK)
    assert DataExport.objects.count() == 1
    assert making.make_waiting_exports() == 1
    assert making.make_waiting_exports() == 0


def test_export_that_cannot_be_made_is_given_up_after_some_attempts(monkeypatch, person, case, desk):
    monkeypatch.setattr(exporting, "AT_ONCE_BYTES", 3)
    desk.post(ASK)
    monkeypatch.setattr(making, "write_archive", lambda *given: 1 / 0)
    for _attempt in range(making.ATTEMPTS):
        assert making.make_waiting_exports() == 0
    assert DataExport.objects.get().state == ExportState.FAILED
    assert "请再次导出" in desk.get("/me/privacy/").content.decode()


def test_export_of_somebody_else_does_not_exist(tenant, person, desk):
    other = make_person(tenant)
    export = DataExport.objects.create(
        user=other, asked_at=now(), state=ExportState.READY, expires_at=now() + dt.timedelta(days=1)
    )
    assert desk.get(f"/me/data/{export.public_id}/").status_code == 404
    assert desk.get("/me/data/unheard-of/").status_code == 404


def test_number_is_masked_on_the_page_that_offers_the_copy(person, desk):
    page = desk.get("/me/privacy/").content.decode()
    assert person.id_number not in page
    assert mask_id_number(person.id_number) != person.id_number
