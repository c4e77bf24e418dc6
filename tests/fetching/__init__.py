"""A portal whose form can fetch documents from a service that really listens: `make_insured` sets it up."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.fetching.standin import LocalDocuments
from applications.models import Application, Attachment, DocumentService, Fetch, SchemeVersion
from applications.queries import present_attachments
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers, start_application
from applications.services.fetching import ask_for_document, fetch_document
from applications.services.publishing import publish_scheme
from portal.people.invented import invented_id_number
from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import Office, Seat
from tests.applications.filling import picture
from tests.builders import make_person, make_unit
from units.models import Unit

SERVICE = "social_insurance"
HINT = "点击“自动获取”可自动上传参保证明，自动获取失败请自行上传"


@functools.cache
def insured() -> Scheme:
    """Read it, once a run."""
    return load_scheme(Path(__file__).resolve().parent)


@dataclass
class Insured:
    """Somebody of a unit who fills in the form, and the service that knows them."""

    documents: LocalDocuments
    row: DocumentService
    version: SchemeVersion
    person: User
    unit: Unit
    case: Application

    def ask(self, slot: str = "insurance") -> Fetch | None:
        return ask_for_document(application_id=self.case.pk, user=self.person, slot=slot)

    def fetched(self, slot: str = "insurance", fault: str = "") -> Fetch:
        """Have the service asked, and misbehave as `fault` says; return the try as it ended."""
        self.documents.faults = {self.number: fault} if fault else {}
        fetch = self.ask(slot)
        assert fetch is not None
        fetch_document(fetch_id=fetch.pk)
        return Fetch.objects.get(pk=fetch.pk)

    def files(self, slot: str = "insurance") -> list[Attachment]:
        return list(present_attachments(Application.objects.get(pk=self.case.pk)).filter(slot=slot))

    def upload(self, slot: str = "insurance", colour: str = "#6fa0c8") -> Attachment:
        upload = SimpleUploadedFile("自己上传.jpg", picture(colour=colour))
        return add_attachment(application_id=self.case.pk, user=self.person, slot=slot, upload=upload)

    @property
    def number(self) -> str:
        assert self.person.id_number
        return self.person.id_number


def make_insured(tenant: Tenant, documents: LocalDocuments, **service: Any) -> Insured:
    """Set all of it up in the current tenant, with the form filled in but for its files."""
    person, reviewer = make_person(tenant, name="顾明远"), make_person(tenant, name="王审核")
    office = Office.objects.create(code="bureau", name_zh="人社局", kind="bureau", tier="city")
    Seat.objects.create(office=office, user=reviewer)
    unit = make_unit(tenant, "示例科技公司")
    version = publish_scheme(scheme=insured())[0]
    case = start_application(version=version, user=person, agreed=True, language="zh-hans")
    typed = {"name": "另一人", "id_number": invented_id_number(7_900_001), "work_unit": unit.public_id}
    case = save_answers(application_id=case.pk, user=person, answers=typed)
    documents.people = {str(person.id_number): {"id_number": person.id_number, "name": person.name, "uscc": unit.uscc}}
    given = {"address": documents.address, "secret": documents.secret, "seconds": 5} | service
    row = DocumentService.objects.create(key=SERVICE, name_zh="社保服务", name_en="Insurance service", **given)
    return Insured(documents, row, version, person, unit, case)
