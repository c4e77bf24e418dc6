"""Submission: strict, frozen, once."""

import pytest
from django.db import DatabaseError, transaction

from applications.models import Application, CatalogueCategory, Submission
from applications.queries import digest
from applications.services.drafts import save_answers
from applications.services.submitting import UnableToSubmit, submit_application
from applications.services.withdrawing import withdraw_application
from portal.audit.models import Event
from portal.calendar import today
from portal.notices.choices import Channel
from portal.notices.models import Notice
from portal.people.models import User
from portal.policy import Refused
from review.models import Office, Seat
from review.services.withdrawing import list_person
from tests.applications.filling import complete, fill, put
from tests.builders import make_person
from units.models import Unit


@pytest.fixture
def ready(draft: Application, unit: Unit) -> Application:
    """A case that has all it needs."""
    return complete(draft, unit)


def submit(application: Application) -> Submission:
    return submit_application(application_id=application.pk, user=application.applicant)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


@pytest.mark.requirement("NB-48", "NB-54", "NB-104")
def test_submission_freezes_answers_files_and_unit(ready: Application, unit: Unit) -> None:
    submission = submit(ready)
    assert submission.answers == fresh(ready).answers
    assert submission.unit_facts["uscc"] == unit.uscc
    files = {(one["slot"], one["sha256"]) for one in submission.attachments}
    assert files == set(ready.attachments.values_list("slot", "sha256"))
    assert submission.content_hash == digest([submission.answers, submission.attachments, submission.unit_facts])
    event = Event.objects.get(action="application.submitted")
    assert (event.actor, event.detail["stage"]) == (ready.applicant, "unit_confirm")
    assert Notice.objects.filter(key="submitted", channel=Channel.SMS, recipient=ready.applicant).count() == 1


@pytest.mark.requirement("NB-104")
@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_refuses_to_change_a_submission(ready: Application, change: str) -> None:
    submission = submit(ready)
    rows = Submission.objects.filter(pk=submission.pk)
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        rows.update(number=9) if change == "update" else rows.delete()
    assert rows.get().answers == submission.answers


@pytest.mark.requirement("NB-54")
def test_submitted_case_takes_no_answers_and_no_files(ready: Application) -> None:
    submit(ready)
    with pytest.raises(Refused, match="不能修改"):
        save_answers(application_id=ready.pk, user=ready.applicant, answers={"major": "应用化学"})
    with pytest.raises(Refused):
        put(ready, "nb_other")
    assert fresh(ready).answers["major"] == "机械工程"


def test_second_click_returns_the_same_submission(ready: Application) -> None:
    assert submit(ready) == submit(ready)
    assert Submission.objects.count() == 1
    assert Notice.objects.filter(key="submitted", channel=Channel.SMS).count() == 1
    assert fresh(ready).revision == 1


@pytest.mark.parametrize("is_submitted", [True, False])
def test_withdrawn_case_is_not_said_to_be_submitted(ready: Application, is_submitted: bool) -> None:
    if is_submitted:
        submit(ready)
    withdraw_application(application_id=ready.pk, user=ready.applicant)
    with pytest.raises(Refused, match="已撤回"):
        submit(ready)
    assert fresh(ready).state == "withdrawn"


@pytest.mark.requirement("NB-05")
def test_nobody_submits_for_another(ready: Application, manager: User) -> None:
    with pytest.raises(Refused):
        submit_application(application_id=ready.pk, user=manager)
    submit(ready)
    with pytest.raises(Refused):
        submit_application(application_id=ready.pk, user=manager)


@pytest.mark.requirement("NB-29", "NB-51")
def test_incomplete_form_says_every_fault_and_keeps_the_draft(draft: Application, unit: Unit) -> None:
    fill(draft, unit)
    with pytest.raises(UnableToSubmit) as refused:
        submit(draft)
    assert {"slot:nb_photo", "slot:nb_form_sealed"} <= {fault.path for fault in refused.value.faults}
    assert (fresh(draft).state, fresh(draft).revision) == ("draft", 0)
    assert not Submission.objects.exists()


# What has changed since the form was filled in


def test_unit_closed_meanwhile_is_to_be_chosen_anew(ready: Application, unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(state="CLOSED")
    with pytest.raises(UnableToSubmit) as refused:
        submit(ready)
    assert [fault.path for fault in refused.value.faults] == ["field:work_unit"]


@pytest.mark.requirement("NB-20")
def test_category_closed_meanwhile_is_to_be_chosen_anew(ready: Application) -> None:
    CatalogueCategory.objects.filter(code="E").update(is_active=False)
    with pytest.raises(UnableToSubmit) as refused:
        submit(ready)
    assert "field:claimed_category" in [fault.path for fault in refused.value.faults]


@pytest.mark.requirement("NB-102")
def test_person_listed_meanwhile_does_not_submit(ready: Application) -> None:
    clerk = make_person(ready.tenant)
    office = Office.objects.create(code="bureau", name_zh="人社局", kind="bureau", tier="city")
    Seat.objects.create(office=office, user=clerk)
    person = ready.applicant
    list_person(
        id_type=person.id_type,
        id_number=person.id_number,
        name=person.name,
        reason="伪造学位证书",
        verified_on=today(),
        by=clerk,
    )
    with pytest.raises(UnableToSubmit, match="黑名单"):
        submit(ready)
    assert fresh(ready).state == "draft"
