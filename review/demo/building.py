"""Fills a tenant with its demonstration, once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

from applications.models import Application
from applications.queries import current_version
from portal.calendar import now, set_clock, today
from portal.people.invented import invented_phone, invented_uscc
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.demo.accounts import Register, login_of
from review.demo.cases import Applicant, Builder, bring, confirm_at_once, finish, in_chinese, working_days_back
from review.demo.plan import CaseGroup, DemoPlan, UnitPlan, read_plan
from review.demo.times import office_moment, past_windows
from review.models import Office
from units.models import Unit
from units.services import create_unit, request_unit

LONG_AGO = dt.timedelta(days=400)
WAITING = dt.timedelta(days=2)


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

    def build(self) -> int:
        with set_clock(now() - LONG_AGO):
            self._staff()
            for number, unit in enumerate(self.plan.units, start=1):
                self._unit(unit, number)
        version = current_version(self.plan.scheme)
        assert version is not None
        builder = Builder(version)
        made = [case for group in self.plan.cases for case in self._group(builder, group)]
        for _number in range(self.plan.without_case):
            self._person()
        return len(made)

    def _staff(self) -> None:
        self.register.administrators()
        for office in Office.objects.order_by("id"):
            self.register.reviewer(office, login_of(office))
        for kind in ("window", "bureau"):
            office = Office.objects.filter(kind=kind).order_by("id").first()
            if office is not None:
                self.register.reviewer(office, f"{login_of(office)}2")

    def _unit(self, plan: UnitPlan, number: int) -> None:
        person = self.register.person(login=plan.login, name=plan.responsible)
        opener = User.objects.filter(seats__office__kind="bureau").order_by("id").first()
        assert opener is not None
        facts = {
            "name": plan.name,
            "uscc": invented_uscc(number),
            "level": plan.level,
            "kind": plan.kind,
            "location_district": plan.district,
            "tax_district": plan.tax_district or plan.district,
            "address": plan.address,
            "contact_name": plan.responsible,
            "contact_phone": invented_phone(90_000 + number),
            "confirms_online": plan.confirms_online,
        }
        if not plan.is_open:
            with set_clock(now() + LONG_AGO - WAITING):
                request_unit(by=person, **facts)  # type: ignore[arg-type]
            return
        self.units[plan.login] = create_unit(by=opener, administrator=person, **facts)  # type: ignore[arg-type]

    def _group(self, builder: Builder, group: CaseGroup) -> Iterator[Application]:
        for order in range(group.count):
            applicant = self._applicant(group, order)
            yield self._case(builder, group, applicant, order)

    def _applicant(self, group: CaseGroup, order: int) -> Applicant:
        logins = group.units or tuple(self.units)
        user, number = self._person()
        profile = self.plan.profile(group.profiles[order % len(group.profiles)])
        return Applicant(user, self.units[logins[(order + number) % len(logins)]], dict(profile.answers), number)

    def _person(self) -> tuple[User, int]:
        number = next(self.numbers)
        with set_clock(now() - LONG_AGO):
            return self.register.person(login=f"person{number}"), number

    def _case(self, builder: Builder, group: CaseGroup, applicant: Applicant, order: int) -> Application:
        if group.until == "draft":
            return builder.draft(applicant, _recently(order), is_complete=order % 2 == 0)
        if group.until == "queued":
            return builder.submit(applicant, _recently(order))
        day = past_windows(builder.version.scheme, group.window + 1)[group.window]
        application = builder.submit(applicant, office_moment(day, order))
        confirm_at_once(application, group.until)
        end = self._end(group, application, order)
        application = bring(application, until=group.until, end=end)
        if group.then is not None:
            with set_clock(end):
                finish(application, then=group.then, words=group.words, remarks=group.remarks)
            application.refresh_from_db()
        return application

    def _end(self, group: CaseGroup, application: Application, order: int) -> dt.datetime:
        """Cases in hand came where they are lately; the finished ones took their time and lie back."""
        if group.until != "approved":
            return office_moment(_days_back(group.days_ago + order), order)
        assert application.accepted_on is not None
        latest = working_days_back(today(), 12)
        return office_moment(min(latest, application.accepted_on + dt.timedelta(days=40)), 0)


def _recently(order: int) -> dt.datetime:
    return office_moment(_days_back(1 + order % 3), order)


def _days_back(count: int) -> dt.date:
    """Today's office hours may not have begun."""
    return today() - dt.timedelta(days=max(count, 1))
