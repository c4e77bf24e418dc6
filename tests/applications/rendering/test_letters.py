"""The application form to print, looked at with other people's tools."""

import subprocess
from pathlib import Path

import pytest
from django.test import Client

from applications.models import Application
from applications.queries import digest_code
from applications.rendering.letters import UnableToRender, letter_context, render_letter
from applications.services.drafts import save_answers
from tests.applications.filling import complete, fill, put
from units.models import Unit

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "form.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", folder / "form.pdf", "-"], capture_output=True, check=True)
    return done.stdout.decode()


@pytest.mark.requirement("NB-32", "NB-46", "NB-47")
def test_the_printed_form_has_the_data_and_room_for_opinion_and_seal(
    draft: Application, client: Client, unit: Unit, tmp_path: Path
) -> None:
    complete(draft, unit)

    response = client.get(f"/cases/{draft.public_id}/letters/form/")

    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content, tmp_path)
    for words in ("宁波市人才分类认定申请表", "市云帆", "宁波东海机电有限公司", "浙江大学", "博士", "E · 高级人才"):
        assert words in text
    for room in ("用人单位意见", "单位公章", "负责人签名", "单位公示", "5 个工作日"):
        assert room in text
    assert digest_code(Application.objects.get(pk=draft.pk)) in text


def test_the_photo_is_printed(draft: Application, tmp_path: Path) -> None:
    put(draft, "nb_photo")
    (tmp_path / "form.pdf").write_bytes(render_letter(draft, "form"))

    listed = subprocess.run(["pdfimages", "-list", tmp_path / "form.pdf"], capture_output=True, check=True).stdout

    assert b"413   579" in listed


def test_the_digest_code_changes_with_the_answers(draft: Application, unit: Unit) -> None:
    before = digest_code(fill(draft, unit))

    assert digest_code(fill(draft, unit)) == before
    assert digest_code(fill(draft, unit, major="电气")) != before


def test_markup_in_an_answer_is_printed_as_text(draft: Application, unit: Unit, tmp_path: Path) -> None:
    fill(draft, unit, major="<b>x</b>{{ title }}")
    draft.refresh_from_db()

    assert "<b>x</b>{{ title }}" in text_of(render_letter(draft, "form"), tmp_path)


def test_a_character_that_no_font_has_is_refused_and_named(draft: Application, client: Client) -> None:
    save_answers(application_id=draft.pk, user=draft.applicant, answers={"major": "机\ue863械"})
    draft.refresh_from_db()

    with pytest.raises(UnableToRender, match="U\\+E863"):
        render_letter(draft, "form")
    assert "未能办理" in client.get(f"/cases/{draft.public_id}/letters/form/").content.decode()


def test_the_context_holds_words_only(draft: Application, unit: Unit) -> None:
    context = letter_context(fill(draft, unit), "form")

    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(plain(one) for one in value.values())
        if isinstance(value, list):
            return all(plain(one) for one in value)
        return isinstance(value, str | int)

    assert plain(context)
    assert {"label": "国籍", "value": "中国"} in context["sections"][0]["rows"]


def test_a_letter_the_scheme_lacks_does_not_exist(draft: Application, client: Client) -> None:
    assert client.get(f"/cases/{draft.public_id}/letters/other/").status_code == 404
