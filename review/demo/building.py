"""Fills a tenant with its demonstration, once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

from applications.choices import Progress
from applications.models import Application
from applications.queries import current_version
from portal.calendar import now, set_clock, today
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.demo.accounts import Register, login_of
from review.demo.after import note_results, take_over_legacy
from review.demo.cases import bring, confirm_at_once, finish, in_chinese, submit_again, working_days_back
from review.demo.filling import Applicant, Builder
from review.demo.permissions import Permissions
from review.demo.plan import CaseGroup, DemoPlan, read_plan
from review.demo.recognitions import Recognitions
from review.demo.times import is_open_by, office_moment, past_windows, within_round
from review.demo.units import arrived_unit, ask_for_unit, certify_unit, complete_units, make_unit, sign_in_again
from review.models import Office
from units.models import Unit
from units.policies import units_arrive_by_network, units_certify_themselves

LONG_AGO = dt.timedelta(days=400)
LONGER_AGO = dt.timedelta(days=1400)
"""Before anybody was recognised whose case is renewed by now."""
WAITING = dt.timedelta(days=2)
HANDLING = 4
"""Working days that a stage took, where no window says when cases came."""
SETTLED = dt.timedelta(days=60)
"""How long ago the last of those cases was submitted that are finished by now."""


def build_demo(*, tenant: Tenant, path: Path) -> int:
    """Fill a tenant from its demo.yaml and return how many cases it has; one that has people already stays as it is."""
    with tenant_scope(tenant), in_chinese():
        if User.objects.filter(tenant=tenant).exists():
            return int(Application.objects.count())
        return _Demo(read_plan(path)).build()


class _Demo:
    def __init__(self, plan: DemoPlan) -> None:
        self.plan = plan
        self.register = Register(plan)
        self.units: dict[str, Unit] = {}
        self.numbers = itertools.count(1)
        self.began = now() - (LONGER_AGO if plan.recognition else LONG_AGO)

    def build(self) -> int:
        with set_clock(self.began):
            self._staff()
            self._units()
        version = current_version(self.plan.scheme)
        assert version is not None
        people = self._recognised() if self.plan.recognition else {}
        permissions = Permissions(self.plan, self.units, version.scheme) if self.plan.permission else None
        if permissions:
            permissions.open()
        builder = Builder(version)
        groups = self.plan.cases if is_open_by(version.scheme, today()) else ()
        for number, group in enumerate(groups):
            self._cases(builder, group, people.get(number))
        if permissions:
            permissions.change()
        take_over_legacy(self.plan, self.units, self.register)
        for _number in range(self.plan.without_case):
            self._person()
        return int(Application.objects.count())

    def _staff(self) -> None:
        self.register.administrators()
        for office in Office.objects.order_by("id"):
            self.register.reviewer(office, login_of(office))
        for kind in ("window", "bureau"):
            office = Office.objects.filter(kind=kind).order_by("id").first()
            if office is not None:
                self.register.reviewer(office, f"{login_of(office)}2")

    def _units(self) -> None:
        certified, by_network = units_certify_themselves(), units_arrive_by_network()
        for number, plan in enumerate(self.plan.units, start=1):
            if by_network:
                self.units |= {plan.login: arrived_unit(plan, number)} if plan.is_open else {}
            elif certified:
                self.units[plan.login] = certify_unit(plan, number, self.register)
            elif plan.is_open:
                self.units[plan.login] = make_unit(plan, number, self.register, self.plan.scheme)
            else:
                with set_clock(now() + (LONG_AGO - WAITING)):
                    ask_for_unit(plan, number, self.register)
        complete_units(self.plan.units, self.units)

    def _recognised(self) -> dict[int, list[Applicant]]:
        """Let the people of the groups be recognised first, the former site's by an import; return them by group."""
        version = current_version(self.plan.recognition or "")
        assert version is not None
        recognitions, people = Recognitions(version, self.plan.units), {}
        for number, group in enumerate(self.plan.cases):
            people[number] = [self._applicant(group, order) for order in range(group.count)]
            for order, applicant in enumerate(people[number]):
                assert group.recognised is not None
                recognitions.make(applicant, group.recognised, order)
        recognitions.take_over()
        sign_in_again(self.plan.units, self.units)
        return people

    def _cases(self, builder: Builder, group: CaseGroup, people: list[Applicant] | None = None) -> list[Application]:
        made = [] if group.until == "none" else list(self._group(builder, group, people))
        if group.result:
            note_results(builder.version, made, group.result)
        return made

    def _group(self, builder: Builder, group: CaseGroup, people: list[Applicant] | None) -> Iterator[Application]:
        for order in range(group.count):
            applicant = people[order] if people else self._applicant(group, order)
            yield self._case(builder, group, applicant, order)

    def _applicant(self, group: CaseGroup, order: int) -> Applicant:
        number, profile = next(self.numbers), self.plan.profile(group.profiles[order % len(group.profiles)])
        logins = group.units or self._logins()
        logins = tuple(login for login in logins if login in profile.units) or logins
        unit, answers = self.units[logins[(order + number) % len(logins)]], dict(profile.answers)
        if group.by == "unit":
            return Applicant(self._administrator(unit), unit, answers, number, self.register.without_account())
        return Applicant(self._person(number), unit, answers, number)

    def _logins(self) -> tuple[str, ...]:
        """The units whose people can apply: where offices open units, those that are opened and say who they are.

        Where units need something first, those that hold it.
        """
        plans = [plan for plan in self.plan.units if plan.login in self.units]
        if self.plan.permission:
            return tuple(plan.login for plan in plans if plan.may_declare)
        return tuple(plan.login for plan in plans if not plan.region or (plan.opened and plan.information))

    def _administrator(self, unit: Unit) -> User:
        user: User = User.objects.get(unit_seats__unit=unit)
        return user

    def _person(self, number: int | None = None) -> User:
        with set_clock(self.began):
            return self.register.person(login=f"person{number or next(self.numbers)}")

    def _case(self, builder: Builder, group: CaseGroup, applicant: Applicant, order: int) -> Application:
        scheme = builder.version.scheme
        if group.until == "draft":
            return builder.draft(applicant, within_round(scheme, _recently(order)), is_complete=order % 2 == 0)
        if group.until in Progress:
            return builder.saved(applicant, _recently(order), Progress(group.until))
        if group.until == "queued":
            return builder.submit(applicant, within_round(scheme, _recently(order)))
        application = builder.submit(applicant, within_round(scheme, self._submitted(builder, group, order)))
        confirm_at_once(application, group.until)
        end = self._end(group, application, order)
        application = bring(application, until=group.until, end=end)
        if group.then is not None:
            self._finish(group, application, applicant, end)
        return application

    def _submitted(self, builder: Builder, group: CaseGroup, order: int) -> dt.datetime:
        """The first day of a window; without windows so long ago that every stage had its days."""
        scheme = builder.version.scheme
        if scheme.window is not None:
            return office_moment(past_windows(scheme, group.window + 1)[group.window], order)
        if group.until == "approved":
            return office_moment(today() - SETTLED - dt.timedelta(days=2 * order), order)
        reviews = [stage.key for stage in scheme.stages if stage.holder == "office"]
        passed = reviews.index(group.until) if group.until in reviews else 0
        return office_moment(working_days_back(_arrived(group, order), passed * HANDLING), order)

    def _finish(self, group: CaseGroup, application: Application, applicant: Applicant, end: dt.datetime) -> None:
        assert group.then is not None
        with set_clock(end):
            finish(application, then=group.then, words=group.words, remarks=group.remarks)
        application.refresh_from_db()
        if group.again:
            with set_clock(min(now(), end + dt.timedelta(days=1))):
                submit_again(application, by=applicant.user, until=group.until)
            application.refresh_from_db()

    def _end(self, group: CaseGroup, application: Application, order: int) -> dt.datetime:
        """Cases in hand came where they are lately; the finished ones took their time and lie back."""
        if group.until != "approved":
            return office_moment(_arrived(group, order), order)
        assert application.accepted_on is not None
        latest = working_days_back(today(), 12)
        return office_moment(min(latest, application.accepted_on + dt.timedelta(days=40)), 0)


def _arrived(group: CaseGroup, order: int) -> dt.date:
    """The working day on which a case came to its place; a large group's share days, so that few of them lie too long."""
    return working_days_back(_days_back(group.days_ago + order % 12) + dt.timedelta(days=1), 1)


def _recently(order: int) -> dt.datetime:
    return office_moment(_days_back(1 + order % 3), order)


def _days_back(count: int) -> dt.date:
    """Today's office hours may not have begun."""
    return today() - dt.timedelta(days=max(count, 1))
