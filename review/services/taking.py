"""Taking a task so that others see who works on it, giving it back, handing it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext as _

from applications.services.way import moved_on
from portal.audit.queries import who_and_when
from portal.audit.services import record_event
from portal.calendar import now
from portal.notices.choices import Channel
from portal.notices.services import queue_notice
from portal.people.models import User
from portal.policy import Overtaken, Refused, require
from review.choices import TaskState
from review.models import ReviewTask
from review.policies import may_decide, may_take_back, sits_in
from review.services.each import Outcome


def locked_task(task_id: int) -> ReviewTask:
    """Return the task locked until the transaction ends.

    Joined rows would be those from before a wait for the lock: whoever took the task meanwhile is asked for afterwards.
    """
    task: ReviewTask = ReviewTask.objects.select_for_update(of=("self",)).get(pk=task_id)
    return task


@transaction.atomic
def take_task(*, task_id: int, user: User, seen: str | None = None) -> ReviewTask:
    """Take the task; taking it twice is no fault. Raises Refused with who has it otherwise, Overtaken for an old page.

    Who has left the office has its tasks no longer: anybody there may take them. `seen` is the task's `standing` on the
    page that was sent.
    """
    task = locked_task(task_id)
    if task.taken_by_id != user.pk:
        _refuse_if_old(task, user, seen)
    require(may_decide(user, task))
    if task.taken_by_id != user.pk:
        _give_to(task, user, by=user, action="task.taken")
    return task


@transaction.atomic
def hand_back_task(*, task_id: int, user: User, seen: str | None = None) -> ReviewTask:
    """Let the task go again; only who has it may."""
    task = locked_task(task_id)
    _refuse_if_old(task, user, seen)
    if task.taken_by_id != user.pk or task.state != TaskState.OPEN:
        raise Refused(_("该任务不在您手中。"))
    _give_to(task, None, by=user, action="task.handed_back")
    return task


@transaction.atomic
def hand_over_task(*, task_id: int, user: User, to: User, seen: str | None = None) -> ReviewTask:
    """Give the task to a colleague of the same office."""
    task = locked_task(task_id)
    _refuse_if_old(task, user, seen)
    require(may_decide(user, task))
    if not (to.is_active and sits_in(to, task.office)):
        raise Refused(_("只能转交给本机构在任的审核人。"))
    _give_to(task, to, by=user, action="task.handed_over")
    _tell_colleague(task, to, by=user)
    return task


@transaction.atomic
def take_back_task(*, task_id: int, user: User, seen: str | None = None) -> ReviewTask:
    """Let a colleague's task go, as the head of the office may when they have had it for too long; they are told."""
    task = locked_task(task_id)
    _refuse_if_old(task, user, seen)
    require(may_take_back(user, task))
    held = task.taken_by
    assert held is not None
    assert task.taken_at is not None
    since = task.taken_at
    _give_to(task, None, by=user, action="task.taken_back", of=held)
    _tell(
        task,
        held,
        gettext_noop("%(name)s 收回了您领取的%(applicant)s的申报，由本机构其他审核人办理。"),
        by=user,
        key="task.taken_back",
        since=since,
    )
    return task


def hand_over_many(*, tasks: Iterable[ReviewTask], user: User, to: User) -> list[Outcome]:
    """Give each task to a colleague; one that cannot be given holds up no other."""
    return [_hand_over_one(task, user, to) for task in tasks]


def _hand_over_one(task: ReviewTask, user: User, to: User) -> Outcome:
    """What the colleague has already is done, so that a list that is sent twice says the same twice."""
    if task.taken_by_id == to.pk:
        return Outcome(task)
    try:
        hand_over_task(task_id=task.pk, user=user, to=to, seen=task.standing)
    except Refused as refusal:
        return Outcome(task, refusal.reason)
    return Outcome(task)


def _refuse_if_old(task: ReviewTask, user: User, seen: str | None) -> None:
    """Raise Overtaken if the task stands otherwise than on the page, saying who has it, or who let it go, and when."""
    if seen in (None, task.standing) or not sits_in(user, task.office):
        return
    words = who_and_when(task)
    if task.state != TaskState.OPEN:
        raise moved_on(task.application)
    if task.taken_by is not None and task.taken_at is not None:
        at = formats.date_format(timezone.localtime(task.taken_at), "Y-m-d H:i")
        raise Overtaken(
            _("%(name)s 正在办理（%(at)s 起），您的操作没有记录。") % {"name": task.taken_by.name, "at": at}
        )
    raise Overtaken(_("%(name)s 已于 %(at)s 交回该任务，您的操作没有记录；现在可以领取。") % words)


def _tell_colleague(task: ReviewTask, to: User, *, by: User) -> None:
    """A case in the colleague's hands that they know nothing of would run out of its time."""
    text = gettext_noop("%(name)s 将%(applicant)s的申报转交给您办理，请于 %(due)s 前办结。")
    assert task.taken_at is not None
    _tell(task, to, text, by=by, key="task.handed_over", since=task.taken_at)


def _tell(task: ReviewTask, to: User, text: str, *, by: User, key: str, since: dt.datetime) -> None:
    with override(to.language or "zh-hans"):
        words = {"name": by.name, "applicant": task.applicant_name, "due": task.due_on.isoformat()}
        text = gettext(text) % words
    queue_notice(
        key=key,
        channel=Channel.PORTAL,
        recipient=to,
        text=text,
        link=reverse("review:task", args=[task.public_id]),
        dedupe_key=f"task:{task.public_id}:{since:%Y%m%d%H%M%S%f}:{to.pk}",
    )


def _give_to(task: ReviewTask, user: User | None, *, by: User, action: str, of: User | None = None) -> None:
    task.taken_by = user
    task.taken_at = now() if user else None
    task.save(update_fields=["taken_by", "taken_at"])
    detail = {"to": user.name if user else ""} | ({"of": of.name} if of else {})
    record_event(action=action, target=task, actor=by, detail=detail)
