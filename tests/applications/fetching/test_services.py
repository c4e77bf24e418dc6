"""A document that a service gives out: asked about the account's person, stored as an upload, never against the person's will."""

import datetime as dt
import logging

import pytest
from django.db import connection

from applications import jobs
from applications.choices import FetchState
from applications.fetching import Document, Person
from applications.fetching.standin import LocalDocuments
from applications.forms.fetching import failure_words, fetch_view
from applications.models import Application, Fetch
from applications.queries import content_of
from applications.services import fetching
from applications.services.drafts import save_answers
from applications.services.erasing import delete_draft
from applications.services.fetching import MOST_AN_HOUR, UnableToFetch, ask_for_document, fetch_document
from applications.services.submitting import submit_application
from applications.showing import submission_sections
from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.people.models import User
from portal.policy import Refused
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant, make_unit
from tests.fetching import Insured, make_insured

SECOND = dt.timedelta(seconds=1)


def words_of(insured: Insured, fetch: Fetch) -> str:
    """What the slot says of the try."""
    place = next(slot for slot in insured.version.scheme.slots if slot.key == fetch.slot)
    view = fetch_view(insured.case, place, insured.row, fetch, insured.files(fetch.slot))
    assert view is not None
    return view.failure


@pytest.mark.requirement("HZ-72")
def test_what_comes_is_stored_with_its_source_and_time(insured: Insured) -> None:
    fetch = insured.fetched()
    [file] = insured.files()
    assert (fetch.state, fetch.reason, fetch.ended_at) == (FetchState.DONE, "", now())
    assert (file.source, file.fetched_at, file.content_type) == ("social_insurance", now(), "application/pdf")
    assert (file.original_name, file.uploaded_by, file.pages) == ("参保证明.pdf", insured.person, 1)
    with file.file.open("rb") as stored:
        assert stored.read(5) == b"%PDF-"


@pytest.mark.requirement("HZ-72")
def test_the_account_says_whom_it_is_about_and_never_the_form(insured: Insured) -> None:
    insured.fetched()
    [asked] = insured.documents.asked
    person, unit = insured.person, insured.unit
    assert asked == {
        "id_type": "CN_ID",
        "id_number": person.id_number,
        "name": person.name,
        "unit_uscc": unit.uscc,
    }
    assert insured.case.answers["id_number"] not in asked.values()


@pytest.mark.requirement("HZ-72")
def test_a_file_that_was_there_before_is_replaced_as_by_an_upload(insured: Insured) -> None:
    insured.upload()
    with set_clock(now() + SECOND):
        assert insured.fetched().state == FetchState.DONE
    assert [file.source for file in insured.files()] == ["social_insurance"]


@pytest.mark.requirement("HZ-73")
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("no_record", "未查询到对应的记录"),
        ("refusing", "对方拒绝了查询"),
        ("failing", "对方系统出错"),
        ("redirect", "对方系统出错"),
        ("html", "对方返回的不是可用的文件"),
        ("disguised", "对方返回的不是可用的文件"),
        ("empty", "对方返回的不是可用的文件"),
        ("broken", "对方返回的不是可用的文件"),
        ("bomb", "对方返回的不是可用的文件"),
        ("flood_said", "对方返回的文件过大"),
        ("cut", "传输中断，文件不完整"),
    ],
)
def test_nothing_came_and_the_person_is_told_to_upload(insured: Insured, fault: str, said: str) -> None:
    kept = insured.upload()
    with set_clock(now() + SECOND):
        fetch = insured.fetched(fault=fault)
    assert fetch.state == FetchState.FAILED
    assert words_of(insured, fetch) == f"自动获取失败：{said}。您可以自行上传，也可以稍后再试。"
    assert insured.files() == [kept]
    assert insured.upload(colour="#123456") in insured.files()


@pytest.mark.requirement("HZ-73")
def test_a_service_that_does_not_answer_is_waited_for_as_long_as_its_row_says(insured: Insured) -> None:
    insured.row.seconds = 1
    insured.row.save()
    fetch = insured.fetched(fault="drip")
    assert "1 秒内没有得到答复" in words_of(insured, fetch)


def test_nobody_else_is_told_of_it(insured: Insured, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the log of the process nor the audit log has the secret, the number or what the service is."""
    caplog.set_level(logging.DEBUG)
    for fault in ("", "no_record", "hung_up", "broken"):
        insured.fetched(fault=fault)
    written = caplog.text + "".join(f"{event.words} {event.detail}" for event in Event.objects.all())
    assert insured.number not in written
    assert insured.documents.secret not in written
    reasons = list(Event.objects.filter(action="document.not_fetched").order_by("id").values_list("detail", flat=True))
    assert [reason["cause"] for reason in reasons[:2]] == ["HTTP 404", "RemoteDisconnected"]


def test_a_double_click_asks_once(insured: Insured) -> None:
    first, second = insured.ask(), insured.ask()
    assert (first is not None, second) == (True, None)
    assert insured.ask("payments") is not None
    fetch_document(fetch_id=first.pk)
    fetch_document(fetch_id=first.pk)
    assert len(insured.documents.asked) == 1


def test_a_killed_worker_ends_the_try_when_its_time_is_over(insured: Insured) -> None:
    first = insured.ask()
    assert first is not None
    with set_clock(now() + dt.timedelta(seconds=34)):
        assert words_of(insured, first) == ""
        assert insured.ask() is None
    with set_clock(now() + dt.timedelta(seconds=36)):
        assert "获取中断，没有得到结果" in words_of(insured, first)
        second = insured.ask()
        assert second is not None
        first.refresh_from_db()
        assert (first.state, first.reason) == (FetchState.FAILED, "lost")
        fetch_document(fetch_id=first.pk)  # the relay sends the dead worker's task again
        assert insured.documents.asked == []
        fetch_document(fetch_id=second.pk)
        assert Fetch.objects.get(pk=second.pk).state == FetchState.DONE


def test_a_task_that_comes_too_late_asks_nobody(insured: Insured) -> None:
    fetch = insured.ask()
    assert fetch is not None
    with set_clock(now() + dt.timedelta(minutes=5)):
        fetch_document(fetch_id=fetch.pk)
    fetch.refresh_from_db()
    assert (fetch.reason, insured.documents.asked) == ("lost", [])


def meanwhile(insured: Insured, monkeypatch: pytest.MonkeyPatch, act: object, slot: str = "insurance") -> Fetch:
    """Fetch, with something done while the service thinks about it."""
    real = fetching.connector_of(insured.row)

    class Thinking:
        def fetch(self, person: Person, unit: str) -> Document:
            document = real.fetch(person, unit)
            with set_clock(now() + SECOND):
                act()  # type: ignore[operator]
            return document

    monkeypatch.setattr(fetching, "connector_of", lambda _row: Thinking())
    return insured.fetched(slot)


@pytest.mark.requirement("HZ-73")
def test_an_upload_by_hand_meanwhile_is_what_counts(insured: Insured, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = meanwhile(insured, monkeypatch, insured.upload)
    assert [file.original_name for file in insured.files()] == ["自己上传.jpg"]
    assert "保留了您上传的文件" in words_of(insured, fetch)


def test_a_slot_for_several_takes_both(insured: Insured, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = meanwhile(insured, monkeypatch, lambda: insured.upload("payments"), "payments")
    assert fetch.state == FetchState.DONE
    assert [file.source for file in insured.files("payments")] == ["", "social_insurance"]


def test_a_slot_that_is_full_takes_no_more(insured: Insured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill() -> None:
        insured.upload("payments")
        insured.upload("payments", "#abcdef")

    fetch = meanwhile(insured, monkeypatch, fill, "payments")
    assert (fetch.state, fetch.reason, len(insured.files("payments"))) == (FetchState.FAILED, "not_wanted", 2)


def test_nothing_is_stored_in_a_case_that_was_submitted_meanwhile(
    insured: Insured, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = insured.upload()
    fetch = meanwhile(
        insured, monkeypatch, lambda: submit_application(application_id=insured.case.pk, user=insured.person)
    )
    assert (fetch.state, fetch.reason, insured.files()) == (FetchState.FAILED, "closed", [kept])
    with pytest.raises(Refused, match="已提交"):
        insured.ask()


def test_another_unit_meanwhile_makes_it_the_wrong_document(
    insured: Insured, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_unit(tenant, "另一公司")
    change = {"application_id": insured.case.pk, "user": insured.person, "answers": {"work_unit": other.public_id}}
    fetch = meanwhile(insured, monkeypatch, lambda: save_answers(**change))
    assert (fetch.reason, insured.files()) == ("other_unit", [])
    assert insured.fetched().reason == "no_record"  # the service knows the person as that of the first unit


def test_a_draft_that_was_deleted_meanwhile_leaves_nothing(insured: Insured, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Fetch.DoesNotExist):
        meanwhile(insured, monkeypatch, lambda: delete_draft(application=insured.case))
    assert not Application.objects.filter(pk=insured.case.pk).exists()


@pytest.mark.requirement("HZ-73")
def test_what_cannot_be_fetched_is_said_before_anybody_is_asked(insured: Insured, tenant: Tenant) -> None:
    with pytest.raises(UnableToFetch, match="请自行上传"):
        insured.ask("contract")
    with pytest.raises(Refused, match="只有申报人本人"):
        ask_for_document(application_id=insured.case.pk, user=make_person(tenant), slot="insurance")
    save_answers(application_id=insured.case.pk, user=insured.person, answers={"work_unit": ""})
    with pytest.raises(UnableToFetch, match="请先填写所在单位"):
        insured.ask()
    User.objects.filter(pk=insured.person.pk).update(id_number_key=None)
    person = User.objects.get(pk=insured.person.pk)
    person.id_number = ""
    person.save()
    with pytest.raises(UnableToFetch, match="没有登记身份证件"):
        insured.ask()
    insured.row.is_active = False
    insured.row.save()
    with pytest.raises(UnableToFetch, match="不能自动获取，请自行上传"):
        insured.ask()
    assert not Fetch.objects.exists()


def test_a_service_that_was_switched_off_meanwhile_is_not_asked(insured: Insured) -> None:
    fetch = insured.ask()
    assert fetch is not None
    insured.row.is_active = False
    insured.row.save()
    fetch_document(fetch_id=fetch.pk)
    fetch.refresh_from_db()
    assert (fetch.reason, insured.documents.asked) == ("switched_off", [])


def test_who_asks_too_often_is_asked_to_wait(insured: Insured) -> None:
    for number in range(MOST_AN_HOUR):
        asked = {"application": insured.case, "slot": f"s{number}", "source": "x", "asked_by": insured.person}
        Fetch.objects.create(**asked, asked_at=now(), state=FetchState.FAILED)
    with pytest.raises(UnableToFetch, match="20 次"):
        insured.ask()
    with set_clock(now() + dt.timedelta(minutes=61)):
        assert insured.ask() is not None


@pytest.mark.requirement("HZ-72")
def test_a_submission_keeps_where_a_file_is_from(insured: Insured) -> None:
    insured.fetched()
    insured.upload("contract")
    submission = submit_application(application_id=insured.case.pk, user=insured.person)
    insured.row.name_zh = "改名的服务"
    insured.row.save()
    slots = next(section.slots for section in submission_sections(submission) if section.slots)
    [fetched], [by_hand] = (slot.files for slot in slots)
    assert (fetched.source, fetched.fetched_at) == ("社保服务", now())
    assert (by_hand.source, by_hand.fetched_at) == ("", None)
    english = next(section.slots for section in submission_sections(submission, language="en") if section.slots)
    assert english[0].files[0].source == "Insurance service"


def test_a_form_without_fetched_files_costs_no_further_query(insured: Insured, django_assert_num_queries) -> None:
    insured.upload()
    with django_assert_num_queries(3):
        content_of(Application.objects.select_related("unit", "version").get(pk=insured.case.pk))


def test_every_reason_has_words_in_both_languages() -> None:
    assert failure_words("slow", 8) == "自动获取失败：8 秒内没有得到答复。您可以自行上传，也可以稍后再试。"
    assert failure_words("from a later version", 8) == failure_words("lost", 8)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_service_thinks(
    documents: LocalDocuments,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with tenant_scope(make_tenant(region_code="330200")) as tenant:
        insured = make_insured(tenant, documents)
        seen: list[bool] = []
        fetch = insured.ask()
        assert fetch is not None
        real = fetching.connector_of(insured.row)

        class Watching:
            def fetch(self, person: Person, unit: str) -> Document:
                seen.append(connection.in_atomic_block)
                return real.fetch(person, unit)

        monkeypatch.setattr(fetching, "connector_of", lambda _row: Watching())
        jobs.fetch_soon(fetch)  # in tests at once, after the commit
        assert (seen, Fetch.objects.get(pk=fetch.pk).state) == ([False], FetchState.DONE)
