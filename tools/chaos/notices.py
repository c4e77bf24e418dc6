"""Notices through a provider that times out after accepting, and repeats and reorders its reports."""

from __future__ import annotations

import random
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tools.chaos.figures import Figure, exactly
from tools.stack import Stack

TITLE = "2,000 notices: a provider that times out after accepting, repeats and reorders its reports"
LIMIT = 240

NOTICES = 2000
SILENT = 0.2
DISTURBED = 0.1
AT_ONCE = 8


def measure(stack: Stack) -> Iterator[Figure]:
    stack.set_up_django()
    from portal.tenants.models import Tenant

    # Closed, so that the stack's own workers leave its notices alone.
    slug = f"chaos-{secrets.token_hex(4)}"
    tenant = Tenant.objects.create(slug=slug, name_zh=slug, name_en=slug, is_active=False)
    yield from send_all(tenant, NOTICES)


def _leave_nothing_to_be_done(tenant: Any) -> None:
    """Of a closed portal nobody does the deferred tasks: they would wait for ever."""
    from portal.outbox.models import DeferredTask
    from portal.tenants.scope import tenant_scope

    with tenant_scope(tenant):
        DeferredTask.objects.all().delete()


class Provider:
    """Accepts everything, but does not always say so. Keeps the reports it owes."""

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.clearly: set[str] = set()
        self.reports: list[tuple[str, str, bool]] = []
        self.after_a_yes = 0
        self._lock = threading.Lock()
        self._random = random.Random(7)

    def send(self, phone: str, text: str, *, key: str, reference: str) -> str:
        from portal.notices.channels import Unclear

        with self._lock:
            number = f"P-{reference}"
            self.after_a_yes += reference in self.clearly
            self.accepted[reference] += 1
            is_silent = self._random.random() < SILENT
            if self.accepted[reference] == 1:
                self.reports.append((number, reference, self._random.random() > 0.05))
            if not is_silent:
                self.clearly.add(reference)
        if is_silent:
            raise Unclear("the provider did not answer")
        return number

    def owed(self) -> list[tuple[str, str, bool]]:
        """All reports, some twice, some in another place."""
        reports = list(self.reports)
        reports += [one for one in self.reports if self._random.random() < DISTURBED]
        for place in range(len(reports)):
            if self._random.random() < DISTURBED:
                other = self._random.randrange(len(reports))
                reports[place], reports[other] = reports[other], reports[place]
        return reports


def send_all(tenant: Any, count: int) -> Iterator[Figure]:
    """Queue, deliver and report so many notices of a tenant."""
    from portal.notices import delivery
    from portal.notices.choices import NoticeState
    from portal.notices.models import Notice, NoticeReceipt
    from portal.tenants.scope import tenant_scope

    provider, kept = Provider(), delivery.sms_backend
    delivery.sms_backend = lambda: provider
    try:
        with tenant_scope(tenant):
            references = _queue(count)
            while _deliver(tenant):
                Notice.objects.filter(state=NoticeState.RETRYING).update(next_attempt_at=_now())
            unclear = Notice.objects.filter(state=NoticeState.UNCLEAR).count()
            new = _report(tenant, provider)
            states = Counter(Notice.objects.filter(public_id__in=references).values_list("state", flat=True))
            kept_reports = NoticeReceipt.objects.count()
    finally:
        delivery.sms_backend = kept
        _leave_nothing_to_be_done(tenant)
    final = states[NoticeState.DELIVERED] + states[NoticeState.FAILED] + states[NoticeState.UNCLEAR]
    yield Figure("notices", count)
    yield Figure("tries without an answer", sum(provider.accepted.values()) - len(provider.clearly))
    yield Figure("left to people until their report came", unclear)
    yield Figure("in a final state", final, exactly(count))
    yield Figure("of them delivered", states[NoticeState.DELIVERED])
    yield Figure("sent again after a clear answer", provider.after_a_yes, exactly(0))
    yield Figure("reports that counted more than once", new - kept_reports, exactly(0))


def _now() -> Any:
    from portal.calendar import now

    return now()


def _queue(count: int) -> list[str]:
    from portal.notices.choices import Channel
    from portal.notices.services import queue_notice

    run = secrets.token_hex(6)
    facts: dict[str, Any] = {"key": "chaos", "channel": Channel.SMS, "text": "测试", "address": "+8615400000001"}
    return [queue_notice(dedupe_key=f"{run}:{number}", **facts).public_id for number in range(count)]


def _deliver(tenant: Any) -> int:
    """Deliver what is due, by several workers at once; return how many were tried."""
    from django.db import connections

    from portal.notices.delivery import deliver_due_notices
    from portal.tenants.scope import tenant_scope

    def work(_number: int) -> int:
        try:
            with tenant_scope(tenant):
                return deliver_due_notices(10_000)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(work, range(AT_ONCE)))


def _report(tenant: Any, provider: Provider) -> int:
    """Hand the reports over as the provider's calls do; return how many counted."""
    from django.db import connections

    from portal.notices.receipts import reports_from, take_report
    from portal.tenants.scope import tenant_scope

    def take(report: tuple[str, str, bool]) -> int:
        number, reference, success = report
        row = {"biz_id": number, "out_id": reference, "success": success, "err_code": "" if success else "NO_ROUTE"}
        try:
            with tenant_scope(tenant):
                return sum(take_report(one) for one in reports_from("chaos", [row]))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(take, provider.owed()))
