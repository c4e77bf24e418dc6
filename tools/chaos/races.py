"""Two who do the same, or the opposite, at the same moment: one wins, the other is told who and when."""

from __future__ import annotations

import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tools.chaos.figures import Figure, exactly
from tools.stack import Stack

TITLE = "races: double submit, two reviewers, an old page, withdraw against approve, numbering"
LIMIT = 600

RACES = 500
WHO_AND_WHEN = re.compile(r"(已于|正在办理（) ?20\d\d-\d\d-\d\d \d\d:\d\d")


def measure(stack: Stack) -> Iterator[Figure]:
    stack.set_up_django()
    from tools.chaos.people import any_tenant, host_of

    tenant = any_tenant()
    yield from race_all(tenant, RACES, post=over_http(stack, host_of(tenant)))


def race_all(tenant: Any, count: int, *, post: Post) -> Iterator[Figure]:
    """Send the same cases through each race in turn."""
    from tools.chaos.people import make_drafts

    ring = Ring(tenant, post)
    drafts = make_drafts(tenant, count)
    yield from ring.tell("double submit", [ring.double_submit(draft) for draft in drafts], repeated=True)
    yield from ring.tell("two reviewers", [ring.two_reviewers(draft) for draft in drafts])
    yield from ring.tell("old page", [ring.old_page(draft) for draft in drafts])
    yield from ring.tell("withdraw against decide", [ring.withdraw_or_decide(draft) for draft in drafts])
    yield from ring.numbering(count)


@dataclass(frozen=True)
class Answer:
    """What somebody gets to see: its status, its page and where it leads."""

    status: int
    page: str
    leads_to: str | None


Post = Callable[[str, str, dict[str, Any]], Answer]
"""Sends somebody's form: the key of the session, the path, the fields."""


def over_http(stack: Stack, host: str) -> Post:
    """Through nginx to whichever web process is free, each time on a new connection."""

    def post(session_key: str, path: str, form: dict[str, Any]) -> Answer:
        browser = stack.browser(host).sign_in(session_key)
        answer = browser.post(path, form)
        browser.session.close()
        return Answer(answer.status_code, answer.text, answer.headers.get("Location"))

    return post


class Ring:
    """Where two meet."""

    def __init__(self, tenant: Any, post: Post) -> None:
        self.tenant, self._post = tenant, post
        self.reviewers: dict[int, list[str]] = {}

    def double_submit(self, draft: Any) -> list[Any]:
        """The same form twice: one submission, and one receipt for both."""
        form = {"write_key": secrets.token_urlsafe(16), "revision": self._case(draft).revision}
        answers = self._at_once(*(lambda: self._post(draft.session_key, f"{self._path(draft)}submit/", form),) * 2)
        return [*answers, self._count(draft, "submissions") == 1]

    def two_reviewers(self, draft: Any) -> list[Any]:
        task = self._task(draft)
        first, second = self._sessions(task.office)
        address = f"/desk/tasks/{task.public_id}/decide/"

        def decide(session: str) -> Callable[[], Any]:
            form = {"decision": "return", "words": "请更正", "revision": self._case(draft).revision, **_key()}
            return lambda: self._post(session, address, form)

        answers = self._at_once(decide(first), decide(second))
        return [*answers, self._opinions(task) == 1]

    def old_page(self, draft: Any) -> list[Any]:
        """The page from before the first submission, and the present one: only the present one submits."""
        present = self._case(draft).revision
        forms = [{"revision": revision, **_key()} for revision in (present, 0)]
        acts = [lambda form=form: self._post(draft.session_key, f"{self._path(draft)}submit/", form) for form in forms]
        return [*self._at_once(*acts), self._count(draft, "submissions") == 2]

    def withdraw_or_decide(self, draft: Any) -> list[Any]:
        task, revision = self._task(draft), self._case(draft).revision
        session = self._sessions(task.office)[0]
        withdraw = {"revision": revision, **_key()}
        decision = {"decision": "reject", "words": "不符", "revision": revision, **_key()}
        answers = self._at_once(
            lambda: self._post(draft.session_key, f"{self._path(draft)}withdraw/", withdraw),
            lambda: self._post(session, f"/desk/tasks/{task.public_id}/decide/", decision),
        )
        state = "withdrawn" if answers[0].status == 302 else "rejected"
        return [*answers, self._case(draft).state == state]

    def numbering(self, count: int) -> Iterator[Figure]:
        """Two at a time take the next number of a certificate."""
        from django.db import connections, transaction

        from certificates.services.issuing import _next_number
        from portal.tenants.scope import tenant_scope

        prefix = f"C{secrets.token_hex(4)}-"

        def take(_number: int) -> str:
            try:
                with tenant_scope(self.tenant), transaction.atomic():
                    return _next_number(prefix + "{serial:06d}")
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            taken = list(pool.map(take, range(2 * count)))
        yield Figure("numbering: numbers taken", len(taken))
        yield Figure("numbering: given twice", len(taken) - len(set(taken)), exactly(0))
        yield Figure("numbering: left out", 2 * count - int(max(taken).removeprefix(prefix)), exactly(0))

    def tell(self, name: str, races: list[list[Any]], *, repeated: bool = False) -> Iterator[Figure]:
        statuses = Counter(answer.status for race in races for answer in race[:2])
        won = [sorted(answer.status for answer in race[:2]) for race in races]
        losers = [answer for race in races for answer in race[:2] if answer.status == 409]
        told = sum(bool(WHO_AND_WHEN.search(answer.page)) for answer in losers)
        yield Figure(f"{name}: races", len(races))
        if repeated:
            same = sum(race[0].leads_to == race[1].leads_to for race in races)
            yield Figure(f"{name}: both have the same receipt", same, exactly(len(races)))
        else:
            yield Figure(f"{name}: one winner, one 409", won.count([302, 409]), exactly(len(races)))
            yield Figure(f"{name}: losers told who and when", told, exactly(len(races)))
        written = sum(race[2] for race in races)
        yield Figure(f"{name}: written once, as answered", written, exactly(len(races)))
        faults = sum(count for status, count in statuses.items() if status >= 500)
        yield Figure(f"{name}: 5xx", faults, exactly(0))

    def _at_once(self, *acts: Callable[[], Any]) -> list[Any]:
        from django.db import connections

        start = threading.Barrier(len(acts))

        def act(one: Callable[[], Any]) -> Any:
            try:
                start.wait()
                return one()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(act, acts))

    def _scoped(self, ask: Callable[[], Any]) -> Any:
        from portal.tenants.scope import tenant_scope

        with tenant_scope(self.tenant):
            return ask()

    def _case(self, draft: Any) -> Any:
        return self._scoped(lambda: type(draft.application).objects.get(pk=draft.application.pk))

    def _count(self, draft: Any, what: str) -> int:
        return int(self._scoped(lambda: getattr(draft.application, what).count()))

    def _opinions(self, task: Any) -> int:
        return int(self._scoped(lambda: type(task).objects.filter(pk=task.pk, opinion__isnull=False).count()))

    def _path(self, draft: Any) -> str:
        return f"/cases/{draft.application.public_id}/"

    def _task(self, draft: Any) -> Any:
        from portal.calendar import today
        from review.models import ReviewTask

        open_tasks = {"application_id": draft.application.pk, "state": "OPEN"}
        task = self._scoped(lambda: ReviewTask.objects.select_related("office").get(**open_tasks))
        # What waits for the window of the month is opened now: the race is about two, not about the calendar.
        self._scoped(lambda: ReviewTask.objects.filter(pk=task.pk).update(opens_on=today()))
        return task

    def _sessions(self, office: Any) -> list[str]:
        """Two people with a seat in the office."""
        if office.pk not in self.reviewers:
            self.reviewers[office.pk] = self._scoped(lambda: [self._seated(office) for _ in range(2)])
        return self.reviewers[office.pk]

    def _seated(self, office: Any) -> str:
        from review.models import Seat
        from tools.chaos.people import make_person, session_of

        user = make_person(self.tenant, secrets.randbelow(7_000_000))
        Seat.objects.create(office=office, user=user)
        return session_of(user)


def _key() -> dict[str, str]:
    return {"write_key": secrets.token_urlsafe(16)}
