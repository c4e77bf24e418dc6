"""Recognitions withdrawn, people listed (NB-99…102)."""

import pytest

from applications.queries import current_version
from applications.services.drafts import UnableToStart, start_application
from applications.services.withdrawing import withdraw_application
from certificates.choices import Answer
from certificates.queries import finding_by_token
from portal.audit.models import Event
from portal.policy import Refused
from review.models import BlacklistEntry, ReviewTask
from review.services.withdrawing import lift_listing, list_person, revoke_recognition
from tests.builders import make_person
from tests.review.services.acting import at, decide, fresh, officer


def list_them(person, by, **changes):
    values = {
        "id_type": person.id_type,
        "id_number": person.id_number,
        "name": person.name,
        "reason": "伪造学位证书",
        "verified_on": at("2026-11-02").date(),
    }
    return list_person(**values | changes, by=by)


def start(person):
    return start_application(version=current_version("recognition"), user=person, agreed=True, language="zh-hans")


@pytest.mark.requirement("NB-99", "NB-101")
def test_withdrawn_recognition_verifies_as_revoked(cases, bureau):
    application = cases.approved()
    token = application.certificate.token
    assert finding_by_token(token).answer == Answer.VALID
    revoke_recognition(application_id=application.pk, user=bureau, reason="弄虚作假")
    assert (fresh(application).state, finding_by_token(token).answer) == ("revoked", Answer.REVOKED)
    event = Event.objects.get(action="application.revoked")
    assert (event.actor, event.words) == (bureau, "弄虚作假")


@pytest.mark.requirement("NB-99")
def test_recognition_is_withdrawn_by_the_bureau_with_a_reason_and_once(cases, bureau):
    application = cases.approved()
    for user, reason in ((officer("alliance-haishu"), "弄虚作假"), (bureau, " ")):
        with pytest.raises(Refused):
            revoke_recognition(application_id=application.pk, user=user, reason=reason)
    assert fresh(application).state == "approved"
    revoke_recognition(application_id=application.pk, user=bureau, reason="弄虚作假")
    with pytest.raises(Refused, match="已撤销"):
        revoke_recognition(application_id=application.pk, user=bureau, reason="弄虚作假")


def test_running_case_has_nothing_to_withdraw(cases, bureau):
    with pytest.raises(Refused):
        revoke_recognition(application_id=cases.send().pk, user=bureau, reason="弄虚作假")


def test_case_withdrawn_by_its_applicant_leaves_no_task(cases):
    application = cases.at("joint_confirmation", equivalent_claim=True)
    withdraw_application(application_id=application.pk, user=application.applicant)
    assert fresh(application).state == "withdrawn"
    assert not ReviewTask.objects.filter(application=application, state="OPEN").exists()
    with pytest.raises(Refused, match="已办结"):
        withdraw_application(application_id=application.pk, user=application.applicant)
    with pytest.raises(ReviewTask.DoesNotExist):
        decide(application)


@pytest.mark.requirement("NB-100", "NB-102")
def test_listed_person_cannot_apply_until_lifted(tenant, bureau):
    person = make_person(tenant)
    entry = list_them(person, bureau)
    with pytest.raises(UnableToStart, match="黑名单"):
        start(person)
    lift_listing(entry_id=entry.pk, by=bureau, reason="复核更正")
    assert start(person).state == "draft"
    actions = Event.objects.filter(action__startswith="blacklist").order_by("id").values_list("action", "words")
    assert list(actions) == [("blacklist.listed", "伪造学位证书"), ("blacklist.lifted", "复核更正")]


@pytest.mark.requirement("NB-100")
def test_list_is_kept_by_the_bureau_with_reasons_and_of_what_was_verified(tenant, bureau):
    person = make_person(tenant)
    for by, wrong in (
        (officer("alliance-haishu"), {}),
        (bureau, {"reason": " "}),
        (bureau, {"verified_on": at("2026-11-04").date()}),
    ):
        with pytest.raises(Refused):
            list_them(person, by, **wrong)
    entry = list_them(person, bureau)
    with pytest.raises(Refused, match="已在黑名单中"):
        list_them(person, bureau)
    with pytest.raises(Refused):
        lift_listing(entry_id=entry.pk, by=bureau, reason="")
    lift_listing(entry_id=entry.pk, by=bureau, reason="复核更正")
    list_them(person, bureau)
    assert BlacklistEntry.objects.count() == 2
