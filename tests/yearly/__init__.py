"""A portal whose units declare people in yearly rounds: `make_yearly` sets it up, `declare` begins a case."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application, Attachment, SchemeVersion
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.scheme.parts import Round
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers
from applications.services.entering import enter_case
from applications.services.publishing import publish_scheme
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, Seat
from tests.applications.filling import picture
from tests.builders import make_person, make_unit
from units.models import Unit

NUMBER = invented_id_number(7_800_001)
NAME = "乐明哲"


@functools.cache
def yearly() -> Scheme:
    """Read it, once a run."""
    return load_scheme(Path(__file__).resolve().parent)


@dataclass
class Yearly:
    tenant: Tenant
    version: SchemeVersion
    unit: Unit
    keeper: User
    reviewer: User

    def declare(self, number: str = NUMBER, name: str = NAME, **more: Any) -> Application:
        words: dict[str, Any] = {"version": self.version, "unit": self.unit, "by": self.keeper} | more
        return enter_case(id_type="CN_ID", id_number=number, name=name, informed=True, **words)

    def another_unit(self, name: str = "另一示例公司") -> dict[str, Any]:
        """Return what `declare` needs to declare for another unit."""
        keeper = make_person(self.tenant, name="另一人事")
        return {"unit": make_unit(self.tenant, name, administrator=keeper), "by": keeper}

    def complete(self, case: Application, **answers: Any) -> Application:
        """Answer everything and put a file into each slot that asks for one."""
        given = {"title": "无", "grounds": ["patents"], "patents": "2"} | answers
        case = save_answers(application_id=case.pk, user=self.keeper, answers=given)
        for number, slot in enumerate(("insurance", "pledge", "patent_proofs", "patent_proofs")):
            self.put(case, slot, f"扫描件{number}.jpg", colour=f"#{number}{number}a0c8")
        return Application.objects.get(pk=case.pk)

    def put(self, case: Application, slot: str, name: str = "图片.jpg", colour: str = "#6fa0c8") -> Attachment:
        upload = SimpleUploadedFile(name, picture(colour=colour))
        return add_attachment(application_id=case.pk, user=self.keeper, slot=slot, upload=upload)


def publish_yearly(tenant: Tenant, *, round_name: str = "", **changes: Any) -> SchemeVersion:
    """Publish it; with `round_name` for another round, open as long as one likes."""
    changes |= {"round": Round(name=round_name)} if round_name else {}
    with tenant_scope(tenant):
        return publish_scheme(scheme=yearly().model_copy(update=changes))[0]


def make_yearly(tenant: Tenant, **changes: Any) -> Yearly:
    """Set all of it up in the current tenant."""
    keeper, reviewer = make_person(tenant, name="何人事"), make_person(tenant, name="王审核")
    office, _made = Office.objects.get_or_create(
        code="bureau", defaults={"name_zh": "人社局", "kind": "bureau", "tier": "city"}
    )
    Seat.objects.create(office=office, user=reviewer)
    unit = make_unit(tenant, "示例科技公司", administrator=keeper)
    return Yearly(tenant, publish_yearly(tenant, **changes), unit, keeper, reviewer)
