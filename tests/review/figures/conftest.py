"""The portal of `schemes/ningbo` with cases whose every step has its day: hand-made, so that figures can be counted by hand.

Holidays of 2026 that matter: 1 to 8 October, with 10 October worked; 1 January 2027.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from applications.models import Application
from applications.services.way import By, locked, withdraw
from portal.calendar import set_clock
from portal.calendar.queries import add_working_days
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office
from review.queries.figures import Cut, Period
from review.services.setting_up import load_tenant
from review.services.taking import take_task
from tests.review.services.acting import NINGBO, RECORDS, Cases, at, decide, fresh, officer, task_of


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with set_clock(at("2026-11-03")), tenant_scope(load_tenant(NINGBO)) as tenant:
        yield tenant


@dataclass
class Diary:
    """Does things on days."""

    cases: Cases

    def send(self, day: str, name: str = "陈秀强", **given: Any) -> Application:
        with set_clock(at(day)):
            return self.cases.send(name, **given)

    def again(self, day: str, case: Application, **answers: Any) -> None:
        with set_clock(at(day, 10)):
            self.cases.resubmit(case, **answers)

    def decide(self, day: str, case: Application, decision: str = "pass", *, office: str = "", **given: Any) -> None:
        with set_clock(at(day, 15)):
            stage = task_of(fresh(case), office).stage
            checked = {"originals_checked_on": day} if stage == "originals_check" else {}
            decide(case, decision, office=office, records=RECORDS.get(stage, {}) | checked, **given)

    def take(self, day: str, case: Application, *, office: str = "") -> None:
        with set_clock(at(day, 11)):
            task = task_of(fresh(case), office)
            take_task(task_id=task.pk, user=officer(task.office.code))

    def withdraw(self, day: str, case: Application) -> None:
        with set_clock(at(day)):
            withdraw(locked(case.pk), by=By(user=case.applicant))


@pytest.fixture
def diary(tenant: Tenant) -> Diary:
    return Diary(Cases(tenant))


def cut_of(start: str, end: str, *codes: str, scheme: str = "") -> Cut:
    """The figures from one day to another, of these offices or of all."""
    offices = Office.objects.filter(**({"code__in": codes} if codes else {}))
    period = Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    return Cut(period, list(offices.values_list("pk", flat=True)), add_working_days(period.end, 2), scheme)


@pytest.fixture
def autumn(diary: Diary) -> dict[str, Application]:
    """Six cases of one autumn, by their fate."""
    made = {
        name: diary.send(day, name, claimed_category=category)
        for name, day, category in (
            ("passing", "2026-10-09", "E"),
            ("returned", "2026-10-09", "E"),
            ("rejected", "2026-11-02", "D"),
            ("withdrawn", "2026-11-03", "D"),
            ("waiting", "2026-11-20", "E"),
            ("lying", "2026-12-01", "E"),
        )
    }
    diary.take("2026-10-12", made["passing"])
    diary.decide("2026-10-13", made["passing"])
    diary.decide("2026-10-15", made["passing"])
    diary.decide("2026-10-26", made["passing"])
    diary.decide("2026-10-27", made["passing"])
    diary.decide("2026-10-29", made["passing"])
    diary.decide("2026-10-12", made["returned"], "return")
    diary.again("2026-11-16", made["returned"])
    diary.decide("2026-11-18", made["returned"])
    diary.decide("2026-11-19", made["returned"], "send_back")
    diary.decide("2026-11-05", made["rejected"], "reject")
    diary.withdraw("2026-11-10", made["withdrawn"])
    return made
