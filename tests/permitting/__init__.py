"""A permission that units apply for themselves, and declarations that need it: `make_permitting` sets both up."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, SchemeVersion
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers
from applications.services.entering import enter_case
from applications.services.publishing import publish_scheme
from applications.services.records import add_record
from applications.services.submitting import submit_application
from applications.services.unit_cases import begin_unit_case
from portal.people.invented import invented_id_number, invented_phone
from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import Office, ReviewTask, Seat
from review.services.deciding import decide_task
from tests.applications.filling import picture
from tests.builders import make_person, make_unit
from units.models import Unit


@functools.cache
def scheme(name: str) -> Scheme:
    """Read one of the two, once a run."""
    return load_scheme(Path(__file__).resolve().parent / name)


@dataclass
class Permitting:
    """The portal: both schemes, a unit with its administrator, a reviewer in each of the two offices."""

    tenant: Tenant
    permission: SchemeVersion
    declaration: SchemeVersion
    unit: Unit
    keeper: User
    officers: dict[str, User]

    def begun(self, by: User | None = None) -> Application:
        """Begin, or go on with, the unit's own case."""
        return begin_unit_case(version=self.permission, unit=self.unit, by=by or self.keeper)

    def filled_in(self, **changes: Any) -> Application:
        """Have the unit's own case complete."""
        case = self.begun()
        by = User.objects.filter(unit_seats__unit=self.unit, unit_seats__is_active=True).first()
        answers = {"contact_phone": invented_phone(7001), "profile": "研发机构"}
        save_answers(application_id=case.pk, user=by, answers={**answers, **_kept(case), **changes})
        if not case.attachments.filter(slot="proof", removed_at=None).exists():
            attach(case, by, "proof")
        if not fresh(case).answers.get("taxes"):
            add_record(application_id=case.pk, user=by, section="taxes", values={"year": "2011", "amount": "100"})
        return fresh(case)

    def applied(self, **changes: Any) -> Application:
        """Submit it."""
        case = self.filled_in(**changes)
        submit_application(application_id=case.pk, user=self.keeper)
        return fresh(case)

    def granted(self, **changes: Any) -> Application:
        """Submit it and have it approved."""
        return self.decided(self.applied(**changes))

    def entered(self, number: int = 6_800_001, name: str = "申报人", **answers: Any) -> Application:
        """Enter somebody, so complete that the case can be submitted."""
        case = enter_case(
            version=self.declaration,
            unit=self.unit,
            by=self.keeper,
            id_type="CN_ID",
            id_number=invented_id_number(number),
            name=name,
            informed=True,
        )
        return save_answers(
            application_id=case.pk, user=self.keeper, answers={"title": "工程师", "degree": "doctor", **answers}
        )

    def declared(self, number: int = 6_800_001, **fields: Any) -> Application:
        """Enter somebody and submit."""
        case = self.entered(number, **fields)
        submit_application(application_id=case.pk, user=self.keeper)
        return fresh(case)

    def decided(self, case: Application, decision: str = "pass", words: str = "") -> Application:
        """Let the office that holds the case decide."""
        task = ReviewTask.objects.select_related("office").get(application=case, state="OPEN")
        words = words or ("同意" if decision == "pass" else "材料不符")
        decide_task(task_id=task.pk, user=self.officers[task.office.code], decision=decision, words=words)
        return fresh(case)


def make_permitting(tenant: Tenant, **changes: Any) -> Permitting:
    """Set all of it up in the current tenant; `changes` replace parts of the permission."""
    officers = {code: _officer(tenant, code) for code in ("service", "talent")}
    permission = publish_scheme(scheme=scheme("permission").model_copy(update=changes))[0]
    declaration = publish_scheme(scheme=scheme("declaration"))[0]
    keeper = make_person(tenant, name="经办人")
    unit = make_unit(tenant, "朝晖科技有限公司", administrator=keeper)
    return Permitting(tenant, permission, declaration, unit, keeper, officers)


def _officer(tenant: Tenant, code: str) -> User:
    office, _is_new = Office.objects.get_or_create(
        code=code, defaults={"name_zh": f"{code}办公室", "kind": "bureau", "tier": "city"}
    )
    user = make_person(tenant, name=f"{code}审核人")
    Seat.objects.create(office=office, user=user)
    return user


def attach(case: Application, by: User, slot: str, colour: str = "#6fa0c8") -> None:
    upload = SimpleUploadedFile("证明.jpg", picture(colour=colour))
    add_attachment(application_id=case.pk, user=by, slot=slot, upload=upload)


def fresh(case: Application) -> Application:
    found: Application = Application.objects.get(pk=case.pk)
    return found


def _kept(case: Application) -> dict[str, Any]:
    return {key: case.answers[key] for key in ("contact_phone", "profile") if case.answers.get(key)}
