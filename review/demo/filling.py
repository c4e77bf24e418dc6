"""Begins the demonstration's cases and fills them in, by the services that everybody's cases go through."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.choices import Progress
from applications.models import Application, Attachment, SchemeVersion
from applications.queries import facts_of, form_digest
from applications.scheme import Scheme, Slot
from applications.scheme.asking import files_wanted, required_slots
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers, start_application
from applications.services.entering import enter_case
from applications.services.filing import save_files, save_form
from applications.services.records import add_records
from applications.services.submitting import submit_application
from portal.calendar import now, set_clock, today
from portal.people.choices import IdType
from portal.people.models import User
from review.demo.papers import paper, portrait
from units.models import Unit
from units.queries import administrators_of
from units.services import employ


@dataclass(frozen=True)
class Person:
    """Somebody whom a unit enters: known by name and document, without an account of their own."""

    name: str
    id_number: str


@dataclass(frozen=True)
class Applicant:
    """Who fills in a case: `user`, for themselves or, as the unit's administrator, for a person."""

    user: User
    unit: Unit
    answers: dict[str, Any]
    number: int
    entered: Person | None = None


class Builder:
    """Makes the cases of one tenant. Files are looked at once a kind and then shared, so that it takes seconds."""

    def __init__(self, version: SchemeVersion) -> None:
        self.version = version
        self._stored: dict[tuple[str, str], Attachment] = {}

    def draft(self, applicant: Applicant, at: dt.datetime, *, is_complete: bool) -> Application:
        """Begin a case at that moment; a complete one has all its files and could be submitted."""
        with set_clock(at):
            application = self._begin(applicant)
            answers = applicant.answers
            if not is_complete:
                answers = dict(list(answers.items())[: max(5, len(answers) // 3)])
            answers = worded(answers, {"{n}": f"{applicant.number:03d}", "{unit}": applicant.unit.name})
            fill(application, applicant.user, self._unit_answer(applicant) | answers)
            application.refresh_from_db()
            if is_complete:
                self.attach_all(application, applicant)
            return application

    def saved(self, applicant: Applicant, at: dt.datetime, progress: Progress) -> Application:
        """Begin a case that is filed in two steps, and come so far with it: the form saved, or the files as well."""
        with set_clock(at):
            application = self.draft(applicant, at, is_complete=True)
            save_form(application_id=application.pk, user=applicant.user)
            if progress == Progress.FILES:
                save_files(application_id=application.pk, user=applicant.user)
        application.refresh_from_db()
        return application

    def submit(self, applicant: Applicant, at: dt.datetime) -> Application:
        """Begin a case some days before that moment, and submit it then; the unit does, where it alone may."""
        begun = at - dt.timedelta(days=1)
        if self.version.scheme.draft_labels:
            application = self.saved(applicant, begun, Progress.FILES)
        else:
            application = self.draft(applicant, begun, is_complete=True)
        with set_clock(at):
            submit_application(application_id=application.pk, user=reporter(applicant, self.version.scheme))
        application.refresh_from_db()
        return application

    def _begin(self, applicant: Applicant) -> Application:
        if applicant.entered is not None:
            return enter_case(
                version=self.version,
                unit=applicant.unit,
                by=applicant.user,
                id_type=IdType.CN_ID,
                id_number=applicant.entered.id_number,
                name=applicant.entered.name,
                informed=True,
            )
        if any(field.prefill == "applicant.unit" for field in self.version.scheme.fields()):
            employ(person=applicant.user, unit=applicant.unit, by=None)
        return start_application(version=self.version, user=applicant.user, agreed=True, language="zh-hans")

    def _unit_answer(self, applicant: Applicant) -> dict[str, Any]:
        named = [field.key for field in self.version.scheme.fields() if field.type == "unit"]
        return dict.fromkeys(named, applicant.unit.public_id) | self._publicity_answers()

    def _publicity_answers(self) -> dict[str, str]:
        rule = self.version.scheme.unit_publicity
        if rule is None:
            return {}
        end = today() - dt.timedelta(days=2)
        start = end - dt.timedelta(days=rule.working_days * 3)
        return {rule.start: start.isoformat(), rule.end: end.isoformat()}

    def attach_all(self, application: Application, applicant: Applicant) -> None:
        """Put a specimen into every slot that must hold one, as many as it asks for."""
        facts = facts_of(application)
        for slot in required_slots(application.scheme, facts):
            for copy in range(files_wanted(slot, facts)):
                self._attach(application, applicant, slot, copy)

    def _attach(self, application: Application, applicant: Applicant, slot: Slot, copy: int) -> None:
        look = str(applicant.number % 12) if slot.photo else str(copy)
        known = self._stored.get((slot.template_key, look))
        if known is None:
            file = portrait(applicant.number) if slot.photo else _specimen(slot, copy)
            self._stored[slot.template_key, look] = add_attachment(
                application_id=application.pk, user=applicant.user, slot=slot.key, upload=file
            )
        else:
            _share(known, application, slot, applicant.user)


def reporter(applicant: Applicant, scheme: Scheme) -> User:
    """Return who hands the case in: who fills it in, or the unit's administrator where units alone do."""
    if applicant.entered is not None or scheme.submits != ("unit",):
        return applicant.user
    administrator = administrators_of(applicant.unit).first()
    assert administrator is not None
    return administrator


def fill(application: Application, user: User, answers: dict[str, Any]) -> None:
    """Write answers as plans have them: given once, by section where a section has keys of its own, lists of records."""
    once, lists = taken_apart(application.scheme, answers)
    save_answers(application_id=application.pk, user=user, answers=once)
    for section, records in lists.items():
        add_records(application_id=application.pk, user=user, section=section, many=records)


def taken_apart(scheme: Scheme, answers: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Return the answers that are given once, by their whole keys, and the records by section."""
    once: dict[str, Any] = {}
    lists: dict[str, list[dict[str, Any]]] = {}
    repeating = {section.key for section in scheme.repeating_sections()}
    own = {section.key for section in scheme.sections if section.own_keys}
    for key, value in answers.items():
        if key in repeating:
            lists[key] = value
        elif key in own:
            once |= {f"{key}.{name}": one for name, one in value.items()}
        else:
            once[key] = value
    return once, lists


def worded(value: Any, words: dict[str, str]) -> Any:
    """Put words of this person's own where a plan's texts leave room, so that no two certificates have the same number."""
    if isinstance(value, dict):
        return {key: worded(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [worded(one, words) for one in value]
    if isinstance(value, str):
        for place, word in words.items():
            value = value.replace(place, word)
    return value


def _specimen(slot: Slot, copy: int) -> SimpleUploadedFile:
    return paper((slot.material or slot.label).zh, f"张三（示例）{copy + 1 if copy else ''}")


def _share(source: Attachment, application: Application, slot: Slot, user: User) -> None:
    """Put a file that was looked at already into another case's slot."""
    Attachment.objects.create(
        application=application,
        slot=slot.key,
        file=source.file.name,
        thumbnail=source.thumbnail.name,
        original_name=source.original_name,
        content_type=source.content_type,
        size=source.size,
        sha256=source.sha256,
        pages=source.pages,
        form_digest=form_digest(application) if slot.seals else "",
        uploaded_by=user,
        uploaded_at=now(),
    )
