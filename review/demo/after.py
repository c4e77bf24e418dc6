"""What came after approval, and what units had declared before this portal was there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.core.files.base import ContentFile

from applications.models import Application, SchemeVersion
from applications.services.legacy import REFUSED, import_legacy
from portal.people.invented import invented_uscc
from portal.people.models import User
from review.demo.accounts import Register
from review.demo.plan import DemoPlan, LegacyPlan
from review.models import Office
from review.queries.following import FollowUpDesk, FollowUpFilter, cases_of_desk
from review.services.following import hand_on, record_results, state_of_desk
from units.models import Unit

HEADINGS = ("单位名称", "统一社会信用代码", "姓名", "身份证", "申报年度", "状态", "申报日期")
NOT_HERE_YET = 9_000
"""Where the credit codes begin of units that have not come to the portal."""


def note_results(version: SchemeVersion, cases: list[Application], result: str) -> None:
    """Hand the list of the approved on, and record the result of these."""
    assert version.scheme.follow_up is not None
    office = Office.objects.get(code=version.scheme.follow_up.office)
    desk = FollowUpDesk(office=office, version=version)
    by = User.objects.filter(seats__office=office).order_by("id")[0]
    count = cases_of_desk(desk).count()
    hand_on(desk=desk, wanted=FollowUpFilter(), by=by, seen=state_of_desk(desk, count))
    for case in cases:
        case.refresh_from_db()
    chosen = {case.public_id: case.revision for case in cases}
    record_results(desk=desk, chosen=chosen, value=result, words="", by=by)


def take_over_legacy(plan: DemoPlan, units: dict[str, Unit], register: Register) -> None:
    """Import what the plan says from a file, as an operator does."""
    if not plan.legacy:
        return
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for number, group in enumerate(plan.legacy):
        writer.writerows(_rows(group, number, units, register))
    file = ContentFile(text.getvalue().encode(), name="legacy.csv")
    found = import_legacy(scheme_key=plan.scheme, file=file, columns={})
    refused = [one.reason for one in found if one.what == REFUSED]
    assert not refused, refused


def _rows(group: LegacyPlan, number: int, units: dict[str, Unit], register: Register) -> Iterator[tuple[str, ...]]:
    unit = units.get(group.unit)
    name, uscc = (unit.name, unit.uscc) if unit else (group.unit, invented_uscc(NOT_HERE_YET + number))
    for _copy in range(group.count):
        person = register.without_account()
        yield name, uscc, person.name, person.id_number, group.round, group.status, group.declared_on.isoformat()
