"""A case begins with what an earlier one had submitted: its answers, and its files as files of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile

from applications.comparing import answers_of_recognition
from applications.models import Application, Attachment, Submission
from applications.queries import content_of, is_typed, latest_submission
from applications.scheme import Field, Scheme
from applications.scheme.records import Record, records_in
from applications.services.answering import keep_answer
from portal.audit.services import record_event
from portal.files.documents import ENDINGS
from portal.files.faults import Damaged
from portal.people.models import User

log = logging.getLogger(__name__)


@transaction.atomic
def copy_from(previous: Application, application: Application, *, by: User) -> None:
    """Put into a new case what `previous` last submitted: answers that its form still takes, files of slots it still has.

    Each file is stored once more under a name of its own, so that erasing one case costs the other nothing. An erased
    case gives nothing. The caller has the new case to itself.
    """
    submission = latest_submission(previous)
    if submission is not None and previous.erased_at is None:
        _take_over(previous, submission, application, by)


@transaction.atomic
def copy_as_left(previous: Application, application: Application, *, by: User) -> None:
    """Put into a new case of a person what an ended one held when it ended, submitted or not; an erased one gives nothing.

    What the account knows is the account's. The caller has the new case to itself.
    """
    if previous.erased_at is None:
        _take_over(previous, Submission(application=previous, **content_of(previous)), application, by)


def _take_over(previous: Application, submission: Submission, application: Application, by: User) -> None:
    _keep_answers(previous.scheme, application, submission.answers)
    application.answers |= _lists(previous.scheme, application.scheme, submission.answers)
    application.save()
    copied = [_copy(file, application) for file in _files(submission, application.scheme)]
    detail = {"from": previous.public_id, "submission": submission.number or 0, "files": sum(copied)}
    record_event(action="application.copied", target=application, actor=by, detail=detail)


@transaction.atomic
def begin_from(base: Application, application: Application, *, by: User) -> None:
    """Put into a renewal what the recognition had for answers, no files: those that prove a change are new (HZ-50, HZ-80).

    What the account knows is the account's (HZ-40); a unit whose people cannot apply any more is chosen anew. An erased
    recognition gives its category. The caller has the case to itself.
    """
    own = {
        field.key for field in application.scheme.fields() if _is_accounts(field) and application.answers.get(field.key)
    }
    answers = answers_of_recognition(base) or {}
    _keep_answers(base.scheme, application, {key: value for key, value in answers.items() if key not in own})
    submission = latest_submission(base) if answers else None
    if submission is not None:
        application.answers |= _lists(base.scheme, application.scheme, submission.answers)
    application.claimed_category = base.determined_category or base.claimed_category
    if application.scheme.category_field:
        application.answers[application.scheme.category_field] = application.claimed_category
    application.save()
    record_event(action="application.begun_from", target=application, actor=by, detail={"from": base.public_id})


def _is_accounts(field: Field) -> bool:
    return (field.prefill or "").startswith("applicant.")


def _keep_answers(old: Scheme, application: Application, answers: dict[str, Any]) -> None:
    """What both forms ask alike, and the new one lets be typed."""
    for field in application.scheme.fields():
        if field.key in answers and _is_same(old, field.key, field.type) and is_typed(application, field):
            keep_answer(application, field, answers[field.key])


def _is_same(scheme: Scheme, key: str, kind: str) -> bool:
    return any(field.key == key and field.type == kind for field in scheme.fields())


def _lists(old: Scheme, new: Scheme, answers: dict[str, Any]) -> dict[str, list[Record]]:
    """The records of lists that both forms have, each with the fields that both have; they keep their ids."""
    known = {section.key: {(one.key, one.type) for one in section.fields} for section in old.repeating_sections()}
    found: dict[str, list[Record]] = {}
    for section in new.repeating_sections():
        keys = {"id"} | {one.key for one in section.fields if (one.key, one.type) in known.get(section.key, set())}
        records = records_in(answers, section.key) if section.key in known else []
        found[section.key] = [{key: value for key, value in one.items() if key in keys} for one in records]
    return {key: records for key, records in found.items() if records}


def _files(submission: Submission, scheme: Scheme) -> Iterator[Attachment]:
    """The files that the submission names, of slots that the scheme still has."""
    plain = {slot.key for slot in scheme.slots if slot.each is None}
    of_records = {slot.key for slot in scheme.slots if slot.each is not None}
    named = [file["id"] for file in submission.attachments]
    for file in Attachment.objects.filter(application=submission.application_id, public_id__in=named).order_by("id"):
        if file.slot in plain or file.slot.partition(".")[0] in of_records:
            yield file


def _copy(source: Attachment, application: Application) -> bool:
    """Store a file once more; one that is gone or damaged is left out, and asked for again. It came when it came."""
    same = ("slot", "original_name", "content_type", "size", "sha256", "pages", "form_digest")
    facts = {name: getattr(source, name) for name in (*same, "uploaded_by_id", "uploaded_at")}
    made = Attachment(application=application, tenant_id=application.tenant_id, **facts)
    try:
        content = _content_of(source.file)
        small = _content_of(source.thumbnail) if source.thumbnail else b""
    except (FileNotFoundError, Damaged):
        log.warning("a file could not be copied into a new case: it is gone or damaged")
        return False
    made.file.save(f"file.{ENDINGS[source.content_type]}", ContentFile(content), save=False)
    if small:
        made.thumbnail.save("thumbnail.jpg", ContentFile(small), save=False)
    made.save()
    return True


def _content_of(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        content: bytes = opened.read()
        return content
