"""Filling in the form as an applicant would, through the services."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from applications.checking import faults_of
from applications.models import Application, Attachment, CatalogueCategory, CatalogueCondition, SchemeVersion
from applications.services.attachments import add_attachment
from applications.services.drafts import save_answers, start_application
from portal.people.identity import check_id_number
from portal.people.models import User
from tests.builders import sign_in
from units.models import Unit

SLOTS = ("nb_photo", "nb_identity", "nb_contract", "nb_highest_degree", "nb_chsi_proof", "nb_form_sealed")


def client_of(user: User | None = None) -> Client:
    client = Client(headers={"host": "ningbo.localhost"})
    if user is not None:
        sign_in(client, user)
    return client


def begin(version: SchemeVersion, user: User) -> Application:
    return start_application(version=version, user=user, agreed=True, language="zh-hans")


def make_catalogue() -> CatalogueCategory:
    """Two categories: E with a condition that needs no evidence and one that does, D with one."""
    first = CatalogueCategory.objects.create(scheme_key="recognition", code="E", name_zh="高级人才", name_en="Senior")
    other = CatalogueCategory.objects.create(
        scheme_key="recognition", code="D", name_zh="拔尖人才", name_en="Top-notch"
    )
    CatalogueCondition.objects.create(category=first, code="E1", text_zh="具有博士学位", needs_evidence=False)
    CatalogueCondition.objects.create(category=first, code="E2", text_zh="副高级职称", needs_evidence=True)
    CatalogueCondition.objects.create(category=other, code="D1", text_zh="正高级职称", needs_evidence=True)
    return first


def answers_for(user: User, unit: Unit | None, **changes: Any) -> dict[str, Any]:
    """What a complete form of Ningbo's recognition holds."""
    facts = check_id_number(user.id_type, user.id_number)
    assert facts.birth_date is not None
    assert facts.sex is not None
    answers = {
        "sex": facts.sex.value,
        "birth_date": facts.birth_date.isoformat(),
        "nationality": "CHN",
        "ethnicity": "",
        "political_status": "",
        "mobile": user.phone,
        "work_unit": unit.public_id if unit else "",
        "full_time_intro_date": "2024-03-01",
        "social_insurance_ningbo": True,
        "highest_education": "11",
        "highest_degree": "doctor",
        "degree_origin": "domestic",
        "graduate_school": "浙江大学",
        "major": "机械工程",
        "title": "",
        "by_senior_title": False,
        "claimed_category": "E",
        "claimed_condition": "E1",
        "equivalent_claim": False,
        "unit_publicity_start": "2026-10-20",
        "unit_publicity_end": "2026-10-26",
    }
    return answers | changes


def fill(application: Application, unit: Unit, **changes: Any) -> Application:
    """Answer everything, with a catalogue to answer from."""
    if not CatalogueCategory.objects.exists():
        make_catalogue()
    answers = answers_for(application.applicant, unit, **changes)
    return save_answers(application_id=application.pk, user=application.applicant, answers=answers)


def complete(application: Application, unit: Unit, **changes: Any) -> Application:
    """Answer everything and put a picture into each slot that asks for one."""
    application = fill(application, unit, **changes)
    for slot in SLOTS:
        put(application, slot)
    assert faults_of(application) == []
    return application


def put(application: Application, slot: str, content: bytes | None = None, name: str = "图片.jpg") -> Attachment:
    upload = SimpleUploadedFile(name, content if content is not None else picture())
    return add_attachment(application_id=application.pk, user=application.applicant, slot=slot, upload=upload)


def picture(size: tuple[int, int] = (600, 840), colour: str = "#6fa0c8", kind: str = "JPEG") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind)
    return drawn.getvalue()
