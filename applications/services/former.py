"""Declarations of a former site: recognitions become cases of their person, all others are kept to be read (HZ-18, HZ-20)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.choices import Deed, State
from applications.legacy_models import NUMBER_HEADING
from applications.models import Application, LegacyRecord, SchemeVersion, Submission, TimelineEntry
from applications.queries import digest
from applications.tables.former_cases import CaseEntry
from applications.tables.layout import BIRTH_DATE, ID_NUMBER, ID_TYPE, NAME, SEX
from portal.audit.services import record_event
from portal.calendar import now
from portal.people.models import User
from portal.people.services import enter_person
from units.legacy_models import LegacyUnit
from units.models import FACTS

LONGEST_ROUND = 20


@transaction.atomic(savepoint=False)
def take_recognition(*, version: SchemeVersion, entry: CaseEntry, account: LegacyUnit) -> Application:
    """Make a case of what the former site recognised, with its answers as a submission, and return it.

    It is its person's, known by the document and made without an account where nobody is; it comes to a unit once the
    unit has claimed the account. Nobody is told, nothing is opened, and no certificate follows.
    """
    person = enter_person(
        name=entry.name,
        id_type=entry.id_type,
        id_number=entry.id_number,
        birth_date=entry.birth_date,
        sex=entry.sex,
        by=None,
    )
    application = _case(version, entry, account, person)
    application.save()
    submission = _submission(application, entry, account)
    _tell(application, entry)
    record_event(
        action="application.imported", target=application, detail={"number": entry.number}, evidence=(submission,)
    )
    return application


def _case(version: SchemeVersion, entry: CaseEntry, account: LegacyUnit, person: User) -> Application:
    moment, label = _moment(entry), version.scheme.label(State.APPROVED)
    answers = answers_of(version, entry, account)
    return Application(
        version=version,
        applicant=person,
        unit=account.unit,
        legacy_unit=account,
        state=State.APPROVED,
        label_zh=label.zh,
        label_en=label.en,
        revision=1,
        answers=answers | _unit_answers(version, account.unit.public_id if account.unit else account.public_id),
        applicant_name=entry.name,
        claimed_category=str(answers.get(version.scheme.category_field or "") or entry.category)[:20],
        determined_category=entry.category,
        created_at=moment,
        saved_at=moment,
        submitted_at=moment,
        decided_at=moment,
    )


def answers_of(version: SchemeVersion, entry: CaseEntry, account: LegacyUnit) -> dict[str, Any]:
    """Return what is frozen: the answers, who the person was then, and the account for the unit."""
    identity = {
        NAME: entry.name,
        ID_TYPE: entry.id_type,
        ID_NUMBER: entry.id_number,
        SEX: entry.sex,
        BIRTH_DATE: entry.birth_date.isoformat() if entry.birth_date else "",
    }
    own = {one.key: identity[one.prefill] for one in version.scheme.fields() if one.prefill in identity}
    said = {key: value for key, value in own.items() if value}
    return entry.answers | said | _unit_answers(version, account.public_id)


def _unit_answers(version: SchemeVersion, public_id: str) -> dict[str, str]:
    """An account stands for the unit until that has claimed it: its name can be shown, and nobody's page opens."""
    return {one.key: public_id for one in version.scheme.fields() if one.type == "unit"}


def _submission(application: Application, entry: CaseEntry, account: LegacyUnit) -> Submission:
    answers = answers_of(application.version, entry, account)
    facts = _unit_facts(application.version, account)
    submission: Submission = Submission.objects.create(
        application=application,
        number=1,
        answers=answers,
        attachments=[],
        unit_facts=facts,
        content_hash=digest([answers, [], facts]),
        submitted_by=application.applicant,
        submitted_at=_moment(entry),
    )
    return submission


def _unit_facts(version: SchemeVersion, account: LegacyUnit) -> dict[str, Any]:
    """What conditions of the form ask of a unit, as far as the account's information says it."""
    wanted = {*version.scheme.unit_facts, *FACTS}
    known = {key: value for key, value in (account.information or {}).items() if key in wanted}
    return known | {"name": account.name, "uscc": account.uscc}


def _tell(application: Application, entry: CaseEntry) -> None:
    TimelineEntry.objects.create(
        application=application,
        at=_moment(entry),
        action=Deed.APPROVED,
        state=State.APPROVED,
        label_zh=application.label_zh,
        label_en=application.label_en,
        actor=None,
        actor_name="",
        words=_("旧系统导入。旧系统申报编号：%(number)s") % {"number": entry.number},
    )


def _moment(entry: CaseEntry) -> dt.datetime:
    assert entry.recognised_on is not None
    return timezone.make_aware(dt.datetime.combine(entry.recognised_on, dt.time()))


def is_same_recognition(application: Application, entry: CaseEntry, account: LegacyUnit) -> bool:
    """Whether a case holds what the row says; one whose content was erased is not looked into."""
    if application.erased_at is not None:
        return True
    submission = application.submissions.get(number=1)
    return (
        entry.is_recognised
        and application.legacy_unit_id == account.pk
        and application.determined_category == entry.category
        and application.decided_at == _moment(entry)
        and submission.answers == answers_of(application.version, entry, account)
    )


# What was not recognised


@transaction.atomic(savepoint=False)
def take_record(*, scheme_key: str, entry: CaseEntry, account: LegacyUnit) -> LegacyRecord:
    """Keep a declaration that did not end with recognition, to be shown to whom it is about; return it."""
    record: LegacyRecord = LegacyRecord.objects.create(
        scheme_key=scheme_key,
        unit=account.unit,
        matched_at=now() if account.unit else None,
        imported_at=now(),
        **_content(entry, account),
    )
    return record


def is_same_record(record: LegacyRecord, entry: CaseEntry, account: LegacyUnit) -> bool:
    """Whether a record says what the row says."""
    return not entry.is_recognised and all(
        getattr(record, key) == value for key, value in _content(entry, account).items()
    )


def _content(entry: CaseEntry, account: LegacyUnit) -> dict[str, Any]:
    return {
        "uscc": account.uscc,
        "unit_name": account.name,
        "name": entry.name,
        "id_type": entry.id_type,
        "id_number": entry.id_number,
        "round": _round(entry.number),
        "status": entry.status,
        "declared_on": entry.recognised_on,
        "further": [[NUMBER_HEADING, entry.number], *entry.further],
    }


def _round(number: str) -> str:
    """What tells the declarations of a person apart: a number too long for it by its digest."""
    return number if len(number) <= LONGEST_ROUND else hashlib.sha256(number.encode()).hexdigest()[:LONGEST_ROUND]
