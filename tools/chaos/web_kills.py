"""Web workers are killed while people submit."""

from __future__ import annotations

from collections.abc import Iterator

from tools.chaos.figures import Figure, at_least, exactly
from tools.stack import Stack

TITLE = "1,000 submissions while web workers are killed; people send the same form again"
LIMIT = 600

SUBMISSIONS, KILLS = 1000, 200
SECONDS = 90.0
GROUPS = ("web-1", "web-2")
A_KILL_FOR_EACH = 4
"""Submissions that came through between two kills: so there are enough of both on a slow machine and on a fast one."""


def measure(stack: Stack) -> Iterator[Figure]:
    stack.set_up_django()
    from tools.chaos import counting
    from tools.chaos.load import Repeatedly, submit_all, wait_until
    from tools.chaos.people import any_tenant, make_drafts

    drafts = make_drafts(any_tenant(), SUBMISSIONS)
    finished: list[object] = []
    killed = 0

    def kill(turn: int) -> int:
        nonlocal killed
        if len(finished) < A_KILL_FOR_EACH * killed:
            return 0
        done = stack.kill_children(GROUPS[killed % 2])
        killed += done
        return done

    with Repeatedly(kill, every=0.05) as killer:
        attempts = submit_all(stack, drafts, over=SECONDS, done=finished.append)
    tries = [status for attempt in attempts for status in attempt.answers]
    waited = wait_until(lambda: not counting.unprocessed(stack, drafts), seconds=60)
    yield Figure("web workers killed", killer.count, at_least(KILLS))
    yield Figure("requests sent", len(tries))
    yield Figure("answers lost or refused for now", sum(status != 302 for status in tries))
    yield Figure("accepted", sum(attempt.is_accepted for attempt in attempts), exactly(SUBMISSIONS))
    yield Figure("accepted and missing", counting.missing(stack, attempts), exactly(0))
    yield Figure("duplicates", counting.duplicates(stack, drafts), exactly(0))
    yield Figure("unprocessed after 60 s", counting.unprocessed(stack, drafts), exactly(0))
    yield Figure("all processed after", waited, unit="s")
