"""One reviewer's decision: written once, and the case moved, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.checking.values import fault_of_value, is_empty
from applications.models import Application
from applications.paths import all_paths
from applications.scheme import Field, Stage
from applications.services.way import (
    By,
    locked,
    moved_on,
    note_event,
    pass_stage,
    reject,
    return_to_applicant,
    send_back,
)
from portal.calendar import now
from portal.people.models import User
from portal.policy import Overtaken, Refused, require
from review.choices import Decision, TaskState
from review.models import Opinion, ReviewTask
from review.policies import may_decide, sits_in
from review.queries.categories import determinable_categories
from review.services.taking import locked_task


class AlreadyDecided(Overtaken):
    """Somebody else was first; the reason says who and when."""


class NotOpenYet(Refused):
    """The case waits for the acceptance window (NB-88)."""


class UnableToDecide(Refused):
    """The decision lacks something; the reason says what."""


@transaction.atomic
def decide_task(
    *,
    task_id: int,
    user: User,
    decision: str,
    words: str = "",
    category: str = "",
    records: Mapping[str, Any] | None = None,
    remarks: Iterable[tuple[str, str]] = (),
    revision: int | None = None,
) -> Opinion:
    """Write the opinion and move the case. `remarks` are (path, text) and count when the case is returned.

    Raises AlreadyDecided, NotOpenYet, MovedOn, UnableToDecide or Refused; then nothing has changed.
    """
    application = _lock_case(task_id, revision)
    task = locked_task(task_id)
    _require_open(application, task, user)
    stage = application.scheme.stage(task.stage)
    kept = _check(application, stage, decision, words, category, dict(records or {}))
    opinion = _write_opinion(stage, task, user, decision, words, category, kept)
    _close_task(task, user)
    _move(application, stage, opinion, list(remarks))
    return opinion


def _lock_case(task_id: int, revision: int | None) -> Application:
    """Lock the case before its task, in the same order everywhere, so that two deciders cannot lock each other out."""
    task = ReviewTask.objects.select_related("office").get(pk=task_id)
    application = locked(task.application_id)
    _refuse_if_decided(task_id)
    if revision is not None:
        locked(task.application_id, revision=revision)
    return application


def _refuse_if_decided(task_id: int) -> None:
    done = Opinion.objects.filter(task_id=task_id).select_related("reviewer").first()
    if done is None:
        return
    words = {
        "name": done.reviewer.name,
        "at": formats.date_format(timezone.localtime(done.decided_at), "Y-m-d H:i"),
        "decision": Decision(done.decision).label,
    }
    raise AlreadyDecided(_("%(name)s 已于 %(at)s 作出“%(decision)s”的决定，您的决定没有记录。") % words)


def _require_open(application: Application, task: ReviewTask, user: User) -> None:
    reason = may_decide(user, task)
    if reason and task.state == TaskState.CANCELLED and sits_in(user, task.office):
        raise moved_on(application)
    if reason and task.state == TaskState.OPEN and task.opens_on > timezone.localdate(now()):
        raise NotOpenYet(reason)
    require(reason)


def _check(
    application: Application, stage: Stage, decision: str, words: str, category: str, records: dict[str, Any]
) -> dict[str, Any]:
    """Return the records to keep, or raise UnableToDecide."""
    if decision not in list(stage.allows):
        raise UnableToDecide(_("本环节不能作出这一决定。"))
    if decision != Decision.PASS.value:
        if not words.strip():
            raise UnableToDecide(_("请写明理由，申报人需要据此更正或了解结果。"))
        return {}
    if stage.decides_category:
        _check_category(application, category)
    return {field.key: _record(application, field, records.get(field.key)) for field in stage.records}


def _check_category(application: Application, category: str) -> None:
    known = determinable_categories(application.scheme, application.claimed_category)
    if not known.filter(code=category).exists():
        raise UnableToDecide(_("请确定人才类别。"))


def _record(application: Application, field: Field, value: Any) -> Any:
    """One thing the stage asks to be recorded: a tick must be set, a date be a date that has come (NB-73, NB-103)."""
    label = field.label.of(get_language())
    if field.type == "boolean":
        value = value in (True, "true", "on", "1", "yes")
    if field.required and (is_empty(value) or value is False):
        raise UnableToDecide(_("请填写或勾选“%(label)s”后再通过。") % {"label": label})
    reason = None if is_empty(value) else fault_of_value(application, field, value)
    if reason:
        raise UnableToDecide(_("%(label)s：%(reason)s") % {"label": label, "reason": reason})
    return value


def _write_opinion(
    stage: Stage,
    task: ReviewTask,
    user: User,
    decision: str,
    words: str,
    category: str,
    records: dict[str, Any],
) -> Opinion:
    opinion: Opinion = Opinion.objects.create(
        task=task,
        application_id=task.application_id,
        submission=task.submission,
        office=task.office,
        reviewer=user,
        stage=task.stage,
        decision=decision,
        words=words,
        category=category if decision == Decision.PASS and stage.decides_category else "",
        records=records,
        decided_at=now(),
    )
    return opinion


def _close_task(task: ReviewTask, user: User) -> None:
    task.state = TaskState.DONE
    task.closed_at = now()
    task.taken_by = user
    task.save(update_fields=["state", "closed_at", "taken_by"])


def _move(application: Application, stage: Stage, opinion: Opinion, remarks: list[tuple[str, str]]) -> None:
    by = By(user=opinion.reviewer, office=opinion.office, words=opinion.words, evidence=(opinion,))
    if opinion.decision == Decision.PASS:
        _pass(application, stage, opinion, by)
    elif opinion.decision == Decision.RETURN:
        return_to_applicant(application, by=by, remarks=_known_remarks(opinion, remarks))
    elif opinion.decision == Decision.SEND_BACK:
        send_back(application, by=by)
    else:
        reject(application, by=by)


def _pass(application: Application, stage: Stage, opinion: Opinion, by: By) -> None:
    if opinion.category:
        application.determined_category = opinion.category
    if _quorum_reached(stage, opinion.task):
        pass_stage(application, by=by)
    else:
        application.revision += 1
        application.save()
        note_event(application, "joined", by=by)


def _quorum_reached(stage: Stage, task: ReviewTask) -> bool:
    """Whether enough of a stage's offices have passed it in this task's round (NB-82): its tasks were opened at once."""
    tasks = ReviewTask.objects.filter(application_id=task.application_id, stage=task.stage)
    if not tasks.filter(state=TaskState.OPEN).exists():
        return True
    if stage.joint is None or stage.joint.at_least == "all":
        return False
    passed = tasks.filter(opened_at=task.opened_at, opinion__decision=Decision.PASS)
    return passed.count() >= stage.joint.at_least


def _known_remarks(opinion: Opinion, remarks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The remarks with words in them, on places that the submission has."""
    known = all_paths(opinion.application.scheme, opinion.submission.answers)
    unknown = [path for path, _text in remarks if path not in known]
    if unknown:
        raise UnableToDecide(_("批注的位置不存在：%(paths)s") % {"paths": "、".join(unknown)})
    return [(path, text.strip()) for path, text in remarks if text.strip()]
