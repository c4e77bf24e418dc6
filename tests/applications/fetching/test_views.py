"""The button and its state on the form's page, with scripts and without; what /manage/ takes of a service."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from applications.choices import State
from applications.models import Application, DocumentService, Fetch
from applications.own_parts import APPLICATIONS
from applications.services.erasing import erase_case
from applications.services.submitting import submit_application
from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.tenants.models import Tenant
from review.models import ReviewTask, Seat
from tests.applications.filling import client_of, picture
from tests.builders import make_person
from tests.fetching import HINT, Insured

Commits = DjangoCaptureOnCommitCallbacks
KEY = "a-key-of-this-page-000001"


@pytest.fixture
def client(insured: Insured) -> Client:
    return client_of(insured.person)


def page_of(insured: Insured) -> str:
    return reverse("applications:page", args=[insured.case.public_id, "attachments"])


def fetch_of(insured: Insured, slot: str = "insurance") -> str:
    return reverse("applications:fetch", args=[insured.case.public_id, slot])


def shown(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


@pytest.mark.requirement("HZ-72", "HZ-73")
def test_the_slot_has_the_button_its_hint_and_the_way_by_hand(insured: Insured, client: Client) -> None:
    page = shown(client, page_of(insured))
    assert page.count("data-fetch-button") == 2
    assert HINT in page
    assert 'name="slot:insurance"' in page
    insured.row.is_active = False
    insured.row.save()
    page = shown(client, page_of(insured))
    assert "data-fetch-button" not in page
    assert "“自动获取”暂未开通，请自行上传。" in page
    assert 'name="slot:insurance"' in page


@pytest.mark.requirement("HZ-72")
def test_a_script_asks_and_looks_until_the_file_is_there(
    insured: Insured, client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks() as later:
        answer = client.post(fetch_of(insured), headers={"X-Write-Key": KEY}).json()
    assert "正在从“社保服务”获取" in answer["fetch"]
    assert "data-fetch-waits" in client.get(fetch_of(insured)).json()["fetch"]
    with django_capture_on_commit_callbacks():
        assert "data-fetch-waits" in client.post(fetch_of(insured)).json()["fetch"]
    for act in later:
        act()
    answer = client.get(fetch_of(insured)).json()
    assert "已自动获取" in answer["fetch"]
    assert "参保证明.pdf" in answer["files"]
    assert "来源：社保服务，获取时间：2026年11月3日 09:30" in answer["files"]
    assert len(insured.documents.asked) == 1


@pytest.mark.requirement("HZ-73")
def test_without_scripts_the_page_asks_keeps_what_is_typed_and_says_what_came_of_it(
    insured: Insured, client: Client, django_capture_on_commit_callbacks: Commits
) -> None:
    insured.documents.faults = {insured.number: "no_record"}
    with django_capture_on_commit_callbacks() as later:
        answer = client.post(page_of(insured), {"go": "fetch:insurance", "write_key": KEY})
    assert answer["Location"] == f"{page_of(insured)}#slot-insurance"
    waiting = shown(client, page_of(insured))
    assert 'value="look:insurance"' in waiting
    assert "刷新" in waiting
    for act in later:
        act()
    answer = client.post(page_of(insured), {"go": "look:insurance", "write_key": f"{KEY}2"})
    assert answer["Location"] == f"{page_of(insured)}#slot-insurance"
    assert "未查询到对应的记录。您可以自行上传，也可以稍后再试。" in shown(client, page_of(insured))
    english = shown(client, page_of(insured), **{"Accept-Language": "en"})
    assert "Fetch automatically" in english


def test_what_is_refused_is_said_at_the_slot(insured: Insured, client: Client) -> None:
    refused = client.post(fetch_of(insured, "contract"))
    assert (refused.status_code, refused.json()["reason"]) == (422, "这一项现在不能自动获取，请自行上传。")
    page = client.post(page_of(insured), {"go": "fetch:contract", "write_key": KEY}).content.decode()
    assert "这一项现在不能自动获取，请自行上传。" in page
    assert client.get(fetch_of(insured, "none")).status_code == 404
    assert client_of().post(fetch_of(insured)).status_code == 401


def test_another_persons_slot_does_not_exist(insured: Insured, tenant: Tenant) -> None:
    stranger = client_of(make_person(tenant))
    assert stranger.post(fetch_of(insured)).status_code == 404
    assert stranger.get(fetch_of(insured)).status_code == 404


@pytest.mark.requirement("HZ-72")
def test_reviewers_and_the_applicant_see_where_it_is_from(insured: Insured, client: Client) -> None:
    insured.fetched()
    submit_application(application_id=insured.case.pk, user=insured.person)
    case = Application.objects.get(pk=insured.case.pk)
    words = "来源：社保服务，获取时间：2026年11月3日 09:30"
    assert words in shown(client, reverse("applications:detail", args=[case.public_id]))
    task = ReviewTask.objects.get(application=case)
    reviewer = client_of(Seat.objects.get(office=task.office).user)
    assert words in shown(reviewer, reverse("review:task", args=[task.public_id]))


def test_the_page_costs_the_same_however_many_slots_fetch(
    insured: Insured, client: Client, django_assert_max_num_queries: Any
) -> None:
    insured.fetched()
    insured.fetched("payments")
    shown(client, page_of(insured))
    with django_assert_max_num_queries(40):
        shown(client, page_of(insured))


def test_ones_own_data_and_the_erased_case(insured: Insured) -> None:
    insured.fetched()
    [case] = APPLICATIONS.collect(insured.person).records
    assert [(one["source"], one["state"]) for one in case["fetches"]] == [("social_insurance", "已获取")]
    assert [(one["source"], one["fetched_at"]) for one in case["files"]] == [("social_insurance", now())]
    long_ago = now() - dt.timedelta(days=800)
    Application.objects.filter(pk=insured.case.pk).update(
        state=State.WITHDRAWN, submitted_at=long_ago, decided_at=long_ago
    )
    erase_case(application=Application.objects.get(pk=insured.case.pk))
    assert not Fetch.objects.exists()


# What the system administrator sets up


@pytest.fixture
def keeper(tenant: Tenant) -> Client:
    return client_of(make_person(tenant, role="system"))


SERVICE = {"key": "tax", "name_zh": "完税证明", "address": "https://tax.example/api", "seconds": "8", "is_active": "on"}


def test_a_service_is_set_up_and_its_secret_never_shown_again(insured: Insured, keeper: Client) -> None:
    add = reverse("admin:applications_documentservice_add")
    assert keeper.post(add, SERVICE | {"new_secret": "first-secret"}).status_code == 302
    row = DocumentService.objects.get(key="tax")
    change = reverse("admin:applications_documentservice_change", args=[row.pk])
    assert "first-secret" not in shown(keeper, change)
    assert keeper.post(change, SERVICE | {"key": "another", "seconds": "9", "new_secret": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.key, row.seconds, row.secret) == ("tax", 9, "first-secret")
    keeper.post(change, SERVICE | {"new_secret": "second-secret"})
    assert DocumentService.objects.get(pk=row.pk).secret == "second-secret"
    events = Event.objects.filter(action="document_service.saved").order_by("id")
    assert [event.detail["has_new_secret"] for event in events] == [True, False, True]
    assert "secret-" not in str([event.detail for event in events])
    history = shown(keeper, reverse("admin:applications_documentservice_history", args=[row.pk]))
    assert "second-secret" not in history


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"address": "ftp://tax.example/"}, "请填写以 https:// 开头的地址"),
        ({"address": "https://me:word@tax.example/"}, "地址中不能带用户名或密码"),
        ({"address": "http://tax.example/"}, "正式环境的接口地址须以 https:// 开头"),
        ({"new_secret": "有汉字"}, "密钥只能由英文字母、数字和符号组成"),
        ({"seconds": "60"}, "20"),
        ({"key": "social_insurance"}, "已经存在"),
    ],
)
def test_a_service_that_cannot_be_asked_is_not_kept(
    insured: Insured, keeper: Client, settings: Any, wrong: dict[str, str], said: str
) -> None:
    settings.IN_PRODUCTION = "http://" in wrong.get("address", "")
    answer = keeper.post(reverse("admin:applications_documentservice_add"), SERVICE | wrong)
    assert said in answer.content.decode()
    assert not DocumentService.objects.filter(key="tax").exists()


def test_a_file_by_hand_silences_an_earlier_failure(insured: Insured, client: Client) -> None:
    insured.fetched(fault="refusing")
    assert "对方拒绝了查询" in client.get(fetch_of(insured)).json()["fetch"]
    with set_clock(now() + dt.timedelta(minutes=1)):
        upload = reverse("applications:upload", args=[insured.case.public_id, "insurance"])
        file = {"file": SimpleUploadedFile("自己.jpg", picture())}
        assert "对方拒绝了查询" not in client.post(upload, file, headers={"X-Write-Key": KEY}).json()["fetch"]
