"""本单位提示语: a unit words what its people are told, for itself alone, and takes its words back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.helping import helper_words
from portal.audit.models import Event
from tests.applications.filed import filing  # noqa: F401
from tests.applications.filling import client_of
from tests.applications.views.test_filing import page, text_of
from tests.filed import Filed
from units.models import UnitWords

# ruff: noqa: F811


@pytest.fixture
def keeper(filing: Filed) -> Client:
    return client_of(filing.keeper)


def address(filing: Filed) -> str:
    return f"/my-units/{filing.unit.public_id}/words/refiling/"


def sent(
    filing: Filed, key: str = "after_form", go: str = "save", zh: str = "交到人事处301室。", **more: Any
) -> dict[str, Any]:
    filing.unit.refresh_from_db()
    body = {"go": f"{go}:{key}", f"text_zh:{key}": zh, f"text_en:{key}": "", "revision": filing.unit.revision}
    return body | more


@pytest.mark.requirement("HZ-61")
def test_units_own_words_are_what_its_people_read(filing: Filed, keeper: Client) -> None:
    case = filing.form_saved()
    browser = client_of(filing.person)
    assert "按照规定交所在部门进行公示" in text_of(browser.get(page(case)))
    response = keeper.post(address(filing), sent(filing), follow=True)
    assert "现在显示（本单位提示语）" in text_of(response)
    shown = text_of(browser.get(page(case)))
    assert "交到人事处301室。" in shown
    assert "按照规定交所在部门进行公示" not in shown
    assert Event.objects.filter(action="unit.words_written", actor=filing.keeper, words="交到人事处301室。").exists()
    unit, other = filing.another_unit()
    theirs = client_of(other).get(f"/my-units/{unit.public_id}/words/refiling/")
    assert "交到人事处301室。" not in text_of(theirs)


@pytest.mark.requirement("HZ-61")
def test_default_comes_back(filing: Filed, keeper: Client) -> None:
    keeper.post(address(filing), sent(filing))
    response = keeper.post(address(filing), sent(filing, go="reset"), follow=True)
    assert "已恢复默认的提示语" in text_of(response)
    assert not UnitWords.objects.exists()
    assert Event.objects.filter(action="unit.words_reset").exists()


@pytest.mark.requirement("HZ-61")
def test_preview_writes_nothing(filing: Filed, keeper: Client) -> None:
    shown = text_of(keeper.post(address(filing), sent(filing, go="preview", zh="交到{unit_noun}人事处。")))
    assert "预览（尚未保存）" in shown
    assert "交到企业人事处。" in shown
    assert not UnitWords.objects.exists()


@pytest.mark.parametrize(("zh", "reason"), [("", "请填写中文提示语"), ("长" * 501, "最多 500 个字")])
def test_bad_words_are_refused_and_kept_on_the_page(filing: Filed, keeper: Client, zh: str, reason: str) -> None:
    response = keeper.post(address(filing), sent(filing, zh=zh))
    assert response.status_code == 422
    assert reason in text_of(response)
    assert zh in response.content.decode()
    assert not UnitWords.objects.exists()


def test_markup_is_escaped(filing: Filed, keeper: Client) -> None:
    keeper.post(address(filing), sent(filing, zh="<script>alert(1)</script>\n\n- [手册](https://example.test/a)"))
    html = client_of(filing.person).get(page(filing.form_saved())).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert '<a href="https://example.test/a">手册</a>' in html


def test_stale_page_answers_409_with_who_and_when_and_what_was_typed(filing: Filed, keeper: Client) -> None:
    old = sent(filing)
    keeper.post(address(filing), sent(filing, zh="先写的"))
    response = keeper.post(address(filing), old)
    assert response.status_code == 409
    assert filing.keeper.name in response.content.decode()
    assert "交到人事处301室。" in response.content.decode()


def test_nobody_else_words_anything(filing: Filed) -> None:
    _unit, stranger = filing.another_unit()
    for user in (stranger, filing.person):
        assert client_of(user).get(address(filing)).status_code == 404
        assert client_of(user).post(address(filing), sent(filing)).status_code == 404


@pytest.mark.requirement("HZ-61")
def test_scheme_has_other_words_for_another_kind_of_unit(filing: Filed) -> None:
    filing.unit.kind = "university"
    filing.unit.save()
    case = filing.form_saved()
    [words] = helper_words(case, "form_saved", "zh-hans")
    assert (words.key, words.is_own) == ("after_form", False)
    assert "学院" in words.text
    [english] = helper_words(case, "form_saved", "en")
    assert "college" in english.text
    assert helper_words(case, "files_saved", "zh-hans")[0].text == "请联系所属学校的经办人提交。"


def test_desk_leads_there_only_where_there_are_words(filing: Filed, keeper: Client) -> None:
    assert address(filing) in keeper.get("/my-units/cases/?scheme=refiling").content.decode()
    assert keeper.get(f"/my-units/{filing.unit.public_id}/words/recognition/").status_code == 404
