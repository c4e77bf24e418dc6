"""PostgreSQL is restarted at once, again and again; the disk fills up; the object store hangs."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence

from tools.chaos.figures import Figure, at_most, exactly
from tools.stack import Stack

TITLE = "PostgreSQL restarted at once five times under load"
LIMIT = 300

SUBMISSIONS, RESTARTS = 400, 5
SECONDS = 75.0
LONGEST, HEALED = 10.0, 30.0


def measure(stack: Stack) -> Iterator[Figure]:
    stack.set_up_django()
    from tools.chaos import counting
    from tools.chaos.load import Repeatedly, submit_all
    from tools.chaos.people import any_tenant, make_drafts

    drafts = make_drafts(any_tenant(), SUBMISSIONS)
    restarted: list[float] = []

    def restart(turn: int) -> int:
        if turn >= RESTARTS:
            return 0
        restarted.append(time.monotonic())
        return int(stack.kill("postgres", signal.SIGQUIT))  # what `pg_ctl -m immediate` sends

    with Repeatedly(restart, every=SECONDS / (RESTARTS + 1)) as restarts:
        attempts = submit_all(stack, drafts, over=SECONDS)
    answers = [status for attempt in attempts for status in attempt.answers]
    yield Figure("restarts", restarts.count, exactly(RESTARTS))
    yield Figure("requests sent", len(answers))
    yield Figure("asked to come back (503), or no answer", sum(status in (0, 502, 503, 504) for status in answers))
    yield Figure("other faults (500)", sum(status == 500 for status in answers), exactly(0))
    yield Figure("accepted", sum(attempt.is_accepted for attempt in attempts), exactly(SUBMISSIONS))
    yield Figure("accepted and lost", counting.missing(stack, attempts), exactly(0))
    yield Figure("duplicates", counting.duplicates(stack, drafts), exactly(0))
    longest = max(seconds for attempt in attempts for seconds in attempt.seconds)
    yield Figure("longest request", longest, at_most(LONGEST), unit="s")
    yield Figure("longest time to heal", _healed(restarted, attempts), at_most(HEALED), unit="s")


def _healed(restarted: Sequence[float], attempts: Sequence[object]) -> float:
    """How long after a restart the next submission was accepted, at the worst of them."""
    accepted = sorted(at for one in attempts if (at := getattr(one, "accepted_at", None)) is not None)
    after = [min((at - moment for at in accepted if at > moment + 0.2), default=HEALED + 1) for moment in restarted]
    return max(after, default=0.0)
