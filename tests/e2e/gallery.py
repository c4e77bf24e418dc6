"""The small world that the pictures of the guides show: the same people and cases each time, by the services of the pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from applications.models import Application
from applications.queries import current_version
from certificates.models import Certificate
from portal.calendar import set_clock
from portal.people.choices import IdType
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from review.demo.cases import bring
from review.demo.filling import Applicant, Builder
from review.demo.plan import read_plan
from review.models import ReviewTask
from tests.builders import make_person, make_unit
from tests.e2e.stage import CHINA, ROOT, Portal
from units.choices import UnitKind, UnitLevel
from units.models import Unit

NOW = dt.datetime(2026, 4, 2, 10, 0, tzinfo=CHINA)
"""The second working day of a month: the offices accept, and some things have happened already."""
SUBMITTED = dt.datetime(2026, 4, 1, 9, 0, tzinfo=CHINA)
LAST_MONTH = dt.datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)

WAITING = ("林思远", "陈若兰", "叶明哲")
"""Whom the unit has to confirm."""
QUEUED = ("徐清越", "方嘉禾", "沈书瑶", "顾景行", "陆安澜")
"""Who wait for the window; the first is looked at."""


@dataclass(frozen=True)
class Gallery:
    """What is looked at."""

    draft: Application
    complete: Application
    under_way: Application
    task: ReviewTask
    certificate: Certificate


def build_gallery(portal: Portal) -> Gallery:
    """Fill the portal, and set its clock to when the pictures are taken."""
    portal.at(NOW)
    version = current_version("recognition")
    assert version is not None
    confirming = Unit.objects.get(name="宁波市甬江港航设备有限公司")
    direct = make_unit(
        portal.tenant,
        "宁波市姚江水文监测中心",
        level=UnitLevel.MUNICIPAL,
        kind=UnitKind.INSTITUTION,
        confirms_online=False,
    )
    builder, who = Builder(version), partial(_applicant, portal)
    for number, name in enumerate(WAITING):
        builder.submit(who(name, confirming, 10 + number), SUBMITTED)
    queued = [builder.submit(who(name, direct, 20 + number), SUBMITTED) for number, name in enumerate(QUEUED)]
    under_way = builder.submit(who("郑知微", direct, 30), SUBMITTED)
    recognised = builder.submit(who("傅望舒", direct, 31), LAST_MONTH)
    with set_clock(NOW):
        bring(under_way, until="departmental_review", end=NOW - dt.timedelta(hours=1))
        bring(recognised, until="approved", end=NOW - dt.timedelta(days=3))
    return Gallery(
        draft=builder.draft(who("钱江潮", confirming, 32), SUBMITTED, is_complete=False),
        complete=builder.draft(who("胡浩然", direct, 33), SUBMITTED, is_complete=True),
        under_way=under_way,
        task=ReviewTask.objects.get(application=queued[0]),
        certificate=Certificate.objects.get(application=recognised),
    )


def _applicant(portal: Portal, name: str, unit: Unit, number: int) -> Applicant:
    answers = dict(read_plan(ROOT / "schemes" / "ningbo" / "demo.yaml").profile("doctor").answers)
    return Applicant(_person(portal, name, number), unit, answers, number=number)


def _person(portal: Portal, name: str, number: int) -> User:
    """Somebody of the portal's own people, or a new one: number and phone follow from the place in the list."""
    known = [person for person in portal.people.values() if person.name == name]
    return known[0] if known else _new_person(portal, name, number)


def _new_person(portal: Portal, name: str, number: int) -> User:
    facts = check_id_number(IdType.CN_ID, invented_id_number(5_100_000 + number))
    document = {"id_number": facts.number, "birth_date": facts.birth_date, "sex": facts.sex}
    phone = f"+86{invented_phone(5_100 + number)}"
    person = make_person(portal.tenant, name=name, phone=phone, login_name=f"person{number}", **document)
    portal.people[person.login_name or name] = person
    return person
