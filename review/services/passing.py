"""Passing several cases at once, where the scheme lets a stage do so. Each is passed as if it were the only one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from portal.people.models import User
from portal.policy import Refused, require
from review.choices import Decision
from review.models import Opinion, ReviewTask
from review.policies import may_pass_with_others
from review.services.deciding import decide_task
from review.services.each import Outcome


def pass_many(*, user: User, chosen: Iterable[tuple[ReviewTask, int]]) -> list[Outcome]:
    """Pass each task whose case still has the revision that was checked; one that cannot be passed holds up no other."""
    return [_pass_one(task, revision, user) for task, revision in chosen]


def _pass_one(task: ReviewTask, revision: int, user: User) -> Outcome:
    """What the person has passed already is done, so that a list that is sent twice says the same twice."""
    if Opinion.objects.filter(task=task, reviewer=user, decision=Decision.PASS).exists():
        return Outcome(task)
    try:
        with transaction.atomic():
            require(may_pass_with_others(user, task))
            stage = task.application.scheme.stage(task.stage)
            decide_task(
                task_id=task.pk,
                user=user,
                decision=Decision.PASS.value,
                # The offices of a joint stage confirm side by side: one's confirmation must not turn another away.
                revision=revision if stage.joint is None else None,
            )
    except Refused as refusal:
        return Outcome(task, refusal.reason)
    return Outcome(task)
