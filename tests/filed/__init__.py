"""A scheme that persons file in two steps and units report: `make_filed` sets it up, a `Filed` files and reports."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, Attachment, SchemeVersion
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers, start_application
from applications.services.filing import save_files, save_form
from applications.services.publishing import publish_scheme
from applications.services.reporting import Outcome, report_cases
from portal.people.identity import check_id_number
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, ReviewTask, Seat
from review.services.deciding import decide_task
from tests.applications.filling import picture
from tests.builders import make_person, make_unit
from units.models import Unit


@functools.cache
def filed() -> Scheme:
    """Read it, once a run."""
    return load_scheme(Path(__file__).resolve().parent)


@dataclass
class Filed:
    """The portal: a unit with its administrator, a reviewer, and a person of the unit."""

    tenant: Tenant
    version: SchemeVersion
    unit: Unit
    keeper: User
    reviewer: User
    person: User

    def begun(self, by: User | None = None) -> Application:
        return start_application(version=self.version, user=by or self.person, agreed=True, language="zh-hans")

    def typed(self, case: Application, **answers: Any) -> Application:
        """Type what the form asks, or only `answers`."""
        return save_answers(application_id=case.pk, user=case.applicant, answers=answers or self.answers())

    def answers(self, **changes: Any) -> dict[str, Any]:
        return {"unit": self.unit.public_id, "post": "电焊工", "level": "D", "since": "2015-03-01"} | changes

    def put(self, case: Application, slot: str = "sealed", colour: str = "#6fa0c8") -> Attachment:
        upload = SimpleUploadedFile("盖章页.jpg", picture(colour=colour))
        return add_attachment(application_id=case.pk, user=case.applicant, slot=slot, upload=upload)

    def form_saved(self, case: Application | None = None, **answers: Any) -> Application:
        case = self.typed(case or self.begun(), **self.answers(**answers))
        return save_form(application_id=case.pk, user=case.applicant)

    def files_saved(self, case: Application | None = None, **answers: Any) -> Application:
        case = self.form_saved(case, **answers)
        self.put(case)
        return save_files(application_id=case.pk, user=case.applicant)

    def report(self, *cases: Application, by: User | None = None, **changes: Any) -> list[Outcome]:
        """Report as the unit's page would that showed these cases as they are here."""
        chosen = {case.public_id: case.revision for case in cases}
        return report_cases(user=by or self.keeper, chosen=chosen, **{"is_vouched_for": True} | changes)

    def reported(self) -> Application:
        case = self.files_saved()
        [outcome] = self.report(case)
        assert outcome.is_done, outcome.reason
        return fresh(case)

    def returned(self, words: str = "职务不清楚") -> Application:
        """A case that the office has given back."""
        case = self.reported()
        task = ReviewTask.objects.get(application=case, state="OPEN")
        remarks = [("field:post", words)]
        decide_task(task_id=task.pk, user=self.reviewer, decision="return", words=words, remarks=remarks)
        return fresh(case)

    def another_unit(self, name: str = "另一示例公司") -> tuple[Unit, User]:
        keeper = make_person(self.tenant, name="另一人事")
        return make_unit(self.tenant, name, administrator=keeper), keeper


def make_filed(tenant: Tenant, **changes: Any) -> Filed:
    """Set all of it up in the current tenant; `changes` replace parts of the scheme."""
    office, _made = Office.objects.get_or_create(
        code="bureau", defaults={"name_zh": "人社局", "kind": "bureau", "tier": "city"}
    )
    reviewer, keeper = make_person(tenant, name="王审核"), make_person(tenant, name="何人事")
    Seat.objects.create(office=office, user=reviewer)
    with tenant_scope(tenant):
        version = publish_scheme(scheme=filed().model_copy(update=changes))[0]
    unit = make_unit(tenant, "示例科技公司", administrator=keeper)
    return Filed(tenant, version, unit, keeper, reviewer, make_somebody(tenant, "市秀强", 7_900_001))


def make_somebody(tenant: Tenant, name: str, number: int) -> User:
    """Make a person whose sex is what the number says."""
    facts = check_id_number("CN_ID", invented_id_number(number))
    assert facts.sex is not None
    return make_person(tenant, name=name, id_number=invented_id_number(number), sex=facts.sex.value)


def fresh(case: Application) -> Application:
    found: Application = Application.objects.get(pk=case.pk)
    return found
