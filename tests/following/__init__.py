"""A scheme whose approved cases are handed on: `publish_following` puts it in force, `approved` makes such a case."""

from __future__ import annotations

import functools
import itertools
from pathlib import Path
from typing import Any

from applications.models import Application, SchemeVersion, Submission
from applications.queries import digest
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.publishing import publish_scheme
from portal.calendar import now
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office, Seat
from review.queries.following import FollowUpDesk, desks_of
from tests.builders import make_application, make_person
from units.models import Unit

_numbers = itertools.count(1)
OFFICES = {"service": ("人才服务处", "department"), "talents": ("人才办", "talent_office")}


@functools.cache
def following() -> Scheme:
    """Read it, once a run."""
    return load_scheme(Path(__file__).resolve().parent)


def publish_following(tenant: Tenant, **changes: Any) -> SchemeVersion:
    """Publish it for a tenant, with its offices; `changes` replace parts of it."""
    with tenant_scope(tenant):
        for code, (name, kind) in OFFICES.items():
            facts = {"name_zh": name, "kind": kind, "tier": "city"}
            Office.objects.get_or_create(code=code, defaults=facts)
        return publish_scheme(scheme=following().model_copy(update=changes))[0]


def officer_of(tenant: Tenant, code: str = "talents", **fields: Any) -> User:
    """Give somebody a seat in one of the offices."""
    with tenant_scope(tenant):
        user = make_person(tenant, **fields)
        Seat.objects.create(office=Office.objects.get(code=code), user=user)
    return user


def desk_of(user: User) -> FollowUpDesk:
    [desk] = desks_of(user)
    return desk


def approved(version: SchemeVersion, unit: Unit, name: str = "", **fields: Any) -> Application:
    """Make an approved case of somebody whom the unit declared, as it was submitted."""
    person = make_person(version.tenant, name=name or f"引进{next(_numbers)}")
    answers = {"name": person.name, "id_number": person.id_number, "degree": "2", "school": "某大学"}
    values = {
        "applicant": person,
        "unit": unit,
        "entered_by": "unit",
        "submitted_by": "unit",
        "state": "approved",
        "label_zh": "已完成",
        "label_en": "Completed",
        "stage": "again",
        "submitted_at": now(),
        "decided_at": now(),
        "answers": answers | fields.pop("answers", {}),
    }
    application = make_application(version.tenant, version, **values | fields)
    with tenant_scope(version.tenant):
        Submission.objects.create(
            application=application,
            number=1,
            answers=application.answers,
            attachments=[],
            unit_facts=unit.facts,
            content_hash=digest(application.answers),
            submitted_by=person,
            submitted_at=now(),
        )
    return application
