"""A recognition and the scheme that renews it: `make_renewing` sets both up, `recognise` and `renew` go the whole way."""

from __future__ import annotations

import datetime as dt
import functools
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, Attachment, SchemeVersion, Submission
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers, start_application
from applications.services.publishing import publish_scheme
from applications.services.submitting import submit_application
from certificates.models import Certificate
from portal.calendar import now, set_clock
from portal.people.invented import invented_uscc
from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import Office, ReviewTask, Seat
from review.services.deciding import decide_task
from tests.applications.filling import picture
from tests.builders import make_application, make_person, make_unit
from units.models import LegacyUnit, Unit

ZONE = dt.timezone(dt.timedelta(hours=8))
RECOGNISED = dt.date(2024, 11, 3)
FIRST_DAY = dt.date(2026, 10, 3)
LAST_DAY = dt.date(2026, 11, 2)
NAME = "乐明哲"
ANSWERS = {
    "post": "无",
    "degree": "master",
    "degree_major": "机械工程",
    "title": "",
    "category": "D",
    "reasons": "获奖",
}


def on(day: dt.date) -> AbstractContextManager[None]:
    """Let it be the morning of a day."""
    return set_clock(dt.datetime.combine(day, dt.time(9, 30), ZONE))


@functools.cache
def scheme(name: str) -> Scheme:
    """Read one of the two, once a run."""
    return load_scheme(Path(__file__).resolve().parent / name)


@dataclass
class Renewing:
    """The portal: both schemes, two units with their administrators, a person, a reviewer."""

    tenant: Tenant
    recognition: SchemeVersion
    refiling: SchemeVersion
    unit: Unit
    keeper: User
    other_unit: Unit
    other_keeper: User
    person: User
    reviewer: User

    def recognise(self, day: dt.date = RECOGNISED, **answers: Any) -> Application:
        """Have the person recognised on a day, through the whole way."""
        with on(day):
            case = start_application(version=self.recognition, user=self.person, agreed=True, language="zh-hans")
            self.save(case, **{**ANSWERS, "work_unit": self.unit.public_id, **answers})
            self.put(case, "identity")
            return self.approve(self.submit(case))

    def begin(self, user: User | None = None) -> Application:
        return start_application(version=self.refiling, user=user or self.person, agreed=True, language="zh-hans")

    def renew(self, day: dt.date, **answers: Any) -> Application:
        """Have the recognition renewed on a day, with whatever it takes."""
        with on(day):
            case = self.begin()
            self.save(case, **answers)
            for slot in ("contract", "degree_proof"):
                self.put(case, slot)
            return self.approve(self.submit(case))

    def save(self, case: Application, **answers: Any) -> Application:
        return save_answers(application_id=case.pk, user=case.applicant, answers=answers)

    def submit(self, case: Application) -> Application:
        submit_application(application_id=case.pk, user=case.applicant)
        return fresh(case)

    def approve(self, case: Application) -> Application:
        task = ReviewTask.objects.get(application=case, state="OPEN")
        decide_task(task_id=task.pk, user=self.reviewer, decision="pass", words="同意")
        return fresh(case)

    def put(self, case: Application, slot: str, name: str = "扫描件.jpg") -> Attachment:
        upload = SimpleUploadedFile(name, picture())
        return add_attachment(application_id=case.pk, user=case.applicant, slot=slot, upload=upload)

    def imported(self, day: dt.date = RECOGNISED, **facts: Any) -> Application:
        """A recognition of the former site, under a unit's account that nobody has claimed yet."""
        with on(day):
            moment, person = now(), self.person
            legacy = LegacyUnit.objects.create(
                account="dw0001", name="旧示例公司", uscc=invented_uscc(9_001), imported_at=moment
            )
            case = make_application(
                self.tenant,
                self.recognition,
                applicant=person,
                legacy_unit=legacy,
                state="approved",
                claimed_category="D",
                determined_category="D",
                submitted_at=moment,
                decided_at=moment,
                **facts,
            )
            own = {"name": person.name, "id_type": person.id_type, "id_number": person.id_number}
            answers = {**ANSWERS, **own, "work_unit": legacy.name}
            Submission.objects.create(
                application=case,
                number=1,
                answers=answers,
                attachments=[],
                content_hash="0" * 64,
                submitted_by=person,
                submitted_at=moment,
            )
        certificate_of_former_site(case, day)
        return fresh(case)


def certificate_of_former_site(case: Application, day: dt.date) -> Certificate:
    words = {"zh": "人才认定证书", "en": "Certificate"}
    content = {"title": words, "unit": "旧示例公司", "category": {"code": "D", "zh": "D", "en": "D"}, "bureau": words}
    made: Certificate = Certificate.objects.create(
        application=case,
        number=f"旧{day:%Y%m%d}{case.pk}",
        holder=case.applicant,
        holder_name=case.applicant.name,
        content=content,
        issued_on=day,
        valid_until=dt.date(day.year + 2, day.month, day.day) - dt.timedelta(days=1),
        is_imported=True,
    )
    return made


def fresh(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


def certificate_of(case: Application) -> Certificate:
    found: Certificate = Certificate.objects.get(application=case)
    return found


def make_renewing(tenant: Tenant) -> Renewing:
    """Set all of it up in the current tenant."""
    keeper, other_keeper = make_person(tenant, name="何人事"), make_person(tenant, name="另一人事")
    reviewer = make_person(tenant, name="王审核")
    office = Office.objects.create(code="bureau", name_zh="人社局", kind="bureau", tier="city")
    Seat.objects.create(office=office, user=reviewer)
    return Renewing(
        tenant=tenant,
        recognition=publish_scheme(scheme=scheme("recognition"))[0],
        refiling=publish_scheme(scheme=scheme("refiling"))[0],
        unit=make_unit(tenant, "示例大学", administrator=keeper),
        keeper=keeper,
        other_unit=make_unit(tenant, "另一示例公司", administrator=other_keeper),
        other_keeper=other_keeper,
        person=make_person(tenant, name=NAME),
        reviewer=reviewer,
    )
