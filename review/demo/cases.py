"""Brings demonstration cases to their places by the services that everybody's cases go through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone, translation

from applications.choices import State
from applications.models import Application
from applications.scheme import matches
from applications.scheme.records import records_in
from applications.services.confirming import confirm_case, return_case_by_unit
from applications.services.submitting import submit_application
from applications.services.withdrawing import withdraw_application
from portal.calendar import now, set_clock, today
from portal.calendar.queries import calendar_for
from portal.people.models import User
from review.choices import PublicityState, TaskState
from review.demo.times import steps_between
from review.models import PublicityEntry, ReviewTask
from review.services.deciding import decide_task
from review.services.objecting import file_objection
from review.services.publicising import end_due_publicity
from review.services.withdrawing import revoke_recognition

OPINIONS = ("材料齐全，符合申报要求。", "经核对，信息与所附材料一致。", "经审核，符合条件。", "同意。")


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


def submit_again(application: Application, *, by: User, until: str) -> None:
    """Let a returned case come back to the stage that had returned it."""
    submit_application(application_id=application.pk, user=by)
    application.refresh_from_db()
    if application.state == State.UNIT_CONFIRM and until != application.stage:
        _confirm(application)


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
    confirm_case(application_id=application.pk, user=_administrator(application), words="情况属实，同意申报。")


def _administrator(application: Application) -> User:
    assert application.unit is not None
    seat = application.unit.administrators.select_related("user").first()
    assert seat is not None
    return seat.user


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
        "return": lambda: _return(application, words, _with_ids(application, remarks)),
        "reject": lambda: decide(_open_task(application), "reject", words),
        "withdraw": lambda: withdraw_application(
            application_id=application.pk, user=application.applicant, words=words
        ),
        "object": lambda: _object(application, words),
        "revoke": lambda: _revoke(application, words),
    }[then]()


def _return(application: Application, words: str, remarks: dict[str, str]) -> None:
    if application.state == State.UNIT_CONFIRM:
        return_case_by_unit(
            application_id=application.pk, user=_administrator(application), words=words, remarks=list(remarks.items())
        )
    else:
        decide(_open_task(application), "return", words, remarks)


def _with_ids(application: Application, remarks: dict[str, str]) -> dict[str, str]:
    """Put the records' ids into paths that number them; a remark on a record the case lacks is left out."""
    found = {_with_id(application, path): words for path, words in remarks.items()}
    return {path: words for path, words in found.items() if path}


def _with_id(application: Application, path: str) -> str:
    kind, _colon, rest = path.partition(":")
    section, _point, inner = rest.partition(".")
    number, point, key = inner.partition(".")
    if not number.isdigit():
        return path
    records = records_in(application.answers, section)
    return f"{kind}:{section}.{records[int(number) - 1]['id']}{point}{key}" if int(number) <= len(records) else ""


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
