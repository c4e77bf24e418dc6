"""附件管理, the page before submission, and what is printed."""

import subprocess
from pathlib import Path

import pytest
from django.test import Client

from applications.choices import State
from applications.models import Application, Attachment
from applications.scheme.records import records_in
from applications.services.attachments import UnableToAttach, add_explanation
from applications.services.drafts import save_answers
from applications.services.records import remove_record, save_record
from portal.people.models import User
from portal.policy import Refused
from review.models import Office
from tests.applications.filling import client_of, picture, put
from tests.longform import begin_long_form, fill_long_form
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(person: User) -> Application:
    return fill_long_form(begin_long_form(person), papers=2)


@pytest.fixture
def complete(case: Application, unit: Unit) -> Application:
    Office.objects.create(code="bureau", name_zh="人社局", name_en="Bureau", kind="BUREAU")
    Application.objects.filter(pk=case.pk).update(unit=unit)
    for record in records_in(case.answers, "papers"):
        put(case, f"paper_proofs.{record['id']}")
    return Application.objects.get(pk=case.pk)


def page_of(case: Application, section: str) -> str:
    return f"/cases/{case.public_id}/form/{section}/"


def rows(case: Application) -> list[str]:
    return [f"paper_proofs.{record['id']}" for record in records_in(case.answers, "papers")]


@pytest.mark.requirement("NX-84", "NX-86", "NX-87", "NX-91")
def test_every_record_has_a_row_that_takes_several_files(case: Application, client: Client) -> None:
    first, second = rows(case)
    put(case, first)
    put(case, first, picture(colour="#223344"), "第二份.jpg")

    body = client.get(page_of(case, "attachments")).content.decode()

    assert body.count("论文专著名称: 稀土催化-化学学报-20181106-一作, 相关证明材料</span>") >= 2
    assert f'data-slot="{first}"' in body
    assert f'data-slot="{second}"' in body
    assert "图片.jpg" in body
    assert "第二份.jpg" in body
    assert body.count("未上传") == 1


@pytest.mark.requirement("NX-90")
def test_rows_follow_their_records(case: Application, client: Client) -> None:
    first, second = (record["id"] for record in records_in(case.answers, "papers"))
    put(case, f"paper_proofs.{second}")
    save_record(application_id=case.pk, user=case.applicant, section="papers", record=first, values={"name": "新名"})
    remove_record(application_id=case.pk, user=case.applicant, section="papers", record=second)

    body = client.get(page_of(case, "attachments")).content.decode()

    assert "论文专著名称: 新名-化学学报" in body
    assert second not in body
    assert not Attachment.objects.filter(application=case).exists()


@pytest.mark.requirement("NX-88", "NX-89")
def test_who_has_no_certificate_explains_and_the_words_become_the_file(
    case: Application, client: Client, tmp_path: Path
) -> None:
    row = rows(case)[0]
    sent = {f"explanation:{row}": "期刊停刊，\n无法取得证明。<b>", "go": f"explain:{row}"}

    response = client.post(page_of(case, "attachments"), sent)

    assert response.url.endswith(f"#slot-{row.replace('.', '-')}")
    found = Attachment.objects.get(application=case, slot=row)
    assert (found.original_name, found.content_type) == ("情况说明.pdf", "application/pdf")
    (tmp_path / "a.pdf").write_bytes(found.file.read())
    text = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True, text=True).stdout
    assert "无法取得证明。<b>" in text
    assert "稀土催化" in text


def test_explanation_without_words_is_refused_and_the_others_keep_theirs(case: Application, client: Client) -> None:
    first, second = rows(case)
    sent = {f"explanation:{first}": " ", f"explanation:{second}": "写到一半", "go": f"explain:{first}"}

    body = client.post(page_of(case, "attachments"), sent).content.decode()

    assert "请填写情况说明" in body
    assert ">写到一半</textarea>" in body
    assert not Attachment.objects.filter(application=case).exists()


def test_explanation_is_taken_only_where_the_scheme_says_so(case: Application) -> None:
    with pytest.raises(Refused):
        add_explanation(application_id=case.pk, user=case.applicant, slot="no_such", words="x")
    with pytest.raises(UnableToAttach, match="最多 2000 个字"):
        add_explanation(application_id=case.pk, user=case.applicant, slot=rows(case)[0], words="长" * 2001)


@pytest.mark.requirement("NX-92")
def test_preview_shows_everything_with_every_fault_linked_to_its_place(case: Application, client: Client) -> None:
    record = records_in(case.answers, "papers")[0]["id"]
    save_record(application_id=case.pk, user=case.applicant, section="papers", record=record, values={"date": ""})
    save_answers(application_id=case.pk, user=case.applicant, answers={"specialty": ""})

    body = client.get(f"/cases/{case.public_id}/preview/").content.decode()

    assert "银川大学" in body
    assert f'href="{page_of(case, "basics")}?check=1#field-specialty"' in body
    assert f'href="{page_of(case, "papers")}{record}/?check=1#field-papers-{record}-date"' in body
    assert "论文专著 · 第 1 条 · 发表时间：必填，请填写。" in body
    assert f'href="{page_of(case, "attachments")}?check=1#slot-paper_proofs-{record}"' in body
    assert "确认无误，提交" not in body


@pytest.mark.requirement("NX-45", "NX-92")
def test_reporting_keeps_what_was_typed_and_leads_to_the_preview(case: Application, client: Client) -> None:
    response = client.post(page_of(case, "basics"), {"field:specialty": "光催化", "go": "submit"})

    assert response.url == f"/cases/{case.public_id}/preview/"
    assert Application.objects.get(pk=case.pk).answers["specialty"] == "光催化"


@pytest.mark.requirement("NX-93", "NX-107")
def test_confirming_the_preview_submits_and_the_form_is_closed(complete: Application, client: Client) -> None:
    body = client.get(f"/cases/{complete.public_id}/preview/").content.decode()
    assert "确认无误，提交" in body

    response = client.post(f"/cases/{complete.public_id}/submit/", {"revision": complete.revision}, follow=True)

    assert "提交成功" in response.content.decode()
    assert Application.objects.get(pk=complete.pk).state == State.UNIT_CONFIRM
    assert client.get(f"/cases/{complete.public_id}/preview/").url == f"/cases/{complete.public_id}/"
    assert client.post(page_of(complete, "papers") + "add/").status_code == 409


@pytest.mark.requirement("NX-104", "NX-105", "NX-106")
def test_printed_form_has_the_records_and_what_the_template_derives_from_them(
    complete: Application, client: Client, manager: User, tmp_path: Path
) -> None:
    letter = f"/cases/{complete.public_id}/letters/form/"
    unit = client_of(manager)
    assert unit.get(letter).status_code == 404  # a draft is the applicant's alone
    client.post(f"/cases/{complete.public_id}/submit/")

    for reader in (client, unit):
        (tmp_path / "form.pdf").write_bytes(reader.get(letter).content)
        text = subprocess.run(
            ["pdftotext", tmp_path / "form.pdf", "-"], capture_output=True, check=True, text=True
        ).stdout
        assert "稀土催化" in text
        assert "全职：银川大学" in text
        assert "演绎逻辑学" in text
