"""Redis holds its connections and answers nothing, while people submit."""

from __future__ import annotations

from collections.abc import Iterator

from tools.chaos.figures import Figure, at_most, exactly
from tools.stack import Stack

TITLE = "Redis stopped (SIGSTOP) for two minutes during submissions"
LIMIT = 420

SUBMISSIONS = 500
SECONDS = 120.0
DRAINED = 120.0


def measure(stack: Stack) -> Iterator[Figure]:
    stack.set_up_django()
    from tools.chaos import counting
    from tools.chaos.load import slowest_percent, submit_all, wait_until
    from tools.chaos.people import any_tenant, make_drafts

    drafts = make_drafts(any_tenant(), SUBMISSIONS)
    with stack.paused("redis"):
        attempts = submit_all(stack, drafts, over=SECONDS)
        waiting = counting.unprocessed(stack, drafts)
    drained = wait_until(lambda: not counting.unprocessed(stack, drafts), seconds=DRAINED)
    at_once = sum(attempt.answers == [302] for attempt in attempts)
    yield Figure("submissions", SUBMISSIONS)
    yield Figure("accepted at the first try", 100 * at_once / SUBMISSIONS, exactly(100), unit="%")
    yield Figure("99 of 100 answered within", slowest_percent(attempts), at_most(1), unit="s")
    yield Figure("slowest answer", max(max(attempt.seconds) for attempt in attempts), unit="s")
    yield Figure("accepted and missing", counting.missing(stack, attempts), exactly(0))
    yield Figure("duplicates", counting.duplicates(stack, drafts), exactly(0))
    yield Figure("waiting when Redis came back", waiting)
    yield Figure("backlog drained after", drained, at_most(DRAINED), unit="s")
