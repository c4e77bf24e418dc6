"""Recognitions that lie back, which the demonstration's cases renew: made here, or on the site that was there before."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from applications.models import SchemeVersion
from applications.showing import answer_text
from certificates.services.former import import_former
from certificates.services.former_rows import REFUSED
from portal.calendar import now, set_clock, today
from portal.calendar.months import last_day_of, same_day_after
from portal.people.choices import IdType
from portal.people.invented import invented_uscc
from review.demo.cases import bring, working_days_back
from review.demo.filling import Applicant, Builder, worded
from review.demo.plan import RecognisedPlan, UnitPlan
from review.demo.times import office_moment

HANDLED = 20
"""Working days from the report to the recognition."""
IMPORTED = dt.timedelta(days=45)
VALID_MONTHS = 24

UNITS = ("旧系统账号", "单位名称", "统一社会信用代码")
CASES = ("申报编号", "旧系统账号", "姓名", "证件类型", "证件号码", "认定类别", "认定日期", "状态")
CERTIFICATES = ("证书编号", "申报编号", "发证日期", "有效期至")


def day_of(plan: RecognisedPlan) -> dt.date:
    """Return the working day on which these people were recognised."""
    day = same_day_after(today(), -plan.months) - dt.timedelta(days=plan.days)
    return working_days_back(day + dt.timedelta(days=1), 1)


class Recognitions:
    """Makes those of one scheme. What lies on the former site is gathered, and imported at once."""

    def __init__(self, version: SchemeVersion, units: tuple[UnitPlan, ...]) -> None:
        self.version, self.builder = version, Builder(version)
        self._units = [row for number, unit in enumerate(units, start=1) for row in _accounts(unit, number)]
        self._account_of = {row[1]: row[0] for row in self._units}
        self._cases: list[tuple[Applicant, dt.date]] = []

    def make(self, applicant: Applicant, plan: RecognisedPlan, order: int) -> None:
        """Let a person have been recognised then."""
        day = day_of(plan)
        if plan.former:
            self._cases.append((applicant, day))
            return
        application = self.builder.submit(applicant, office_moment(working_days_back(day, HANDLED), order))
        bring(application, until="approved", end=office_moment(day, order))

    def take_over(self) -> None:
        """Import what was gathered, as an operator does: from a folder of three tables."""
        with tempfile.TemporaryDirectory() as name, set_clock(now() - IMPORTED):
            folder = Path(name)
            _write(folder / "单位账号.csv", UNITS, self._units)
            answers = [one.key for one in self.version.scheme.fields() if not one.immutable and one.type != "unit"]
            _write(folder / "认定申报.csv", (*CASES, *answers), [self._case(*one, answers) for one in self._numbered()])
            _write(folder / "认定证书.csv", CERTIFICATES, [_certificate(*one) for one in self._numbered()])
            found = import_former(source=folder)
        refused = [one.reason for rows in found.outcomes.values() for one in rows if one.what == REFUSED]
        assert not refused, refused

    def _numbered(self) -> list[tuple[int, Applicant, dt.date]]:
        return [(number, *one) for number, one in enumerate(self._cases, start=1)]

    def _case(self, number: int, applicant: Applicant, day: dt.date, keys: list[str]) -> list[str]:
        person, scheme = applicant.user, self.version.scheme
        answers = worded(applicant.answers, {"{n}": f"{applicant.number:03d}", "{unit}": applicant.unit.name})
        known = {"mobile": person.phone, "sex": person.sex, "birth_date": person.birth_date}
        category = str(answers.get(scheme.category_field or "") or "")
        account, document = self._account_of[applicant.unit.name], str(IdType(person.id_type).label)
        first = [_number(number), account, person.name, document, person.id_number, category, day.isoformat(), "通过"]
        return first + [_text(scheme, key, answers.get(key) or known.get(key)) for key in keys]


def _text(scheme: Any, key: str, value: Any) -> str:
    value = value.isoformat() if isinstance(value, dt.date) else value
    return answer_text(scheme, scheme.field(key), value, "zh-hans") if value else ""


def _accounts(plan: UnitPlan, number: int) -> list[tuple[str, ...]]:
    """The accounts that have the unit's credit code; a second one stands for a branch that was registered by itself."""
    names = [plan.name] + [f"{plan.name}（分部{copy}）" for copy in range(1, plan.former)]
    return [(f"jg{number:03d}{copy}", name, invented_uscc(number)) for copy, name in enumerate(names[: plan.former])]


def _number(number: int) -> str:
    return f"RD{number:05d}"


def _certificate(number: int, _applicant: Applicant, day: dt.date) -> list[str]:
    return [f"HZRC-J{number:05d}", _number(number), day.isoformat(), last_day_of(day, VALID_MONTHS).isoformat()]


def _write(path: Path, headings: tuple[str, ...], rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
