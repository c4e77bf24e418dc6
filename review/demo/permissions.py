"""What the demonstration's units applied for themselves, and where each of them stands."""

from __future__ import annotations

import datetime as dt

from applications.models import Application
from applications.queries import current_version
from applications.scheme import Scheme
from applications.services.submitting import submit_application
from applications.services.unit_cases import begin_unit_case
from portal.calendar import now, set_clock
from portal.people.models import User
from review.demo.cases import OPINIONS, decide
from review.demo.filling import Applicant, Builder, fill, worded
from review.demo.plan import DemoPlan, UnitPlan
from review.demo.times import office_moment, within_round
from review.models import ReviewTask
from units.models import Unit
from units.queries import administrators_of

AGO = {"expired": dt.timedelta(days=1200), "held": dt.timedelta(days=230), "change": dt.timedelta(days=230)}
"""How long ago a unit was passed; the others applied lately."""
LATELY = dt.timedelta(days=4)
REVIEWED = dt.timedelta(days=2)


class Permissions:
    """Lets units apply, be passed or not, and some of them change what was passed."""

    def __init__(self, plan: DemoPlan, units: dict[str, Unit], needing: Scheme) -> None:
        assert plan.permission is not None
        version = current_version(plan.permission.scheme)
        assert version is not None
        self.plan, self.words, self.version = plan, plan.permission, version
        self.units = units
        self.builder = Builder(version)
        self.present = within_round(needing, now())

    def open(self) -> int:
        """Bring each unit to where the plan says; a change comes later. Return how many cases there are."""
        applying = [plan for plan in self.plan.units if plan.permission != "none"]
        for number, plan in enumerate(applying, start=1):
            self._apply(plan, number)
        return len(applying)

    def change(self) -> int:
        """Let units change what was passed, which is under review then; return how many do."""
        changing = [plan for plan in self.plan.units if plan.permission == "change"]
        for plan in changing:
            with set_clock(now() - LATELY):
                case = self._begun(plan)
                user = self._user(plan)
                fill(case, user, self.words.change)
                submit_application(application_id=case.pk, user=user)
        return len(changing)

    def _apply(self, plan: UnitPlan, number: int) -> None:
        ago = AGO.get(plan.permission)
        at = office_moment((self.present - ago if ago else now() - LATELY).date(), number)
        with set_clock(at):
            case = self._filled_in(plan, number)
            if plan.permission != "draft":
                submit_application(application_id=case.pk, user=self._user(plan))
        if plan.permission in ("draft", "review"):
            return
        with set_clock(at + REVIEWED):
            self._decide(case, plan)

    def _filled_in(self, plan: UnitPlan, number: int) -> Application:
        case, unit = self._begun(plan), self.units[plan.login]
        answers = worded(self.words.answers | plan.answers, {"{unit}": unit.name, "{responsible}": plan.responsible})
        user = self._user(plan)
        fill(case, user, answers)
        case.refresh_from_db()
        self.builder.attach_all(case, Applicant(user, unit, answers, number))
        return case

    def _begun(self, plan: UnitPlan) -> Application:
        return begin_unit_case(version=self.version, unit=self.units[plan.login], by=self._user(plan))

    def _user(self, plan: UnitPlan) -> User:
        administrator = administrators_of(self.units[plan.login]).first()
        assert administrator is not None
        return administrator

    def _decide(self, case: Application, plan: UnitPlan) -> None:
        task = ReviewTask.objects.get(application=case)
        if plan.permission == "failed":
            decide(task, "return", self.words.words)
        else:
            decide(task, "pass", OPINIONS[0])
