"""What is erased when its time is over, and what never is. Time is set; the database's own shortest time is real."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import InternalError, ProgrammingError, connection, transaction

from applications.choices import State
from applications.models import Application, Attachment, Consent, Submission, TimelineEntry
from applications.services.erasing import delete_draft, erase_case
from certificates.models import Certificate
from certificates.queries import finding_by_number, finding_by_token
from portal.audit.evidence import evidence_of, objection_to
from portal.audit.models import Event
from portal.calendar import now, set_clock
from portal.notices.models import Notice
from portal.notices.services import queue_notice
from portal.people.masking import mask_name
from portal.privacy.models import RetentionReport
from portal.privacy.retention import rules
from portal.privacy.services import retaining
from portal.privacy.services.retaining import UnableToShorten, run_retention, set_period
from portal.tenants.scope import tenant_scope
from review.models import Opinion, ReviewTask
from review.services.setting_up import load_tenant
from tests.builders import make_application, make_attachment, make_person, make_tenant, publish
from tests.review.services.acting import NINGBO, RECORDS, Cases

REFUSED = (InternalError, ProgrammingError)
LONG_AGO = dt.datetime(2012, 3, 5, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def line_of(report: RetentionReport, rule: str):
    return report.lines.get(rule=rule)


def run(setting: str, value: str, statement: str) -> None:
    """As somebody would who speaks to the database past the portal."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, value])
        cursor.execute(statement)


@pytest.fixture
def ningbo(db):
    with tenant_scope(load_tenant(NINGBO)) as tenant:
        yield tenant


@pytest.fixture
def old(ningbo, monkeypatch):
    """A case that went all its way long ago, with its certificate."""
    monkeypatch.setitem(RECORDS["originals_check"], "originals_checked_on", "2012-03-05")
    with set_clock(LONG_AGO):
        case = Cases(ningbo).approved(name="欧阳娜")
        make_attachment(case, "nb_photo", b"old picture")
    return Application.objects.get(pk=case.pk)


def test_draft_nobody_touched_is_deleted_with_all_that_belongs_to_it(tenant, person):
    with set_clock(now() - dt.timedelta(days=731)):
        draft = make_application(tenant, applicant=person, answers={"name": "x"})
        TimelineEntry.objects.create(
            application=draft, at=now(), action="started", state="draft", label_zh="草稿", label_en="Draft"
        )
        Consent.objects.create(
            application=draft,
            user=person,
            text="声明",
            text_hash="h",
            scheme_version=draft.version,
            language="zh-hans",
            agreed_at=now(),
        )
        file = make_attachment(draft, "nb_photo", b"picture").file
    young = make_application(tenant, draft.version, applicant=person)
    with transaction.atomic():
        report = run_retention()
    assert (line_of(report, "drafts").due, line_of(report, "drafts").erased) == (1, 1)
    assert list(Application.objects.all()) == [young]
    assert not TimelineEntry.objects.exists()
    assert not Consent.objects.exists()
    assert not Attachment.objects.exists()
    assert file.name
    assert Event.objects.filter(action="application.draft_deleted", target=f"applications.application:{draft.pk}")


def test_submitted_case_is_no_draft_whatever_asks(tenant, person):
    case = make_application(tenant, applicant=person)
    Submission.objects.create(
        application=case,
        number=1,
        answers={},
        attachments=[],
        content_hash="h",
        submitted_by=person,
        submitted_at=now(),
    )
    with pytest.raises(REFUSED), transaction.atomic():
        delete_draft(application=case)
    assert Application.objects.filter(pk=case.pk).exists()


def test_finished_case_is_emptied_and_keeps_its_frame(old):
    before = Submission.objects.get(application=old)
    opinions = Opinion.objects.filter(application=old).count()
    assert opinions > 2
    set_period(rule="cases_approved", days=366)
    line = line_of(run_retention(), "cases_approved")
    assert (line.due, line.erased, line.failed) == (1, 1, 0)
    old.refresh_from_db()
    after = Submission.objects.get(application=old)
    assert (old.answers, old.applicant_name, old.state) == ({}, "", State.APPROVED)
    assert old.erased_at is not None
    assert (after.answers, after.attachments, after.unit_facts) == ({}, [], {})
    assert (after.content_hash, after.submitted_at) == (before.content_hash, before.submitted_at)
    assert not Opinion.objects.filter(application=old).exclude(words="", records={}, salt="").exists()
    assert Opinion.objects.filter(application=old).count() == opinions
    assert not TimelineEntry.objects.filter(application=old).exclude(words="", actor_name="").exists()
    assert not ReviewTask.objects.filter(application=old).exclude(applicant_name="").exists()
    assert not Attachment.objects.filter(application=old).exclude(file="").exists()
    assert Event.objects.get(action="application.erased").detail["files"] >= 1
    assert line_of(run_retention(), "cases_approved").due == 0


def test_certificate_of_an_emptied_case_still_answers_with_the_masked_name(old):
    certificate = Certificate.objects.get(application=old)
    Certificate.objects.update(valid_until=dt.date(2014, 3, 4))
    shown = finding_by_token(certificate.token)
    assert shown.holder == mask_name("欧阳娜")
    report = run_retention()
    assert (line_of(report, "cases_approved").erased, line_of(report, "certificates").erased) == (1, 1)
    assert line_of(run_retention(), "certificates").due == 0
    certificate.refresh_from_db()
    assert finding_by_token(certificate.token) == shown
    assert finding_by_number(number=certificate.number, name="欧阳娜") == shown
    assert finding_by_number(number=certificate.number, name="王小明").number == ""
    assert certificate.content["photo"] is None
    assert certificate.content["id_masked"] == ""
    assert "欧阳娜" not in str(certificate.content)


def test_certificate_without_an_end_stays_whole_when_its_case_is_emptied(old):
    report = run_retention()
    assert (line_of(report, "cases_approved").erased, line_of(report, "certificates").due) == (1, 0)
    assert Certificate.objects.get(application=old).holder_name == "欧阳娜"


def test_certificate_in_force_keeps_its_case(old):
    Certificate.objects.filter(application=old).update(valid_until=now().date() - dt.timedelta(days=300))
    set_period(rule="cases_approved", days=366)
    line = line_of(run_retention(), "cases_approved")
    assert (line.due, line.erased, line.failed) == (1, 0, 1)
    assert "有效期届满后才开始计算" in line.fault
    old.refresh_from_db()
    assert old.erased_at is None


@pytest.mark.parametrize("state", [State.PRE_REVIEW, State.RETURNED, State.PUBLICITY, State.DRAFT])
def test_running_case_is_never_erased(tenant, person, state):
    with set_clock(LONG_AGO):
        case = make_application(tenant, applicant=person, state=state, submitted_at=now(), answers={"name": "x"})
    report = run_retention()
    assert sum(line.due for line in report.lines.all()) == 0
    with pytest.raises(REFUSED), transaction.atomic():
        erase_case(application=case)
    case.refresh_from_db()
    assert case.answers == {"name": "x"}


def test_log_knows_rows_that_retention_emptied_from_rows_that_somebody_changed(old):
    submission = Submission.objects.get(application=old)
    name, recorded = next(iter(evidence_of(submission).items()))
    assert objection_to(name, recorded) is None
    erase_case(application=old)
    assert objection_to(name, recorded) is None
    assert objection_to(name.replace(str(submission.pk), "999999"), recorded) == "gone"


def test_emptied_row_that_no_event_tells_of_counts_as_changed(tenant, person):
    case = make_application(tenant, applicant=person)
    submission = Submission.objects.create(
        application=case,
        number=1,
        answers={},
        attachments=[],
        content_hash="h",
        salt="",
        submitted_by=person,
        submitted_at=now(),
    )
    assert objection_to(f"applications.submission:{submission.pk}", "0" * 64) == "changed"


# What the database itself holds


def test_case_that_ended_lately_is_not_emptied_even_if_the_portal_asks(tenant, person):
    ended = now() - dt.timedelta(days=300)
    case = make_application(tenant, applicant=person, state=State.REJECTED, submitted_at=ended, decided_at=ended)
    with pytest.raises(REFUSED), transaction.atomic():
        erase_case(application=case)


def test_case_of_another_tenant_is_not_emptied(old):
    other = make_tenant("elsewhere", region_code="330100")
    with tenant_scope(other), pytest.raises(REFUSED):
        run("app.tenant", str(other.pk), f"SELECT retention_erase_case({old.pk})")
    old.refresh_from_db()
    assert old.erased_at is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE applications_submission SET content_hash = ''",
        'UPDATE applications_submission SET answers = \'{"name": "another"}\'',
        "UPDATE review_opinion SET decision = ''",
        "DELETE FROM review_opinion",
        "DELETE FROM applications_timelineentry",
        "UPDATE audit_event SET words = ''",
    ],
)
def test_retention_mode_opens_nothing_but_marked_columns_and_only_to_empty_them(old, change):
    with pytest.raises(REFUSED):
        run("app.retention", "on", change)


def test_mode_ends_with_the_function(old):
    with transaction.atomic(), connection.cursor() as cursor:
        erase_case(application=old)
        cursor.execute("SELECT current_setting('app.retention', true)")
        assert cursor.fetchone() == ("off",)


# The schedule and the run


def test_log_is_kept_for_six_months_at_least(tenant):
    for days in (30, 183):
        with pytest.raises(UnableToShorten, match="六个月"):
            set_period(rule="audit", days=days)
    assert set_period(rule="audit", days=184).days == 184
    with pytest.raises(UnableToShorten):
        set_period(rule="unheard-of", days=1000)


def test_no_rule_erases_the_log(tenant, person):
    with set_clock(LONG_AGO):
        make_application(tenant, applicant=person)
    before = Event.objects.count()
    run_retention()
    assert Event.objects.count() >= before


def test_trial_counts_and_erases_nothing(tenant, person):
    with set_clock(LONG_AGO):
        queue_notice(key="x", channel="PORTAL", text="旧消息", dedupe_key="x", recipient=person)
    line = line_of(run_retention(is_trial=True), "notices")
    assert (line.due, line.erased) == (1, 0)
    assert Notice.objects.get().text == "旧消息"
    assert line_of(run_retention(), "notices").erased == 1
    assert Notice.objects.get().text == ""


def test_run_that_was_cut_short_is_gone_on_with(tenant, person, monkeypatch):
    with set_clock(LONG_AGO):
        for number in range(7):
            queue_notice(key="x", channel="PORTAL", text="旧消息", dedupe_key=str(number), recipient=person)
    calls = iter(range(100))
    erase_one = retaining._erase_one

    def dies(*given):
        if next(calls) == 4:
            raise KeyboardInterrupt
        erase_one(*given)

    monkeypatch.setattr(retaining, "_erase_one", dies)
    with pytest.raises(KeyboardInterrupt):
        run_retention(at_a_time=2)
    cut = RetentionReport.objects.get()
    assert cut.ended_at is None
    assert cut.erased == 4
    monkeypatch.setattr(retaining, "_erase_one", erase_one)
    assert line_of(run_retention(at_a_time=2), "notices").erased == 3


def test_row_that_cannot_be_erased_does_not_stop_the_rest(tenant, person, monkeypatch):
    with set_clock(LONG_AGO):
        for number in range(3):
            queue_notice(key="x", channel="PORTAL", text="旧消息", dedupe_key=str(number), recipient=person)
    erase = retaining._counted
    bad = Notice.objects.order_by("pk").first().pk

    def fails(rule, row):
        if row.pk == bad:
            raise OSError("disk")
        return erase(rule, row)

    monkeypatch.setattr(retaining, "_counted", fails)
    line = line_of(run_retention(), "notices")
    assert (line.due, line.erased, line.failed, line.fault) == (3, 2, 1, "disk")


def test_unused_account_is_closed_and_one_with_a_case_is_not(tenant, person):
    with set_clock(LONG_AGO):
        idle, busy = make_person(tenant), make_person(tenant)
        clerk = make_person(tenant, is_staff=True)
        make_application(tenant, publish(tenant), applicant=busy, state=State.APPROVED, submitted_at=now())
    for one in (idle, busy, clerk):
        type(one).objects.filter(pk=one.pk).update(created_at=LONG_AGO)
    assert line_of(run_retention(), "accounts_unused").erased == 1
    for one in (idle, busy, clerk):
        one.refresh_from_db()
    assert (idle.is_active, idle.phone, idle.id_number) == (False, None, "")
    assert busy.id_number
    assert clerk.id_number
    assert line_of(run_retention(), "accounts_unused").due == 0


def test_another_tenants_rows_are_left_alone(tenant, person):
    other = make_tenant("elsewhere", region_code="330100")
    with tenant_scope(other), set_clock(LONG_AGO):
        make_application(other)
    assert line_of(run_retention(), "drafts").due == 0


def test_command_says_what_it_would_do(tenant, person, capsys):
    with set_clock(LONG_AGO):
        make_application(tenant, applicant=person)
    call_command("retain", "--dry-run", "--tenant", "ningbo")
    assert "ningbo drafts: 1 due after 730 days, 0 erased" in capsys.readouterr().out
    call_command("retain")
    assert "ningbo drafts: 1 due after 730 days, 1 erased" in capsys.readouterr().out


def test_every_rule_says_why_and_keeps_to_its_own_least():
    for rule in rules():
        assert str(rule.why)
        assert rule.days >= rule.least_days
