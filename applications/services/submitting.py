"""Submission: the strict look at the whole form, then a frozen copy that reviewers see."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from applications import holders
from applications.checking import Fault, faults_of
from applications.checking.values import is_empty
from applications.choices import STAGES, Party, State
from applications.models import Application, Submission
from applications.policies import may_submit, submits_as
from applications.queries import content_of, digest, latest_submission
from applications.services.drafts import fill_in
from applications.services.way import By, begin, locked, moved_on, unit_as_office
from portal.calendar import now
from portal.people.models import User
from portal.policy import Refused, require
from units.queries import unit_of_person
from units.services import employ


class UnableToSubmit(Refused):
    """The form is not complete; `faults` say what is missing and where (NB-29, NB-51)."""

    def __init__(self, reason: str, faults: list[Fault] | None = None) -> None:
        super().__init__(reason)
        self.faults = faults or []


@transaction.atomic
def submit_application(*, application_id: int, user: User, revision: int | None = None, words: str = "") -> Submission:
    """Freeze the answers and files, send the case on its way and return the submission.

    A repeated call for a case that this person has already submitted returns the same submission: a double click
    submits once. `revision` is the one the person saw: with a page from before a return nothing is submitted. `words`
    are what a unit says with it. Raises UnableToSubmit with the faults, MovedOn, or Refused.
    """
    application = locked(application_id)
    done = _already_submitted(application, user, revision)
    if done is not None:
        return done
    if revision not in (None, application.revision):
        raise moved_on(application)
    require(may_submit(user, application))
    for reason in _reasons_against(application):
        raise UnableToSubmit(reason)
    fill_in(application)
    demand_complete(application)
    return _freeze_and_send(application, user, words)


def _reasons_against(application: Application) -> list[str]:
    """What stands against the person whom the case is about; a unit's own case is about nobody."""
    if application.is_of_unit:
        return []
    return holders.reasons_against(application.applicant, application.version.key)


def demand_complete(application: Application) -> None:
    """Raise UnableToSubmit with the faults of a form that is not complete."""
    faults = faults_of(application)
    if faults:
        raise UnableToSubmit(_("还有 %(count)d 处需要补充或更正。") % {"count": len(faults)}, faults)


def submitted_from(application: Application, user: User, revision: int | None) -> Submission | None:
    """Return what the page that showed this revision has already submitted, or None; for a page that is sent again."""
    return None if revision is None else _already_submitted(application, user, revision)


def _already_submitted(application: Application, user: User, revision: int | None) -> Submission | None:
    """What this very page has submitted: the submission was the case's next move."""
    is_on_its_way = application.state in STAGES or application.state == State.APPROVED
    if not is_on_its_way or (revision is not None and application.revision != revision + 1):
        return None
    last = latest_submission(application)
    return last if last is not None and last.submitted_by_id == user.pk else None


def _freeze_and_send(application: Application, user: User, words: str) -> Submission:
    application.submitted_by = submits_as(user, application)
    application.submitted_at = now()
    application.save()
    _remember(application, user)
    submission = freeze(application, user)
    office = unit_as_office(application) if application.submitted_by == Party.UNIT else None
    begin(application, by=By(user=user, office=office, words=words, evidence=(submission,)))
    return submission


def _remember(application: Application, user: User) -> None:
    """What is asked once stands from now on: the register and the account take it over (AMB-22, NX-121)."""
    person = application.applicant
    for field in application.scheme.fields():
        if not field.once or is_empty(application.answers.get(field.key)):
            continue
        if field.prefill == "applicant.unit" and application.unit and unit_of_person(person) is None:
            employ(person=person, unit=application.unit, by=user)
        if field.prefill in REMEMBERED and not getattr(person, REMEMBERED[field.prefill]):
            setattr(person, REMEMBERED[field.prefill], application.answers[field.key])
            person.save(update_fields=[REMEMBERED[field.prefill]])


REMEMBERED = {"applicant.ethnicity": "ethnicity", "applicant.sex": "sex"}


def freeze(application: Application, user: User) -> Submission:
    """Keep what the form holds now as the next submission, and return it. The caller has locked the case."""
    last = latest_submission(application)
    content = content_of(application)
    submission: Submission = Submission.objects.create(
        application=application,
        number=last.number + 1 if last else 1,
        content_hash=digest([content["answers"], content["attachments"], content["unit_facts"]]),
        submitted_by=user,
        submitted_at=now(),
        **content,
    )
    return submission
