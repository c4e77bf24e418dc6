"""Closing an account: what stands in the way, the days to think again, what goes and what stays."""

import datetime as dt

import pytest
from django.test import Client

from applications.choices import State
from applications.models import Application, Submission
from certificates.models import Certificate
from certificates.queries import finding_by_token
from portal.audit.models import Event
from portal.audit.queries import events_of
from portal.calendar import now, set_clock
from portal.notices.models import Notice
from portal.notices.services import queue_notice
from portal.people.queries import person_by_phone
from portal.people.services import register_person
from portal.privacy.choices import ErasureState
from portal.privacy.models import ErasureRequest
from portal.privacy.services.leaving import UnableToClose, ask_for_erasure, cancel_erasure
from portal.privacy.services.retaining import run_retention
from tests.builders import make_application, make_attachment, make_person, make_unit, sign_in
from tests.portal.privacy.conftest import an_hour_later

LEAVE = "/me/leave/"


def days_later(days: int):
    return set_clock(now() + dt.timedelta(days=days))


@pytest.fixture
def desk(person):
    return sign_in(Client(headers={"host": "ningbo.localhost"}), person, second_factor=False)


def test_account_is_closed_when_the_days_are_over_and_not_before(tenant, person):
    phone, id_number = person.phone, person.id_number
    draft = make_application(tenant, applicant=person)
    make_attachment(draft, "nb_photo", b"picture")
    queue_notice(key="x", channel="SMS", text="验证码 123456", dedupe_key="x", recipient=person)
    request = ask_for_erasure(user=person)
    assert ask_for_erasure(user=person) == request
    with days_later(6):
        run_retention()
    person.refresh_from_db()
    assert person.phone == phone
    with days_later(8):
        line = run_retention().lines.get(rule="accounts_closing")
    assert (line.due, line.erased) == (1, 1)
    person.refresh_from_db()
    request.refresh_from_db()
    assert (person.name, person.phone, person.id_number, person.birth_date) == ("已注销用户", None, "", None)
    assert not person.is_active
    assert not person.has_usable_password()
    assert request.state == ErasureState.DONE
    assert request.erased["drafts"] == 1
    assert not Application.objects.filter(pk=draft.pk).exists()
    assert [(notice.text, notice.address) for notice in Notice.objects.all()] == [("", "")]
    assert person_by_phone(phone) is None
    again = register_person(name="欧阳娜", id_type="CN_ID", id_number=id_number, phone=phone, password="Right-Horse-42")
    assert again.pk != person.pk


def test_every_session_ends_with_the_account(person, desk):
    assert desk.get("/me/").status_code == 200
    ask_for_erasure(user=person)
    with days_later(8):
        run_retention()
    assert desk.get("/me/").status_code == 302


def test_events_stay_and_hold_no_number(person):
    phone, id_number = person.phone, person.id_number
    before = set(events_of(person).values_list("pk", flat=True))
    ask_for_erasure(user=person)
    with days_later(8):
        run_retention()
    assert before <= set(events_of(person).values_list("pk", flat=True))
    everything = " ".join(f"{one.words} {one.detail} {one.actor_name}" for one in Event.objects.all())
    assert phone not in everything
    assert id_number not in everything


@pytest.mark.parametrize("state", [State.PRE_REVIEW, State.RETURNED, State.PUBLICITY])
def test_running_case_refuses_it_with_the_reason(tenant, person, desk, state):
    make_application(tenant, applicant=person, state=state, submitted_at=now())
    with pytest.raises(UnableToClose, match="请等办结或先撤回"):
        ask_for_erasure(user=person)
    assert "请等办结或先撤回" in desk.post(LEAVE, follow=True).content.decode()
    assert Event.objects.filter(action="access.refused", words__contains="请等办结或先撤回").exists()
    assert not ErasureRequest.objects.exists()


def test_case_begun_in_the_meantime_refuses_it_too(tenant, person):
    request = ask_for_erasure(user=person)
    case = make_application(tenant, applicant=person, state=State.PRE_REVIEW, submitted_at=now(), answers={"name": "x"})
    with days_later(8):
        run_retention()
    request.refresh_from_db()
    person.refresh_from_db()
    case.refresh_from_db()
    assert request.state == ErasureState.REFUSED
    assert "请等办结或先撤回" in request.reason
    assert person.is_active
    assert case.answers == {"name": "x"}


def test_who_has_a_charge_lays_it_down_first(tenant):
    clerk, administrator = make_person(tenant, is_staff=True), make_person(tenant)
    make_unit(tenant, administrator=administrator)
    for user, words in ((clerk, "管理权限"), (administrator, "更换管理员")):
        with pytest.raises(UnableToClose, match=words):
            ask_for_erasure(user=user)


def test_finished_case_and_its_certificate_outlive_the_account(tenant, person, desk):
    ended = now() - dt.timedelta(days=30)
    case = make_application(
        tenant,
        applicant=person,
        state=State.APPROVED,
        submitted_at=ended,
        decided_at=ended,
        answers={"name": person.name},
    )
    submission = Submission.objects.create(
        application=case,
        number=1,
        answers=case.answers,
        attachments=[],
        content_hash="h",
        submitted_by=person,
        submitted_at=ended,
    )
    both = {"zh": "甲", "en": "A"}
    certificate = Certificate.objects.create(
        application=case,
        number="X1",
        holder=person,
        holder_name=person.name,
        issued_on=ended.date(),
        content={"title": both, "category": both, "bureau": both, "unit": "某单位"},
    )
    page = desk.get(LEAVE).content.decode()
    assert "电子证书 X1" in page
    assert "行政审批档案的保存年限届满" in page
    shown = finding_by_token(certificate.token)
    desk.post(LEAVE)
    with days_later(8):
        run_retention()
    submission.refresh_from_db()
    assert submission.answers == {"name": "欧阳娜"}
    assert finding_by_token(certificate.token) == shown
    assert shown.holder == "*阳娜"


def test_thinking_again_keeps_the_account(person, desk):
    desk.post(LEAVE)
    assert "注销" in desk.get("/").content.decode()
    assert "撤销注销申请" in desk.get(LEAVE).content.decode()
    desk.post("/me/leave/cancel/")
    assert ErasureRequest.objects.get().state == ErasureState.CANCELLED
    assert not cancel_erasure(user=person)
    with days_later(30):
        run_retention()
    person.refresh_from_db()
    assert person.is_active


def test_asking_needs_the_password_again(person):
    stale = an_hour_later(sign_in(Client(headers={"host": "ningbo.localhost"}), person, second_factor=False))
    assert stale.get(LEAVE).status_code == 200
    assert "/account/reauthenticate/" in stale.post(LEAVE).url
    assert not ErasureRequest.objects.exists()
