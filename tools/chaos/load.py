"""Many people who submit, each as a browser's user would: the same form again until there is an answer."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from tools.chaos.people import Draft, browser_of
from tools.stack import Stack

AT_ONCE = 8
PATIENCE = 60.0
"""So long somebody tries before giving up."""


@dataclass
class Attempt:
    """One person's submission: what each try cost, and whether there was a yes in the end."""

    draft: Draft
    seconds: list[float] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    accepted_at: float | None = None

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None


def submit_all(
    stack: Stack, drafts: Sequence[Draft], *, over: float, done: Callable[[Attempt], None] = lambda _attempt: None
) -> list[Attempt]:
    """Submit the drafts, begun evenly over so many seconds, and return all attempts; `done` is told of each at its end."""
    start = time.monotonic()

    def submit(number: int) -> Attempt:
        time.sleep(max(0.0, start + over * number / len(drafts) - time.monotonic()))
        attempt = submit_once(stack, drafts[number])
        done(attempt)
        return attempt

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(submit, range(len(drafts))))


def submit_once(stack: Stack, draft: Draft) -> Attempt:
    """Submit one draft under one key; where an answer is lost or says "later", the same form is sent again."""
    attempt, browser = Attempt(draft), browser_of(stack, draft)
    path = f"/cases/{draft.application.public_id}/submit/"
    form = {"write_key": secrets.token_urlsafe(16)}
    deadline = time.monotonic() + PATIENCE
    while not attempt.is_accepted and time.monotonic() < deadline:
        start = time.monotonic()
        try:
            status = browser.post(path, form).status_code
        except requests.RequestException:
            status = 0
        attempt.seconds.append(time.monotonic() - start)
        attempt.answers.append(status)
        if status == 302:
            attempt.accepted_at = time.monotonic()
        else:
            time.sleep(0.2)
    browser.session.close()
    return attempt


def slowest_percent(attempts: Iterable[Attempt]) -> float:
    """Return what 99 of 100 requests took at most."""
    times = sorted(seconds for attempt in attempts for seconds in attempt.seconds)
    return times[min(len(times) - 1, len(times) * 99 // 100)] if times else 0.0


class Repeatedly:
    """Does something again and again in a thread of its own, for the block, and counts how often it was done."""

    def __init__(self, act: Callable[[int], int], *, every: float) -> None:
        self.count = 0
        self.last_at = time.monotonic()
        self._act, self._every = act, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)

    def __enter__(self) -> Repeatedly:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _go(self) -> None:
        turn = 0
        while not self._ended.wait(self._every):
            done = self._act(turn)
            turn += 1
            if done:
                self.count += done
                self.last_at = time.monotonic()


def wait_until(holds: Callable[[], bool], *, seconds: float) -> float:
    """Return how long it took until it holds; the limit and a bit where it never did."""
    start = time.monotonic()
    while not holds():
        if time.monotonic() - start > seconds:
            return seconds + 1
        time.sleep(0.5)
    return time.monotonic() - start
