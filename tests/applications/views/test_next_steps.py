"""One sentence and one button for each open case: on the home page and in the list of one's own."""

import datetime as dt

import pytest
from django.test import Client

from applications.choices import State
from applications.forms.next_steps import news_of, next_step_of
from applications.holders import Recognition
from applications.models import Application, SchemeVersion
from applications.services.submitting import submit_application
from applications.services.withdrawing import withdraw_application
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.ui.home import NextStep
from tests.applications.filling import SLOTS, begin, complete, fill, put
from tests.builders import make_application
from units.models import Unit


def step_of(case: Application) -> NextStep:
    step = next_step_of(Application.objects.get(pk=case.pk))
    assert step is not None
    return step


def test_a_draft_says_how_much_is_missing_and_where(draft: Application, client: Client) -> None:
    assert "还是草稿，尚未提交；还缺" in step_of(draft).text
    assert "基本信息" in step_of(draft).text
    assert step_of(draft).text in client.get("/cases/").content.decode()
    assert step_of(draft).text in client.get("/").content.decode()


def test_only_the_sealed_letter_is_missing(draft: Application, unit: Unit) -> None:
    fill(draft, unit)
    for slot in SLOTS[:-1]:
        put(draft, slot)

    step = step_of(draft)
    assert "只差盖章的“宁波市人才分类认定申请表”" in step.text
    assert step.url.endswith("/form/attachments/#slot-nb_form_sealed")


def test_what_is_complete_is_looked_through_and_submitted(draft: Application, unit: Unit, client: Client) -> None:
    complete(draft, unit)

    assert step_of(draft).url == f"/cases/{draft.public_id}/preview/"
    assert "核对并提交" in client.get(f"/cases/{draft.public_id}/").content.decode()


def test_who_waits_is_told_for_whom(draft: Application, unit: Unit, client: Client) -> None:
    complete(draft, unit)
    submit_application(application_id=draft.pk, user=draft.applicant)

    assert f"待单位确认：{unit.name}。您现在不用做什么" in step_of(draft).text
    assert "您现在不用做什么" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("ends", "words"),
    [("2031-11-03", "可以下载"), ("2026-12-31", "将于 2026年12月31日 到期"), ("2026-11-01", "已于 2026年11月1日 到期")],
)
def test_a_certificate_is_news_when_it_is_ready_and_before_it_ends(
    draft: Application, monkeypatch: pytest.MonkeyPatch, ends: str, words: str
) -> None:
    until = dt.date.fromisoformat(ends)
    held = Recognition(dt.date(2026, 11, 2), dt.date(2026, 11, 2), until, "NB-1", is_standing=True)
    monkeypatch.setattr("applications.forms.next_steps.recognition_of", lambda _case: held)
    draft.decided_at = draft.created_at

    step = news_of(draft)
    assert step is not None
    assert words in step.text


def test_an_ended_case_calls_for_nothing(tenant: Tenant, version: SchemeVersion, person: User) -> None:
    assert next_step_of(make_application(tenant, version, applicant=person, state=State.REJECTED)) is None


def test_who_applies_again_may_take_over_what_an_ended_case_held(
    draft: Application, unit: Unit, version: SchemeVersion, client: Client
) -> None:
    complete(draft, unit)
    withdraw_application(application_id=draft.pk, user=draft.applicant)
    address = f"/apply/{version.key}/"
    assert 'name="takes_over"' in client.get(address).content.decode()
    client.post(address, {"agreed": "yes", "takes_over": "yes"})

    again = Application.objects.exclude(pk=draft.pk).get()
    assert (again.answers["major"], again.unit) == ("机械工程", unit)
    assert again.attachments.count() == len(SLOTS)
    assert not set(again.attachments.values_list("file", flat=True)) & set(
        draft.attachments.values_list("file", flat=True)
    )


def test_who_does_not_want_it_begins_with_nothing(
    draft: Application, unit: Unit, version: SchemeVersion, person: User
) -> None:
    complete(draft, unit)
    withdraw_application(application_id=draft.pk, user=person)

    again = begin(version, person)
    assert again.answers.get("major", "") == ""
    assert again.attachments.count() == 0


def test_the_form_says_how_far_it_is(draft: Application, client: Client) -> None:
    body = client.get(f"/cases/{draft.public_id}/form/personal_information/").content.decode()

    assert "第 2 页，共 3 页" in body
    assert "已完成 0/3 页，还缺" in body
    assert f"/cases/{draft.public_id}/form/attachments/?check=1" in body


@pytest.mark.requirement("NX-92")
def test_the_preview_marks_what_is_missing_at_its_place_and_leads_to_each_part(
    draft: Application, unit: Unit, client: Client
) -> None:
    fill(draft, unit, major="")
    body = client.get(f"/cases/{draft.public_id}/preview/").content.decode()

    assert '<p class="sheet-title">宁波市人才分类认定申请表</p>' in body
    assert "请填写“专业”。" in body[body.index('class="sheet"') :]
    for section in ("basic_information", "personal_information", "attachments"):
        assert f'<a href="/cases/{draft.public_id}/form/{section}/">修改' in body
    assert "data-print" in body


def test_the_browser_may_fill_in_what_it_knows_of_the_person(draft: Application, client: Client) -> None:
    body = client.get(f"/cases/{draft.public_id}/form/basic_information/").content.decode()

    assert 'autocomplete="bday"' in body
    assert 'name="field:mobile"' not in body or 'autocomplete="tel"' in body
