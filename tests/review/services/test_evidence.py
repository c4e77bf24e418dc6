"""The log vouches for what was submitted and decided, and knows who looked at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.models import Application, Attachment, Submission
from portal.audit.chaining import chain_events
from portal.audit.choices import Kind
from portal.audit.examining import examine
from portal.audit.exporting import export_lines, text_of
from portal.audit.models import Event
from portal.audit.services import record_event
from portal.tenants.models import Tenant
from review.models import Opinion
from review.services.viewing import reveal_identity
from tests.builders import make_attachment, sign_in
from tests.portal.audit.superuser import as_superuser
from tests.review.services.acting import Cases, officer, task_of


@pytest.fixture
def passed(cases: Cases, tenant: Tenant) -> Application:
    application = cases.at("departmental_review")
    chain_events()
    assert examine(tenant).faults == []
    return application


def tamper(statement: str, *values: Any) -> None:
    with as_superuser() as cursor:
        cursor.execute(statement, values)


def found(tenant: Tenant) -> list[tuple[str, str]]:
    return [(fault.kind, fault.text) for fault in examine(tenant).faults]


@pytest.mark.django_db(transaction=True)
def test_changed_opinion_is_found(passed: Application, tenant: Tenant):
    opinion = Opinion.objects.filter(application=passed).first()
    tamper("UPDATE review_opinion SET words = '另一意见' WHERE id = %s", opinion.pk)
    assert found(tenant) == [("edited", f"the row review.opinion:{opinion.pk} is not what it vouches for")]


@pytest.mark.django_db(transaction=True)
def test_changed_submission_is_found(passed: Application, tenant: Tenant):
    submission = Submission.objects.get(application=passed)
    tamper("UPDATE applications_submission SET number = 2 WHERE id = %s", submission.pk)
    name = f"applications.submission:{submission.pk}"
    assert found(tenant) == [("edited", f"the row {name} is not what it vouches for")]


@pytest.mark.django_db(transaction=True)
def test_removed_opinion_is_found(passed: Application, tenant: Tenant):
    opinion = Opinion.objects.filter(application=passed).first()
    tamper("DELETE FROM review_opinion WHERE id = %s", opinion.pk)
    assert found(tenant) == [("deleted", f"the row review.opinion:{opinion.pk} that it vouches for is gone")]


@pytest.mark.django_db(transaction=True)
def test_emptied_opinion_is_found_unless_the_log_says_that_the_case_was_erased(passed: Application, tenant: Tenant):
    opinion = Opinion.objects.filter(application=passed).first()
    tamper("UPDATE review_opinion SET words = '', salt = '' WHERE id = %s", opinion.pk)
    fault = ("edited", f"the row review.opinion:{opinion.pk} is not what it vouches for")
    record_event(action="application.erased", target=tenant)
    chain_events()
    assert found(tenant) == [fault]
    record_event(action="application.erased", target=passed)
    chain_events()
    assert found(tenant) == []


def test_every_opinion_and_submission_of_a_case_is_vouched_for(passed: Application):
    events = Event.objects.filter(target=f"applications.application:{passed.pk}")
    vouched = {name for event in events for name in event.detail.get("evidence", {})}
    opinions = {f"review.opinion:{pk}" for pk in Opinion.objects.values_list("pk", flat=True)}
    assert opinions
    assert vouched == opinions | {f"applications.submission:{passed.submissions.get().pk}"}


def test_export_holds_hashes_and_not_what_was_hashed(passed: Application, tenant: Tenant):
    text = "".join(map(text_of, export_lines(tenant)))
    opinion = Opinion.objects.filter(application=passed).first()
    assert opinion.salt not in text
    assert passed.applicant.id_number not in text


def test_file_opened_by_a_reviewer_is_a_sensitive_read(passed: Application, tenant: Tenant):
    attachment = make_attachment(passed, "nb_photo")
    reviewer = officer(task_of(passed).office.code)
    _submit_again_with(passed, attachment)
    client = Client(headers={"host": "ningbo.localhost"})
    sign_in(client, reviewer)
    for _time in range(2):
        assert client.get(f"/attachments/{attachment.public_id}/").status_code == 200
    (event,) = Event.objects.filter(kind=Kind.READ)
    assert (event.action, event.actor_name) == ("attachment.opened", reviewer.name)
    assert event.target == f"applications.attachment:{attachment.pk}"


def _submit_again_with(application: Application, attachment: Attachment) -> None:
    submission = application.submissions.get()
    submission.pk, submission.number, submission.attachments = None, 2, [{"id": attachment.public_id}]
    submission.save(force_insert=True)


def test_whole_number_of_a_document_seen_is_a_sensitive_read(passed: Application):
    task = task_of(passed)
    reveal_identity(task_id=task.pk, user=officer(task.office.code))
    assert [event.action for event in Event.objects.filter(kind=Kind.READ)] == ["identity.viewed"]
