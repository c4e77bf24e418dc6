"""Brings demonstration cases to their places by the services that everybody's cases go through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from applications.choices import State
from applications.models import Application, Attachment, SchemeVersion
from applications.queries import facts_of, form_digest
from applications.scheme import Slot, matches
from applications.scheme.asking import required_slots
from applications.services.attachments import add_attachment
from applications.services.confirming import confirm_case
from applications.services.drafts import save_answers, start_application
from applications.services.submitting import submit_application
from applications.services.withdrawing import withdraw_application
from portal.calendar import now, set_clock, today
from portal.calendar.queries import calendar_for
from portal.people.models import User
from review.choices import PublicityState, TaskState
from review.demo.papers import paper, portrait
from review.demo.times import steps_between
from review.models import PublicityEntry, ReviewTask
from review.services.deciding import decide_task
from review.services.objecting import file_objection
from review.services.publicising import end_due_publicity
from review.services.withdrawing import revoke_recognition
from units.models import Unit

OPINIONS = ("材料齐全，符合申报要求。", "经核对原件，与上传材料一致。", "经审核，符合目录条件。", "同意。")
AFTER_APPROVAL = (State.APPROVED, State.REVOKED)


@dataclass(frozen=True)
class Applicant:
    user: User
    unit: Unit
    answers: dict[str, Any]
    number: int


class Builder:
    """Makes the cases of one tenant. Files are looked at once a kind and then shared, so that it takes seconds."""

    def __init__(self, version: SchemeVersion) -> None:
        self.version = version
        self._stored: dict[tuple[str, str], Attachment] = {}

    def draft(self, applicant: Applicant, at: dt.datetime, *, is_complete: bool) -> Application:
        """Begin a case at that moment; a complete one has all its files and could be submitted."""
        with set_clock(at):
            application = start_application(version=self.version, user=applicant.user, agreed=True, language="zh-hans")
            answers = applicant.answers if is_complete else dict(list(applicant.answers.items())[:5])
            save_answers(
                application_id=application.pk, user=applicant.user, answers=self._unit_answer(applicant) | answers
            )
            application.refresh_from_db()
            if is_complete:
                self._attach_all(application, applicant)
            return application

    def submit(self, applicant: Applicant, at: dt.datetime) -> Application:
        """Begin a case some days before that moment, and submit it then."""
        application = self.draft(applicant, at - dt.timedelta(days=1), is_complete=True)
        with set_clock(at):
            submit_application(application_id=application.pk, user=applicant.user)
        application.refresh_from_db()
        return application

    def _unit_answer(self, applicant: Applicant) -> dict[str, Any]:
        field = next(f for f in self.version.scheme.fields() if f.type == "unit")
        return {field.key: applicant.unit.public_id} | self._publicity_answers()

    def _publicity_answers(self) -> dict[str, str]:
        rule = self.version.scheme.unit_publicity
        if rule is None:
            return {}
        end = today() - dt.timedelta(days=2)
        start = end - dt.timedelta(days=rule.working_days * 3)
        return {rule.start: start.isoformat(), rule.end: end.isoformat()}

    def _attach_all(self, application: Application, applicant: Applicant) -> None:
        for slot in required_slots(application.scheme, facts_of(application)):
            self._attach(application, applicant, slot)

    def _attach(self, application: Application, applicant: Applicant, slot: Slot) -> None:
        look = str(applicant.number % 12) if slot.photo else ""
        known = self._stored.get((slot.key, look))
        if known is None:
            file = portrait(applicant.number) if slot.photo else _specimen(slot)
            self._stored[slot.key, look] = add_attachment(
                application_id=application.pk, user=applicant.user, slot=slot.key, upload=file
            )
        else:
            _share(known, application, slot)


def _specimen(slot: Slot) -> SimpleUploadedFile:
    return paper(slot.label.zh, "张三（示例）")


def _share(source: Attachment, application: Application, slot: Slot) -> None:
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
        uploaded_by=application.applicant,
        uploaded_at=now(),
    )


def bring(application: Application, *, until: str, end: dt.datetime) -> Application:
    """Let unit and offices pass the case stage by stage, spread until `end`, up to the stage `until` or `approved`."""
    start = now_of(application)
    for moment in steps_between(start, max(end, start), _steps_to(application, until)):
        application.refresh_from_db()
        if application.stage == until or application.state not in _RUNNING:
            break
        with set_clock(max(moment, start)):
            _pass_once(application)
    application.refresh_from_db()
    return application


def confirm_at_once(application: Application, until: str) -> None:
    """A unit that sleeps over a case may miss the acceptance window with it; these do not."""
    if application.state == State.UNIT_CONFIRM and until != application.stage:
        with set_clock(now_of(application) + dt.timedelta(hours=1)):
            _confirm(application)
        application.refresh_from_db()


def _steps_to(application: Application, until: str) -> int:
    """How many stages are to be passed before the case is there."""
    stages = [s for s in application.scheme.stages if s.holder != "unit" and matches(s.when, application.facts)]
    keys = [stage.key for stage in stages]
    return keys.index(until) if until in keys else len(keys)


_RUNNING = (State.UNIT_CONFIRM, State.PRE_REVIEW, State.DEPARTMENTAL_REVIEW, State.BUREAU_APPROVAL, State.PUBLICITY)


def now_of(application: Application) -> dt.datetime:
    """Return when the case can first be decided: its submission, or the morning of its acceptance."""
    assert application.submitted_at is not None
    accepted = application.accepted_on
    if accepted is None or accepted <= timezone.localdate(application.submitted_at):
        return application.submitted_at
    return timezone.make_aware(dt.datetime.combine(accepted, dt.time(9, 30)))


def _pass_once(application: Application) -> None:
    if application.state == State.PUBLICITY:
        _let_publicity_end(application)
    else:
        for task in ReviewTask.objects.filter(application=application, state=TaskState.OPEN):
            decide(task, "pass", OPINIONS[task.pk % len(OPINIONS)])


def _confirm(application: Application) -> None:
    assert application.unit is not None
    administrator = application.unit.administrators.select_related("user").first()
    assert administrator is not None
    confirm_case(application_id=application.pk, user=administrator.user, words="情况属实，同意申报。")


def decide(task: ReviewTask, decision: str, words: str, remarks: dict[str, str] | None = None) -> None:
    """Decide a task as the first reviewer of its office, with everything the stage asks to be recorded."""
    application = task.application
    stage = application.scheme.stage(task.stage)
    seat = task.office.seats.select_related("user").order_by("id").first()
    assert seat is not None
    values: dict[str, Callable[[], Any]] = {"date": lambda: today().isoformat(), "boolean": lambda: True}
    decide_task(
        task_id=task.pk,
        user=seat.user,
        decision=decision,
        words=words,
        category=application.claimed_category if stage.decides_category else "",
        records={field.key: values.get(field.type, lambda: task.office.name_zh)() for field in stage.records},
        remarks=list((remarks or {}).items()),
    )


def _let_publicity_end(application: Application) -> None:
    entry = PublicityEntry.objects.get(application=application, state=PublicityState.RUNNING)
    morning = timezone.make_aware(dt.datetime.combine(entry.ends_on + dt.timedelta(days=1), dt.time(1, 0)))
    with set_clock(max(morning, now())):
        end_due_publicity()


def finish(application: Application, *, then: str, words: str, remarks: dict[str, str]) -> None:
    """Do to the case what its group says comes last."""
    {
        "return": lambda: decide(_open_task(application), "return", words, remarks),
        "reject": lambda: decide(_open_task(application), "reject", words),
        "withdraw": lambda: withdraw_application(
            application_id=application.pk, user=application.applicant, words=words
        ),
        "object": lambda: _object(application, words),
        "revoke": lambda: _revoke(application, words),
    }[then]()


def _open_task(application: Application) -> ReviewTask:
    return ReviewTask.objects.get(application=application, state=TaskState.OPEN)


def _object(application: Application, words: str) -> None:
    entry = PublicityEntry.objects.get(application=application)
    file_objection(entry_id=entry.pk, name="李四（示例）", contact="15400000000", words=words)


def _revoke(application: Application, words: str) -> None:
    seat = User.objects.filter(seats__office__kind="bureau").order_by("id").first()
    assert seat is not None
    revoke_recognition(application_id=application.pk, user=seat, reason=words)


def in_chinese() -> translation.override:
    """The demonstration's own records are in Chinese, whatever language the terminal speaks."""
    return translation.override("zh-hans")


def working_days_back(day: dt.date, count: int) -> dt.date:
    """Return the working day so many working days before `day`."""
    calendar = calendar_for(day - dt.timedelta(days=count * 3 + 20), day)
    while count:
        day -= dt.timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day
