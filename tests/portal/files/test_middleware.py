"""Where there is no room, or no answer, a person is told so; a page for people, a sentence for scripts."""

import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from portal.files.disk import Disk
from portal.files.faults import StorageAway
from tests.applications.conftest import *  # noqa: F403  # a draft to upload to
from tests.applications.filling import client_of, picture, put

pytestmark = pytest.mark.django_db


class Full(Disk):
    def has_room_for(self, size: int) -> bool:
        return False


class Away(Disk):
    def get(self, name: str) -> bytes:
        raise StorageAway("no answer")


def send(draft: Application, **headers: str):
    return client_of(draft.applicant).post(
        f"/cases/{draft.public_id}/slots/nb_identity/",
        {"file": SimpleUploadedFile("a.jpg", picture())},
        headers=headers,
    )


def test_a_full_disk_refuses_an_upload_before_it_comes_in(draft: Application, tmp_path) -> None:
    with default_storage.at(Full(tmp_path)):
        page = send(draft)
        answer = send(draft, accept="application/json")

    assert (page.status_code, answer.status_code) == (507, 507)
    assert "存储空间已满" in page.content.decode()
    assert "存储空间已满" in json.loads(answer.content)["reason"]
    assert not draft.attachments.exists()


def test_a_disk_that_becomes_full_meanwhile_says_the_same(draft: Application, tmp_path) -> None:
    class FullLater(Disk):
        def put(self, name: str, data: bytes) -> bool:
            return Disk(self.root, reserve=2**60).put(name, data)

    with default_storage.at(FullLater(tmp_path)):
        assert send(draft).status_code == 507
    assert list(tmp_path.rglob("file.jpg")) == []


def test_forms_without_files_go_on_working_on_a_full_disk(draft: Application, tmp_path) -> None:
    with default_storage.at(Full(tmp_path)):
        saved = client_of(draft.applicant).post(
            f"/cases/{draft.public_id}/form/basic_information/save/", {"mobile": "1"}
        )

    assert saved.status_code == 200


def test_a_storage_without_answer_is_no_missing_file(draft: Application, tmp_path) -> None:
    stored = put(draft, "nb_identity")
    with default_storage.at(Away(tmp_path)):
        answer = client_of(draft.applicant).get(f"/attachments/{stored.public_id}/")

    assert answer.status_code == 503
    assert "没有丢失" in answer.content.decode()
