"""Who and what is there before the tasks are done: the same people and cases each time, by the services of the pages."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from applications.models import Application, Attachment
from applications.queries import current_version, form_digest
from portal.calendar import set_clock
from portal.people.choices import AdminRole, IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.people.roles import appoint
from portal.people.totp import enrol_totp
from review.demo.cases import bring, decide
from review.demo.filling import Applicant, Builder
from review.demo.plan import read_plan
from review.models import ReviewTask, Seat
from review.services.taking import take_task
from tests.builders import make_person, make_unit
from tests.e2e.stage import CHINA, ROOT, SECRET, Portal
from units.choices import UnitKind, UnitLevel
from units.models import Unit

NOW = dt.datetime(2026, 4, 2, 10, 0, tzinfo=CHINA)
"""The second working day of a month: the offices accept."""
YESTERDAY = dt.datetime(2026, 4, 1, 9, 0, tzinfo=CHINA)
LAST_MONTH = dt.datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
LONG_AGO = dt.datetime(2026, 1, 5, 9, 0, tzinfo=CHINA)
"""More than the forty working days that a case may take."""

CONFIRMING = "宁波市甬江港航设备有限公司"
"""The unit that confirms online."""
FAMILIES, GIVEN = (
    "赵钱孙李周吴郑王冯陈",
    ("一鸣", "若兰", "书瑶", "景行", "安澜", "知微", "望舒", "清越", "嘉禾", "云舒"),
)


class World:
    """Makes people and cases; every number makes one person, whose name follows from it."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        portal.at(NOW)

    @cached_property
    def builder(self) -> Builder:
        version = current_version("recognition")
        assert version is not None
        return Builder(version)

    @cached_property
    def direct(self) -> Unit:
        """A unit whose people's cases go to the office straight away."""
        facts: dict[str, Any] = {"level": UnitLevel.MUNICIPAL, "kind": UnitKind.INSTITUTION, "confirms_online": False}
        return make_unit(self.portal.tenant, "宁波市姚江水文监测中心", **facts)

    @cached_property
    def confirming(self) -> Unit:
        return Unit.objects.get(name=CONFIRMING)

    def person(self, number: int) -> User:
        """Return the person of that number, who signs in as `person<number>`."""
        login = f"person{number}"
        if login not in self.portal.people:
            facts = check_id_number(IdType.CN_ID, invented_id_number(5_200_000 + number))
            document = {"id_number": facts.number, "birth_date": facts.birth_date, "sex": facts.sex}
            contact = {"phone": f"+86{invented_phone(5_200 + number)}", "login_name": login}
            self.portal.people[login] = make_person(self.portal.tenant, name=name_of(number), **contact, **document)
        return self.portal.people[login]

    def draft(self, number: int, *, without: tuple[str, ...] = (), unanswered: str = "") -> Application:
        """Begin a case that is complete but for the slots `without` files and the section that is `unanswered`."""
        case = self.builder.draft(self._applicant(number, self.direct), YESTERDAY, is_complete=True)
        Attachment.objects.filter(application=case, slot__in=without).delete()
        open_fields = {
            one.key for section in case.scheme.sections if section.key == unanswered for one in section.fields
        }
        case.answers = {key: value for key, value in case.answers.items() if key not in open_fields}
        case.save(update_fields=["answers"])
        return case

    def waiting(self, number: int) -> Application:
        """Submit a case that waits for its unit."""
        return self.builder.submit(self._applicant(number, self.confirming), YESTERDAY)

    def case(self, number: int, *, until: str = "pre_review", at: dt.datetime = YESTERDAY) -> Application:
        """Submit a case and bring it to a stage."""
        case = self.builder.submit(self._applicant(number, self.direct), at)
        with set_clock(NOW):
            return bring(case, until=until, end=NOW - dt.timedelta(hours=1))

    def returned(self, number: int) -> Application:
        """A case that the office has returned for one field."""
        case = self.case(number)
        with set_clock(NOW - dt.timedelta(minutes=30)):
            decide(
                self.task_of(case), "return", "请按批注更正。", {"field:graduate_school": "与学位证书上的校名不一致。"}
            )
        case.refresh_from_db()
        return case

    def seal_again(self, case: Application) -> None:
        """Let the sealed form be that of the present answers."""
        case.refresh_from_db()
        Attachment.objects.filter(application=case, slot="nb_form_sealed").update(form_digest=form_digest(case))

    def taken(self, number: int, who: str) -> None:
        """Let somebody of the office have the case of that person."""
        case = Application.objects.get(applicant=self.person(number))
        with set_clock(NOW - dt.timedelta(hours=1)):
            take_task(task_id=self.task_of(case).pk, user=self.portal.people[who])

    def task_of(self, case: Application) -> ReviewTask:
        return ReviewTask.objects.filter(application=case).latest("pk")

    def security(self) -> User:
        """The administrator of people and seats."""
        person = make_person(self.portal.tenant, name="严安全", login_name="security")
        enrol_totp(person=person, secret=SECRET)
        self.portal.people["security"] = appoint(person=person, role=AdminRole.SECURITY, by=None)
        return self.portal.people["security"]

    def _applicant(self, number: int, unit: Unit) -> Applicant:
        answers = dict(read_plan(ROOT / "schemes" / "ningbo" / "demo.yaml").profile("doctor").answers)
        return Applicant(self.person(number), unit, answers, number=number)


def name_of(number: int) -> str:
    return FAMILIES[number % 10] + GIVEN[number // 10 % 10]


def head_of(seat: Seat) -> None:
    Seat.objects.filter(pk=seat.pk).update(is_head=True)
