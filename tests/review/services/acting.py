"""Submitting, deciding and waiting, as people and offices would, through the services."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from applications.models import Application, SchemeVersion, Submission
from applications.queries import digest
from applications.services.way import By, begin
from portal.calendar import now, set_clock
from portal.notices.models import Notice
from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import Office, Opinion, PublicityEntry, ReviewTask, Seat
from review.services.deciding import decide_task
from review.services.publicising import end_due_publicity
from tests.builders import make_application, make_person, make_unit
from units.models import Unit

CHINA = dt.timezone(dt.timedelta(hours=8))
IN_WINDOW = dt.datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)
NINGBO = Path(__file__).resolve().parents[3] / "schemes" / "ningbo"
RECORDS: dict[str, dict[str, Any]] = {
    "originals_check": {
        "originals_checked_on": "2026-11-03",
        "materials_keeper": "海曙区服务联盟",
        "full_time_intro_checked": True,
    },
    "departmental_review": {"full_time_intro_checked": True},
}


def at(day: str, hour: int = 9) -> dt.datetime:
    """A moment in China."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), CHINA)


class Cases:
    """Sends cases of one tenant on their way."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant

    def send(
        self, name: str = "陈秀强", *, version: SchemeVersion | None = None, unit: Unit | None = None, **answers: Any
    ) -> Application:
        """Submit a case whose form holds what the way of a case asks."""
        person = make_person(self.tenant, name=name)
        unit = unit or make_unit(self.tenant)
        filled = {"name": name, "claimed_category": "E", "claimed_condition": "E1", "equivalent_claim": False} | answers
        application = make_application(self.tenant, version, applicant=person, unit=unit, answers=filled)
        return self.resubmit(application)

    def resubmit(self, application: Application, *, unit: Unit | None = None, **answers: Any) -> Application:
        """Submit again with changed answers, as a corrected case is."""
        application = Application.objects.get(pk=application.pk)
        application.unit = unit or application.unit
        application.answers = application.answers | answers
        application.claimed_category = application.answers["claimed_category"]
        application.submitted_at = now()
        application.save()
        frozen = self._freeze(application)
        begin(application, by=By(user=application.applicant, evidence=(frozen,)))
        return application

    def at(self, stage: str, **given: Any) -> Application:
        """Submit a case and pass it on until it stands before this stage."""
        return pass_until(self.send(**given), stage)

    def approved(self, **given: Any) -> Application:
        """Submit a case and let it go all its way."""
        return let_publicity_end(self.at("publicity", **given))

    def _freeze(self, application: Application) -> Submission:
        frozen: Submission = Submission.objects.create(
            application=application,
            number=application.submissions.count() + 1,
            answers=application.answers,
            attachments=[],
            unit_facts=application.unit.facts,
            content_hash=digest(application.answers),
            submitted_by=application.applicant,
            submitted_at=now(),
        )
        return frozen


def officer(code: str, name: str = "") -> User:
    """A reviewer of an office: the first it has, or one more of this name."""
    office = Office.objects.get(code=code)
    seat = Seat.objects.filter(office=office, is_active=True, **({"user__name": name} if name else {})).first()
    if seat is None:
        user = make_person(office.tenant, **({"name": name} if name else {}))
        seat = Seat.objects.create(office=office, user=user)
    return seat.user


def task_of(application: Application, office: str = "") -> ReviewTask:
    """The open task of a case; of a joint stage, the one of this office."""
    tasks = ReviewTask.objects.filter(application=application, state="OPEN")
    return tasks.get(office__code=office) if office else tasks.get()


def offices_of(application: Application) -> list[str]:
    """Which offices hold the case."""
    tasks = ReviewTask.objects.filter(application=application, state="OPEN").order_by("id")
    return list(tasks.values_list("office__code", flat=True))


def decide(
    application: Application, decision: str = "pass", *, office: str = "", user: User | None = None, **given: Any
) -> Opinion:
    """Decide for the office that holds the case, with all that a pass needs."""
    task = task_of(application, office)
    values: dict[str, Any] = {"words": "意见", "category": "E", "records": RECORDS.get(task.stage, {})} | given
    by = user or officer(task.office.code)
    return decide_task(task_id=task.pk, user=by, decision=decision, **values)


def pass_until(application: Application, stage: str) -> Application:
    while fresh(application).stage != stage:
        decide(application, office=offices_of(application)[0])
    return fresh(application)


def let_publicity_end(application: Application) -> Application:
    """Let the morning after the last day come."""
    last = PublicityEntry.objects.get(application=application).ends_on
    with set_clock(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(9), CHINA)):
        end_due_publicity()
    return fresh(application)


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def told(key: str, **by: Any) -> list[Notice]:
    """The notices with this key, the oldest first."""
    return list(Notice.objects.filter(key=key, **by).order_by("id"))
