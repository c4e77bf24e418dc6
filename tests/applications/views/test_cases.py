"""申报查询, the page of a case, and the unit's desk."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from applications.choices import State
from applications.models import Application, SchemeVersion
from applications.services.confirming import confirm_case, return_case_by_unit
from applications.services.submitting import submit_application
from portal.audit.models import Event
from portal.people.masking import mask_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.applications.filling import client_of, complete, picture, put
from tests.builders import make_application, make_person
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(draft: Application, unit: Unit) -> Application:
    complete(draft, unit)
    submit_application(application_id=draft.pk, user=draft.applicant)
    return Application.objects.get(pk=draft.pk)


def detail(case: Application) -> str:
    return f"/cases/{case.public_id}/"


@pytest.mark.requirement("NB-52", "NB-53", "NB-56")
def test_the_list_shows_each_declaration_with_its_state(
    tenant: Tenant, version: SchemeVersion, person: User, client: Client
) -> None:
    make_application(tenant, version, applicant=person, state=State.APPROVED, label_zh="已认定")
    make_application(tenant, version, applicant=person)
    make_application(tenant, version)

    body = client.get("/cases/").content.decode()

    assert body.count('<li class="panel">') == 2
    assert body.count("修改提交") == 1
    assert "已认定" in body


def test_the_list_is_empty_at_first(version: SchemeVersion, client: Client) -> None:
    assert "还没有申报" in client.get("/cases/").content.decode()


def test_the_list_asks_as_often_for_seven_as_for_three(
    tenant: Tenant,
    version: SchemeVersion,
    person: User,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """What is missing is counted for the newest drafts alone, and nothing is asked of cases on their way."""
    for _ in range(3):
        make_application(tenant, version, applicant=person)
    client.get("/cases/")
    with CaptureQueriesContext(connection) as one:
        client.get("/cases/")
    make_application(tenant, version, applicant=person, state=State.APPROVED)
    make_application(tenant, version, applicant=person, state=State.PRE_REVIEW)
    make_application(tenant, version, applicant=person)
    make_application(tenant, version, applicant=person)

    with django_assert_num_queries(len(one)):
        client.get("/cases/")


def test_a_long_list_is_leafed_through_by_key(
    tenant: Tenant, version: SchemeVersion, person: User, client: Client
) -> None:
    cases = [make_application(tenant, version, applicant=person) for _ in range(45)]

    def shown(address: str) -> tuple[list[str], str, str]:
        leaf = client.get(f"/cases/{address}").context["leaf"]
        return [case.public_id for case in leaf.rows], leaf.newer_url, leaf.older_url

    newest = [case.public_id for case in reversed(cases)]
    first, newer, older = shown("")
    assert (first, newer) == (newest[:20], "")
    second, newer, older = shown(older)
    assert second == newest[20:40]
    assert shown(newer)[0] == first
    third, _newer, older = shown(older)
    assert (third, older) == (newest[40:], "")


@pytest.mark.requirement("NB-55", "NB-56")
def test_the_page_says_where_the_case_is_and_what_comes_next(submitted: Application, client: Client) -> None:
    body = client.get(detail(submitted)).content.decode()

    assert "宁波东海机电有限公司" in body
    assert "请耐心等待" in body
    assert "待单位确认" in body
    assert "网上预审" in body
    assert "浙江大学" in body
    assert "修改提交" not in body


@pytest.mark.requirement("NB-53")
def test_the_page_of_a_returned_case_shows_the_remarks(submitted: Application, client: Client, manager: User) -> None:
    return_case_by_unit(
        application_id=submitted.pk, user=manager, words="请更正专业", remarks=[("field:major", "与证书不符")]
    )

    body = client.get(detail(submitted)).content.decode()

    assert "请更正专业" in body
    assert "与证书不符" in body
    assert "修改提交" in body


def test_an_applicant_withdraws_a_case(submitted: Application, client: Client) -> None:
    client.post(f"{detail(submitted)}withdraw/")
    client.post(f"{detail(submitted)}withdraw/")

    assert Application.objects.get(pk=submitted.pk).state == State.WITHDRAWN
    assert "已撤回" in client.get(detail(submitted)).content.decode()


def test_nobody_else_withdraws_it(submitted: Application, manager: User) -> None:
    assert client_of(manager).post(f"{detail(submitted)}withdraw/").status_code == 404


@pytest.mark.requirement("NB-48")
def test_the_unit_confirms_and_the_case_goes_on(submitted: Application, manager: User, monkeypatch) -> None:
    passed: list[int] = []
    monkeypatch.setattr("applications.services.confirming.pass_stage", lambda case, **_: passed.append(case.pk))
    desk = client_of(manager)

    assert submitted.applicant_name in desk.get("/my-units/cases/").content.decode()
    assert "单位确认" in desk.get(detail(submitted)).content.decode()
    desk.post(f"{detail(submitted)}decide/", {"decision": "confirm", "revision": submitted.revision})

    assert passed == [submitted.pk]


@pytest.mark.requirement("NB-48")
def test_the_unit_returns_with_remarks_beside_the_answers(submitted: Application, manager: User) -> None:
    desk = client_of(manager)
    assert 'name="remark:field:major"' in desk.get(detail(submitted)).content.decode()

    desk.post(
        f"{detail(submitted)}decide/",
        {"decision": "return", "words": "请更正", "remark:field:major": "与证书不符", "remark:field:name": " "},
    )

    case = Application.objects.get(pk=submitted.pk)
    assert case.state == State.RETURNED
    assert [(one.path, one.text) for one in case.remarks.all()] == [("field:major", "与证书不符")]


def test_a_return_without_words_is_refused_and_keeps_the_case(submitted: Application, manager: User) -> None:
    body = client_of(manager).post(f"{detail(submitted)}decide/", {"decision": "return"}).content.decode()

    assert "退回时请写明原因" in body
    assert Application.objects.get(pk=submitted.pk).state == State.UNIT_CONFIRM


def test_a_decision_on_what_has_moved_on_is_refused(submitted: Application, manager: User) -> None:
    return_case_by_unit(application_id=submitted.pk, user=manager, words="x", remarks=[])

    body = client_of(manager).post(
        f"{detail(submitted)}decide/", {"decision": "confirm", "words": "同意", "revision": submitted.revision}
    )

    assert body.status_code == 409
    assert "您的操作没有记录" in body.content.decode()
    assert f"{submitted.unit.name} 已于" in body.content.decode()


def test_the_unit_does_not_see_drafts_nor_decide_for_others(
    draft: Application, manager: User, submitted: Application, client: Client
) -> None:
    stranger = client_of(make_person(draft.tenant))

    assert stranger.get("/my-units/cases/").status_code == 404
    assert stranger.post(f"{detail(submitted)}decide/", {"decision": "confirm"}).status_code == 404
    assert client.post(f"{detail(submitted)}decide/", {"decision": "confirm"}).status_code == 404


@pytest.mark.requirement("NB-09")
def test_the_unit_sees_the_results_of_its_people(
    tenant: Tenant, version: SchemeVersion, unit: Unit, manager: User, submitted: Application
) -> None:
    make_application(
        tenant,
        version,
        unit=unit,
        state=State.APPROVED,
        label_zh="已认定",
        determined_category="E",
        submitted_at=submitted.submitted_at,
    )

    rows = client_of(manager).get("/my-units/cases/?list=passed").context["rows"]

    assert [(row["case"].label_zh, row["case"].determined_category) for row in rows] == [("已认定", "E")]


def test_a_unit_that_confirms_online_is_named_as_holder(submitted: Application) -> None:
    assert submitted.holder_zh == "宁波东海机电有限公司"
    with pytest.raises(Exception, match="管理员"):
        confirm_case(application_id=submitted.pk, user=submitted.applicant)


def test_files_that_were_submitted_are_seen_by_the_unit_and_served_safely(
    submitted: Application, manager: User, client: Client
) -> None:
    stored = submitted.attachments.get(slot="nb_identity")

    response = client_of(manager).get(f"/attachments/{stored.public_id}/")

    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "image/jpeg"
    assert "%E5%9B%BE%E7%89%87.jpg" in response["Content-Disposition"]
    assert client_of().get(f"/attachments/{stored.public_id}/").url.startswith("/account/login/")


def test_what_the_applicant_changes_later_is_not_seen_by_the_unit(submitted: Application, manager: User) -> None:
    return_case_by_unit(application_id=submitted.pk, user=manager, words="x", remarks=[("slot:nb_identity", "不清晰")])
    later = put(submitted, "nb_identity", picture((320, 320)))

    assert client_of(manager).get(f"/attachments/{later.public_id}/").status_code == 404
    assert client_of(submitted.applicant).get(f"/attachments/{later.public_id}/").status_code == 200


@pytest.mark.requirement("NB-53")
def test_correcting_begins_at_the_first_remark_and_each_page_leads_to_all(
    submitted: Application, client: Client, manager: User
) -> None:
    remarks = [("slot:nb_identity", "缺背面"), ("field:major", "与证书不符")]
    return_case_by_unit(application_id=submitted.pk, user=manager, words="请更正", remarks=remarks)

    first = client.get(f"{detail(submitted)}form/")
    page = client.get(f"{detail(submitted)}form/basic_information/")

    assert first.url == f"{detail(submitted)}form/personal_information/#field-major"
    assert [link["url"].rpartition("#")[2] for link in page.context["remarks"]] == ["field-major", "slot-nb_identity"]
    assert [section.is_done for section in page.context["sections"]] == [True, False, False]


def test_filling_in_begins_on_the_first_page(draft: Application, client: Client) -> None:
    assert client.get(f"{detail(draft)}form/").url == f"{detail(draft)}form/basic_information/"


def test_a_withdrawn_case_shows_no_step_that_it_never_took(submitted: Application, client: Client) -> None:
    client.post(f"{detail(submitted)}withdraw/")

    answer = client.get(detail(submitted))

    assert [step.state for step in answer.context["way"].steps] == ["done", "stopped"]
    assert "重新申报" in answer.content.decode()


def test_who_has_a_case_under_way_is_told_before_reading_the_statement(
    submitted: Application, version: SchemeVersion, client: Client
) -> None:
    body = client.get(f"/apply/{version.key}/").content.decode()

    assert "办结后才能再次申报" in body
    assert detail(submitted) in body
    assert 'name="agreed"' not in body


def send_whole(client: Client, case: Application, revision: int) -> HttpResponse:
    return client.post(f"/cases/{case.public_id}/submit/", {"revision": revision})


def test_submitting_again_from_the_same_page_leads_to_the_same_receipt(
    draft: Application, unit: Unit, client: Client
) -> None:
    complete(draft, unit)
    answers = [send_whole(client, draft, draft.revision) for _ in range(3)]
    assert [one["Location"] for one in answers] == [f"/cases/{draft.public_id}/receipts/1/"] * 3
    pages = {client.get(answers[0]["Location"]).content.decode().partition("<main")[2] for _ in range(2)}
    submission = draft.submissions.get()
    assert all(submission.content_hash in page and f"{draft.public_id}-1" in page for page in pages)


def test_page_from_before_a_return_submits_nothing(
    draft: Application, unit: Unit, client: Client, manager: User
) -> None:
    complete(draft, unit)
    old = draft.revision
    send_whole(client, draft, old)
    return_case_by_unit(application_id=draft.pk, user=manager, words="请更正", remarks=[])
    answer = send_whole(client, draft, old)
    assert answer.status_code == 409
    assert f"{unit.name} 已于" in answer.content.decode()
    assert f'href="/cases/{draft.public_id}/"' in answer.content.decode()
    assert draft.submissions.count() == 1


def test_form_from_before_a_return_changes_nothing(
    draft: Application, unit: Unit, client: Client, manager: User
) -> None:
    complete(draft, unit)
    old = draft.revision
    send_whole(client, draft, old)
    return_case_by_unit(application_id=draft.pk, user=manager, words="请更正", remarks=[])
    section = draft.scheme.sections[0].key
    fields = {"go": "save", "revision": old, "field:major": "被覆盖"}
    answer = client.post(f"/cases/{draft.public_id}/form/{section}/", fields)
    assert answer.status_code == 409
    assert Application.objects.get(pk=draft.pk).answers["major"] != "被覆盖"


def test_receipt_is_its_owners_alone(submitted: Application, client: Client, tenant: Tenant) -> None:
    address = f"/cases/{submitted.public_id}/receipts/1/"
    assert client.get(address).status_code == 200
    assert client.get(address.replace("/1/", "/2/")).status_code == 404
    assert client_of(make_person(tenant)).get(address).status_code == 404


def test_withdrawing_from_an_old_page_withdraws_nothing(submitted: Application, client: Client, manager: User) -> None:
    return_case_by_unit(application_id=submitted.pk, user=manager, words="请更正", remarks=[])
    answer = client.post(f"{detail(submitted)}withdraw/", {"revision": submitted.revision})
    assert answer.status_code == 409
    assert "您的操作没有记录" in answer.content.decode()
    assert Application.objects.get(pk=submitted.pk).state == State.RETURNED


def test_the_unit_sees_numbers_masked_until_it_asks_which_is_logged(
    submitted: Application, client: Client, manager: User
) -> None:
    number, phone = submitted.applicant.id_number, submitted.applicant.phone.removeprefix("+86")
    address, desk = reverse("applications:detail", args=[submitted.public_id]), client_of(manager)
    reveal = reverse("applications:reveal", args=[submitted.public_id])
    page = desk.get(address).content.decode()
    assert (number in page, phone in page, reveal in page) == (False, False, True)
    assert mask_id_number(number) in page
    page = desk.post(reveal).content.decode()
    assert (number in page, phone in page) == (True, True)
    event = Event.objects.get(action="identity.viewed")
    assert (event.actor, event.target) == (manager, f"applications.application:{submitted.pk}")
    assert number not in str(event.detail)
    assert number not in desk.get(address).content.decode()
    assert number in client.get(address).content.decode()  # one's own


def test_nobody_else_is_shown_the_numbers(submitted: Application, tenant: Tenant) -> None:
    stranger = client_of(make_person(tenant))
    assert stranger.post(reverse("applications:reveal", args=[submitted.public_id])).status_code == 404
    assert not Event.objects.filter(action="identity.viewed").exists()
