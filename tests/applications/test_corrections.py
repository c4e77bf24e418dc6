"""Remarks stand at the place they are about, are marked once it has changed, and the next one is a link away."""

import pytest
from django.test import Client

from applications.corrections import corrections_of, is_touched
from applications.models import Application
from applications.services.confirming import return_case_by_unit
from applications.services.drafts import save_answers, start_application
from applications.services.records import save_record
from applications.services.submitting import submit_application
from portal.people.models import User
from tests.applications.filling import complete, picture, put
from tests.applications.tiered import tiers  # noqa: F401
from tests.builders import sign_in
from tests.tiers import Tiers, fill_in, fresh
from units.models import Unit

# ruff: noqa: F811


@pytest.fixture
def returned(draft: Application, unit: Unit, manager: User) -> Application:
    complete(draft, unit)
    submit_application(application_id=draft.pk, user=draft.applicant)
    remarks = [("slot:nb_identity", "缺背面"), ("field:major", "与证书不符")]
    return_case_by_unit(application_id=draft.pk, user=manager, words="请更正", remarks=remarks)
    return Application.objects.get(pk=draft.pk)


@pytest.mark.requirement("NB-53")
def test_what_has_been_changed_is_dealt_with_and_correcting_goes_on_at_the_next(
    returned: Application, client: Client
) -> None:
    assert (corrections_of(returned).left, corrections_of(returned).done) == (2, 0)
    save_answers(application_id=returned.pk, user=returned.applicant, answers={"major": "机械电子工程"})

    assert [(one.path, one.is_done) for one in corrections_of(fresh(returned)).items] == [
        ("field:major", True),
        ("slot:nb_identity", False),
    ]
    url = f"/cases/{returned.public_id}/form"
    assert client.get(f"{url}/").url == f"{url}/attachments/#slot-nb_identity"
    page = client.get(f"{url}/personal_information/").content.decode()
    assert "还有 1 处批注没有修改" in page
    assert f'href="{url}/attachments/#slot-nb_identity" data-corrections-next' in page
    assert 'class="remark is-dealt-with" data-remark="field:major"' in page


def test_scripts_hear_what_is_left(returned: Application, client: Client) -> None:
    url = f"/cases/{returned.public_id}/form/personal_information/save/"
    answer = client.post(url, {"field:major": "机械电子工程"}).json()
    assert answer["corrections"]["done"] == ["field:major"]
    assert answer["corrections"]["next"].endswith("#slot-nb_identity")

    put(returned, "nb_identity", picture(colour="#102030"))
    assert client.post(url, {"field:major": "机械电子工程"}).json()["corrections"]["left"] == 0
    back = client.post(url, {"field:major": "机械工程"}).json()
    assert back["corrections"]["done"] == ["slot:nb_identity"]


def test_remarks_on_records_answers_of_them_and_lists_stand_at_each(tiers: Tiers) -> None:
    case = start_application(version=tiers.version, user=tiers.person, agreed=True, language="zh-hans")
    fill_in(case, tiers.person, tiers.unit)
    submit_application(application_id=case.pk, user=tiers.person)
    record = fresh(case).answers["posts"][0]["id"]
    remarks = [
        ("section:posts", "缺早期经历"),
        (f"record:posts.{record}", "时间不连续"),
        (f"field:posts.{record}.employer", "名称不全"),
    ]
    return_case_by_unit(application_id=case.pk, user=tiers.keeper, words="请更正", remarks=remarks)
    browser = sign_in(Client(headers={"host": "uplands.localhost"}), tiers.person)
    listed = browser.get(f"/cases/{case.public_id}/form/posts/").content.decode()
    page = browser.get(f"/cases/{case.public_id}/form/posts/{record}/").content.decode()

    assert 'data-remark="section:posts"' in listed
    assert all(words in listed for words in ("缺早期经历", "时间不连续", "名称不全"))
    assert f'data-remark="record:posts.{record}"' in page
    assert f'data-remark="field:posts.{record}.employer"' in page
    save_record(
        application_id=case.pk, user=tiers.person, section="posts", record=record, values={"employer": "示例研究院本部"}
    )
    assert corrections_of(fresh(case)).left == 0


def test_a_change_elsewhere_touches_nothing() -> None:
    assert not is_touched("record:posts.a", {"field:posts.b.employer", "slot:proof.b"})
    assert is_touched("record:posts.a", {"slot:proof.a"})
    assert is_touched("section:posts", {"record:posts.b"})
    assert not is_touched("field:major", {"field:major_other"})
