"""What people are told and agree to, by which version, and what follows when they take it back."""

import datetime as dt
import itertools

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.choices import State
from applications.services.drafts import UnableToStart, start_application
from applications.services.withdrawing import withdraw_running
from portal.audit.queries import events_of
from portal.calendar import now, set_clock
from portal.people.models import User
from portal.privacy.choices import ConsentDeed
from portal.privacy.models import ConsentEvent, PrivacyNotice
from portal.privacy.policies import may_have_data_processed
from portal.privacy.queries import current_notice, standings_of
from portal.privacy.services.agreeing import UnableToWithdraw, record_answers, withdraw_consent
from portal.privacy.services.publishing import publish_notice
from portal.tenants.scope import tenant_scope
from tests.builders import make_application, make_person, make_tenant, publish, sign_in
from tests.portal.people.acting import register
from tests.portal.privacy.conftest import PURPOSES

AGREE, MINE = "/me/privacy/agree/", "/me/privacy/"
ALL = {"sensitive", "news"}


def deeds_of(user: User) -> dict[str, str]:
    notice = current_notice()
    assert notice
    return {one.purpose.key: one.deed for one in standings_of(user, notice)}


def test_each_answer_names_version_basis_language_and_time(person, notice):
    moment = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    with set_clock(moment):
        record_answers(user=person, notice=notice, agreed={"sensitive"}, language="en")
    assert deeds_of(person) == {"handling": "informed", "sensitive": "given", "news": "informed"}
    event = ConsentEvent.objects.get(user=person, purpose="sensitive")
    assert (event.notice, event.basis, event.language, event.at) == (notice, "separate_consent", "en", moment)
    assert event.text_hash == notice.content_hash
    assert events_of(person).filter(action="privacy.answered").count() == 1


def test_answering_alike_again_adds_nothing(person, notice):
    record_answers(user=person, notice=notice, agreed=ALL, language="zh-hans")
    assert record_answers(user=person, notice=notice, agreed=ALL, language="zh-hans") == []


def test_answer_is_not_changed_or_deleted_afterwards(person, notice):
    record_answers(user=person, notice=notice, agreed=ALL, language="zh-hans")
    for change in (lambda: ConsentEvent.objects.update(deed="withdrawn"), lambda: ConsentEvent.objects.all().delete()):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()


def test_same_text_is_no_new_version_and_another_one_is_asked_about_again(person, notice):
    record_answers(user=person, notice=notice, agreed=ALL, language="zh-hans")
    assert may_have_data_processed(person) is None
    assert publish_notice(words={"body_zh": "第一版全文"}, purposes=PURPOSES).number == 1
    second = publish_notice(words={"body_zh": "第二版全文", "changes_zh": "增加了保存期限"}, purposes=PURPOSES)
    assert second.number == 2
    assert "已更新" in (may_have_data_processed(person) or "")
    record_answers(user=person, notice=second, agreed=ALL, language="zh-hans")
    assert may_have_data_processed(person) is None


def test_portal_without_a_notice_asks_nobody(person):
    assert may_have_data_processed(person) is None


def test_application_does_not_begin_without_a_required_consent(tenant, person, notice):
    version = publish(tenant)
    with pytest.raises(UnableToStart, match="已更新"):
        start_application(version=version, user=person, agreed=True, language="zh-hans")
    record_answers(user=person, notice=notice, agreed={"news"}, language="zh-hans")
    with pytest.raises(UnableToStart, match="处理证件影像"):
        start_application(version=version, user=person, agreed=True, language="zh-hans")
    record_answers(user=person, notice=notice, agreed={"sensitive"}, language="zh-hans")
    assert start_application(version=version, user=person, agreed=True, language="zh-hans").pk


def test_withdrawing_a_required_consent_ends_running_cases_and_leaves_ended_ones(tenant, person, notice):
    record_answers(user=person, notice=notice, agreed=ALL, language="zh-hans")
    version = publish(tenant)
    draft = make_application(tenant, version, applicant=person)
    ended = make_application(tenant, version, applicant=person, state=State.APPROVED, submitted_at=now())
    withdraw_consent(user=person, purpose=notice.purposes.get(key="sensitive"), language="zh-hans")
    draft.refresh_from_db()
    ended.refresh_from_db()
    assert (draft.state, ended.state) == (State.WITHDRAWN, State.APPROVED)
    assert "撤回了处理个人信息的同意" in draft.timeline.get(action="withdrawn").words
    assert deeds_of(person)["sensitive"] == ConsentDeed.WITHDRAWN
    assert withdraw_running(person) == []


def test_withdrawing_what_no_application_needs_ends_none(tenant, person, notice):
    record_answers(user=person, notice=notice, agreed=ALL, language="zh-hans")
    draft = make_application(tenant, applicant=person)
    withdraw_consent(user=person, purpose=notice.purposes.get(key="news"), language="zh-hans")
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    with pytest.raises(UnableToWithdraw):
        withdraw_consent(user=person, purpose=notice.purposes.get(key="news"), language="zh-hans")


def test_statutory_duty_is_no_consent_and_is_not_withdrawn(person, notice):
    record_answers(user=person, notice=notice, agreed=ALL | {"handling"}, language="zh-hans")
    assert deeds_of(person)["handling"] == ConsentDeed.INFORMED
    with pytest.raises(UnableToWithdraw):
        withdraw_consent(user=person, purpose=notice.purposes.get(key="handling"), language="zh-hans")


def test_consent_to_a_statement_keeps_the_legal_basis_of_its_scheme(tenant, person):
    version = publish(tenant)
    case = start_application(version=version, user=person, agreed=True, language="en")
    consent = case.consents.get()
    assert consent.legal_basis == "statutory_duty"
    assert consent.law.startswith("Personal Information Protection Law")


# Pages


def test_registering_shows_the_notice_and_keeps_the_answers(tenant, notice):
    visitor = Client(headers={"host": "ningbo.localhost"})
    page = visitor.get("/account/signup/").content.decode()
    assert 'href="/privacy/"' in page
    assert "处理证件影像" in page
    assert "请先阅读告知" in register(visitor, 901).content.decode()
    register(visitor, 901, notice_read="on", purpose_sensitive="on")
    newcomer = User.objects.order_by("-pk")[0]
    assert deeds_of(newcomer) == {"handling": "informed", "sensitive": "given", "news": "informed"}


def test_start_of_an_application_leads_to_the_notice_and_back(tenant, browser_at_home, notice):
    publish(tenant)
    start = reverse("applications:start", args=["recognition"])
    answer = browser_at_home.post(start, {"agreed": "yes"})
    assert answer.url == f"{AGREE}?next={start.replace('/', '%2F')}"
    assert "第一版全文" in browser_at_home.get(answer.url).content.decode()
    back = browser_at_home.post(AGREE, {"notice_read": "on", "purpose_sensitive": "on", "next": start})
    assert back.url == start
    assert browser_at_home.post(start, {"agreed": "yes"}).url != answer.url


def test_answer_does_not_lead_to_another_site(browser_at_home, notice):
    answer = browser_at_home.post(AGREE, {"notice_read": "on", "next": "https://elsewhere.example/"})
    assert answer.url == MINE


def test_page_shows_how_one_stands_and_takes_consent_back(browser_at_home, person, notice):
    assert "请阅读并确认" in browser_at_home.get("/").content.decode()
    browser_at_home.post(AGREE, {"notice_read": "on", "purpose_sensitive": "on"})
    page = browser_at_home.get(MINE).content.decode()
    assert "不同意则不能申报。" in page
    browser_at_home.post("/me/privacy/withdraw/sensitive/")
    assert deeds_of(person)["sensitive"] == ConsentDeed.WITHDRAWN
    assert "已撤回同意" in browser_at_home.get(MINE).content.decode()
    assert browser_at_home.get("/me/privacy/withdraw/sensitive/").status_code == 405
    assert browser_at_home.post("/me/privacy/withdraw/unheard-of/").status_code == 404


def test_number_of_queries_does_not_grow_with_the_answers(browser_at_home, person, notice, django_assert_num_queries):
    browser_at_home.get(MINE)  # notes that the session is in use
    with CaptureQueriesContext(connection) as before:
        browser_at_home.get(MINE)
    for agreed in itertools.islice(itertools.cycle([ALL, set[str]()]), 8):
        record_answers(user=person, notice=notice, agreed=agreed, language="zh-hans")
    with django_assert_num_queries(len(before)):
        browser_at_home.get(MINE)


def test_earlier_version_can_still_be_read_by_everybody(notice):
    publish_notice(words={"body_zh": "第二版全文"}, purposes=PURPOSES)
    visitor = Client(headers={"host": "ningbo.localhost"})
    assert "第二版全文" in visitor.get("/privacy/").content.decode()
    assert "第一版全文" in visitor.get("/privacy/1/").content.decode()
    assert visitor.get("/privacy/7/").status_code == 404


def test_another_tenants_notice_is_not_shown(notice):
    other = make_tenant("elsewhere", region_code="330100")
    visitor = Client(headers={"host": "elsewhere.localhost"})
    assert "第一版全文" not in visitor.get("/privacy/").content.decode()
    assert visitor.get("/privacy/1/").status_code == 404
    with tenant_scope(other):
        assert may_have_data_processed(make_person(other)) is None


def test_bureau_publishes_the_next_version_in_its_administration(tenant, notice):
    clerk = make_person(tenant, role="system")
    desk = Client(headers={"host": "ningbo.localhost"})
    sign_in(desk, clerk)
    form = desk.get("/manage/privacy/privacynotice/add/").content.decode()
    assert "第一版全文" in form
    assert "处理证件影像" in form
    sent = {"body_zh": "第二版全文", "body_en": "", "changes_zh": "改了保存期限", "changes_en": ""}
    sent |= {"purposes-TOTAL_FORMS": "1", "purposes-INITIAL_FORMS": "0", "purposes-0-key": "handling"}
    sent |= {"purposes-0-name_zh": "受理申报", "purposes-0-basis": "statutory_duty", "purposes-0-is_required": "on"}
    assert desk.post("/manage/privacy/privacynotice/add/", sent).status_code == 302
    published = PrivacyNotice.objects.get(number=2)
    assert (published.published_by, published.changes_zh) == (clerk, "改了保存期限")
    assert [one.key for one in published.purposes.all()] == ["handling"]
    assert 'name="_save"' not in desk.get(f"/manage/privacy/privacynotice/{published.pk}/change/").content.decode()
