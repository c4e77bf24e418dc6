"""The part of the world that units see where they open themselves: licences in each state, and the rule that says so."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.calendar import now
from portal.people.invented import invented_uscc
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_picture
from units.models import Certification, Unit
from units.queries import current_rules
from units.services import publish_unit_rules

STATES = ("READ", "UNREADABLE", "PASSED")


def licences(person: User, unit: Unit, *, mark: str) -> list[Certification]:
    """One licence of the person in each state that matters."""
    return [_licence(person, unit, state, mark) for state in STATES]


def _licence(person: User, unit: Unit, state: str, mark: str) -> Certification:
    content = make_picture()
    made = Certification(
        user=person,
        unit=unit if state == "PASSED" else None,
        state=state,
        content_type="image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        read_name=f"照{mark}名",
        read_from="ocr" if state != "UNREADABLE" else "",
        created_at=now(),
        tenant=unit.tenant,
    )
    made.file.save("licence.jpg", ContentFile(content), save=False)
    made.save()
    return made


def units_open_themselves(tenant: Tenant) -> None:
    """Let the portal's file say so for one call: in the rest of this world units ask to be opened."""
    with tenant_scope(tenant):
        rules = current_rules()
        content: dict[str, Any] = rules.content if rules else {}
        publish_unit_rules(content=content | {"certified_by_licence": True}, content_hash="by licence")


def a_licence(*_given: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("执照.jpg", make_picture(size=(600, 420)))}


def a_form(*_given: Any) -> dict[str, Any]:
    return {"name": "己测试公司", "uscc": invented_uscc(9020), "email": "hr@example.com"}
