"""Saving while typing, and uploading with progress."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.models import Application
from applications.services.submitting import submit_application
from tests.applications.filling import client_of, complete, picture, put
from tests.builders import sign_in
from units.models import Unit

pytestmark = pytest.mark.django_db


def save(client: Client, draft: Application, section: str = "basic_information", **answers: str) -> object:
    data = {f"field:{key}": value for key, value in answers.items()}
    return client.post(f"/cases/{draft.public_id}/form/{section}/save/", data)


def test_autosave_keeps_the_sent_fields_and_says_what_follows(draft: Application, client: Client, unit: Unit) -> None:
    save(client, draft, nationality="CHN")
    answer = save(client, draft, work_unit=unit.public_id).json()

    draft.refresh_from_db()
    assert draft.answers["nationality"] == "CHN"
    assert answer["saved_at"] == "09:30"
    assert answer["fixed"]["field:unit_kind"] == "企业"
    assert answer["facts"]["unit.level"] == "district"


def test_autosave_with_an_ended_session_says_so_and_loses_nothing(draft: Application) -> None:
    answer = save(client_of(), draft, nationality="CHN")

    assert answer.status_code == 401
    assert answer.json()["login"] == "/account/login/"


def test_a_fresh_token_is_given_after_signing_in_again(draft: Application) -> None:
    client = Client(headers={"host": "ningbo.localhost"}, enforce_csrf_checks=True)
    sign_in(client, draft.applicant)
    assert save(client, draft, nationality="CHN").status_code == 403

    token = client.get("/form-session/").json()["token"]
    url = f"/cases/{draft.public_id}/form/basic_information/save/"
    answer = client.post(url, {"field:nationality": "CHN"}, headers={"X-CSRFToken": token})

    assert answer.status_code == 200


@pytest.mark.requirement("NB-54")
def test_autosave_after_submission_is_refused_with_the_reason(draft: Application, client: Client, unit: Unit) -> None:
    complete(draft, unit)
    submit_application(application_id=draft.pk, user=draft.applicant)

    answer = save(client, draft, nationality="USA")

    assert answer.status_code == 409
    assert "不能修改" in answer.json()["reason"]


@pytest.mark.requirement("NB-28")
def test_an_upload_answers_with_the_slot_and_the_list(draft: Application, client: Client) -> None:
    url = f"/cases/{draft.public_id}/slots/nb_identity/"

    answer = client.post(url, {"file": SimpleUploadedFile("身份证 (1).jpg", picture())}).json()

    assert "身份证 (1).jpg" in answer["files"]
    assert "已上传 1 个" in answer["checklist"]
    assert answer["takes_more"] is True


def test_a_refused_upload_says_why(draft: Application, client: Client) -> None:
    answer = client.post(
        f"/cases/{draft.public_id}/slots/nb_identity/", {"file": SimpleUploadedFile("a.jpg", b"<script>" * 9)}
    )

    assert answer.status_code == 422
    assert "文件名的后缀不作数" in answer.json()["reason"]


def test_an_upload_with_an_ended_session_says_so(draft: Application) -> None:
    answer = client_of().post(
        f"/cases/{draft.public_id}/slots/nb_identity/", {"file": SimpleUploadedFile("a.jpg", picture())}
    )

    assert answer.status_code == 401


def test_removing_answers_with_the_slot(draft: Application, client: Client) -> None:
    stored = put(draft, "nb_identity")

    answer = client.post(f"/cases/{draft.public_id}/slots/nb_identity/remove/", {"id": stored.public_id}).json()

    assert stored.public_id not in answer["files"]


def test_strangers_cannot_save_upload_or_remove(draft: Application, manager: object) -> None:
    stranger = client_of(manager)  # type: ignore[arg-type]
    base = f"/cases/{draft.public_id}"

    assert save(stranger, draft, nationality="CHN").status_code == 404
    assert stranger.post(f"{base}/slots/nb_identity/", {"file": SimpleUploadedFile("a", b"a")}).status_code == 404
    assert stranger.post(f"{base}/slots/nb_identity/remove/", {"id": "x"}).status_code == 404


def test_autosave_says_what_is_wrong_with_the_answers_given_and_not_what_is_missing(
    draft: Application, client: Client
) -> None:
    answer = save(client, draft, birth_date="2222-01-01", nationality="").json()

    assert "不能晚于今天" in answer["errors"]["field:birth_date"]
    assert "field:nationality" not in answer["errors"]
