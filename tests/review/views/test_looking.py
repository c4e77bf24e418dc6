"""What a reviewer looks at: pages of files, what they prove, what has changed, and everything that happened."""

from __future__ import annotations

import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from portal.audit.models import Event
from review.services.taking import hand_over_task, take_task
from tests.builders import make_attachment
from tests.review.views.conftest import task_of

HAISHU = "alliance-haishu"


def page_of(attachment, number=1, size=""):
    return f"/attachments/{attachment.public_id}/pages/{number}/{size}"


def returned(client, task, **remarks):
    remarks = {f"remark:{path}": words for path, words in remarks.items()}
    return client.post(f"/desk/tasks/{task.public_id}/decide/", {"decision": "return", "words": "请更正", **remarks})


def test_a_page_of_a_file_is_a_picture_and_its_look_is_logged(send, reviewer, as_user):
    application, user = send("陈秀强"), reviewer(HAISHU)
    attachment = application.attachments.first()
    answer = as_user(user).get(page_of(attachment))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-store"
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    about = json.loads(answer["X-File"])
    assert about["pages"] == 1
    assert about["is_whole"]
    event = Event.objects.get(action="attachment.opened")
    assert (event.actor, event.target) == (user, f"applications.attachment:{attachment.pk}")


def test_a_file_that_is_another_than_what_came_is_called_so(send, reviewer, as_user):
    attachment = send("陈秀强").attachments.first()
    attachment.sha256 = "0" * 64
    attachment.save()
    about = json.loads(as_user(reviewer(HAISHU)).get(page_of(attachment, size="?size=large"))["X-File"])
    assert not about["is_whole"]
    assert "校验不符" in about["state"]


def test_a_page_is_closed_to_whom_the_file_is_closed(send, reviewer, as_user):
    application = send("陈秀强")
    attachment = application.attachments.first()
    later = make_attachment(application, "nb_identity", name="later.jpg")
    assert as_user(reviewer("alliance-jiangbei")).get(page_of(attachment)).status_code == 404
    assert as_user(reviewer(HAISHU)).get(page_of(later)).status_code == 404
    assert as_user(application.applicant).get(page_of(later)).status_code == 200
    assert as_user(application.applicant).get(page_of(attachment, 2)).status_code == 404
    assert as_user(None).get(page_of(attachment)).status_code == 302


def test_a_broken_file_says_so_and_can_still_be_opened(send, as_user):
    application = send("陈秀强")
    broken = make_attachment(application, "nb_identity", b"%PDF-1.4 broken", name="broken.pdf")
    broken.content_type = "application/pdf"
    broken.save()
    client = as_user(application.applicant)
    answer = client.get(page_of(broken))
    assert answer.status_code == 422
    assert "已损坏" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert client.get(f"/attachments/{broken.public_id}/").status_code == 200


def test_answers_lead_to_the_files_that_prove_them(send, reviewer, as_user):
    application, client = send("陈秀强"), as_user(reviewer(HAISHU))
    returned(client, task_of(application))
    make_attachment(application, "nb_highest_degree")
    send(again=application)
    page = client.get(f"/desk/tasks/{task_of(application).public_id}/")
    [proved] = [one for part in page.context["sections"] for one in part.answers if one.path == "field:major"]
    files = {proof.file.public_id for proof in proved.proofs}
    assert files == {one.public_id for one in application.attachments.filter(slot="nb_highest_degree")}
    slots = {slot.path: slot for part in page.context["sections"] for slot in part.slots}
    assert "专业" in slots["slot:nb_highest_degree"].proves


def test_a_changed_answer_and_a_replaced_file_stand_beside_what_they_were(send, reviewer, as_user):
    application, client = send("陈秀强"), as_user(reviewer(HAISHU))
    returned(client, task_of(application))
    old = make_attachment(application, "nb_identity", name="old.jpg")
    send(again=application)
    returned(client, task_of(application), **{"field:major": "与证书不符", "slot:nb_identity": "不清晰"})
    old.removed_at = old.uploaded_at
    old.save()
    new = make_attachment(application, "nb_identity", b"", name="new.jpg")
    new.sha256 = "1" * 64
    new.save()
    send(again=application, major="材料科学")
    page = client.get(f"/desk/tasks/{task_of(application).public_id}/")
    assert [one.path for one in page.context["changes"]] == ["field:major", "slot:nb_identity"]
    slots = {slot.path: slot for part in page.context["sections"] for slot in part.slots}
    slot = slots["slot:nb_identity"]
    assert [one.public_id for one in slot.replaced] == [old.public_id]
    assert [one.is_new for one in slot.files] == [True]
    text = page.content.decode()
    assert "<del>机械工程</del>" in text
    assert "<ins>材料科学</ins>" in text
    assert "原为：" in text
    assert client.get(f"/attachments/{old.public_id}/").status_code == 200


@pytest.mark.requirement("NB-104")
def test_history_has_submissions_opinions_and_hand_overs_in_one_list(send, reviewer, as_user):
    application, user, colleague = send("陈秀强"), reviewer(HAISHU), reviewer(HAISHU, name="钱同事")
    task = task_of(application)
    take_task(task_id=task.pk, user=user)
    hand_over_task(task_id=task.pk, user=user, to=colleague)
    returned(as_user(colleague), task)
    send(again=application, major="材料科学")
    client = as_user(user)
    page = client.get(f"/desk/tasks/{task_of(application).public_id}/")
    history = page.context["history"]
    assert [line.at for line in history] == sorted(line.at for line in history)
    assert [line.submission.number for line in history if line.submission] == [1, 2]
    assert [line.person for line in history if line.opinion] == ["钱同事"]
    assert [line.deed for line in history if line.entry is None] == ["领取", "转交给钱同事"]
    assert page.content.decode().count("转交给钱同事") == 1
    earlier = client.get(history[0].url)
    assert "机械工程" in earlier.content.decode()
    assert application.applicant.id_number not in earlier.content.decode()
    assert client.get(f"/cases/{application.public_id}/submissions/3/").status_code == 404


def test_changes_and_history_cost_the_same_however_many(send, reviewer, as_user):
    application = send("陈秀强")
    client = as_user(reviewer(HAISHU))
    counts = []
    for major in ("材料科学", "电气工程", "计算机"):
        returned(client, task_of(application))
        send(again=application, major=major, graduate_school=f"{major}大学", title=major)
        counts.append(_queries(client, f"/desk/tasks/{task_of(application).public_id}/"))
    assert counts[1] == counts[2] <= counts[0]


def _queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
