"""Plain functions that build what tests need, with as much as possible left to their defaults."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import itertools
import time
from pathlib import Path
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from applications.models import Application, Attachment, SchemeVersion
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.publishing import publish_scheme
from portal.calendar import now
from portal.people.choices import IdType
from portal.people.invented import invented_id_number, invented_phone, invented_uscc
from portal.people.models import User
from portal.privacy.services.agreeing import agree_to_present_notice
from portal.tenants.models import Tenant, TenantHost
from portal.tenants.scope import tenant_scope
from units.choices import UnitKind, UnitLevel
from units.models import Unit
from units.services import create_unit

_numbers = itertools.count(1)

NEARBY = range(2025, 2028)
"""Years for a calendar: no test but those of the calendar itself looks at others, and all of them take their time."""


def make_tenant(slug: str = "ningbo", **fields: Any) -> Tenant:
    """Make a tenant that is found at `<slug>.localhost`."""
    names = {"name_zh": f"{slug}门户", "name_en": f"{slug} portal"}
    tenant = Tenant.objects.create(slug=slug, **names | fields)
    TenantHost.objects.create(tenant=tenant, host=f"{slug}.localhost")
    return tenant


def make_user(tenant: Tenant | None, **fields: Any) -> User:
    """Make a person of a tenant (of none: a platform operator) with a number and a name of their own."""
    number = next(_numbers)
    values: dict[str, Any] = {"name": f"测试{number}", "phone": f"+86{invented_phone(number)}"} | _role(fields)
    with tenant_scope(tenant) if tenant else contextlib.nullcontext():
        return User.objects.create_user(tenant=tenant, **values | fields)


PASSWORD = "Right-Horse-42"


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """Give a client the session of somebody who has given the password and, if nothing else is said, a code as well."""
    with tenant_scope(user.tenant) if user.tenant else contextlib.nullcontext():
        client.force_login(user, backend="portal.people.backend.TenantBackend")
    session = client.session
    session.update(marks_of(user, second_factor=second_factor))
    session.save()
    return client


def marks_of(user: User, *, second_factor: bool = True) -> dict[str, Any]:
    """Return what the sign-in leaves in a session."""
    methods = ["password", "mfa"] if second_factor else ["password"]
    moment = time.time()
    return {
        AUTHENTICATION_METHODS_SESSION_KEY: [_given(method) for method in methods],
        "account_authentication_methods_user": str(user.pk),
        "portal_session": {"token": f"test-{next(_numbers)}", "began": moment, "seen": moment},
    }


def _given(method: str) -> dict[str, Any]:
    kind = {"type": "totp"} if method == "mfa" else {}
    return {"method": method, "at": time.time(), **kind}


def make_person(tenant: Tenant, **fields: Any) -> User:
    """Make somebody who could have registered: with a checked ID number, a verified phone and `PASSWORD`."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"测试{number}",
        "phone": f"+86{invented_phone(number)}",
        "phone_verified_at": now(),
        "id_type": IdType.CN_ID,
        "id_number": invented_id_number(number),
        "password": PASSWORD,
    } | _role(fields)
    with tenant_scope(tenant):
        person = User.objects.create_user(tenant=tenant, **values | fields)
        agree_to_present_notice(user=person)
    return person


def _role(fields: dict[str, Any]) -> dict[str, Any]:
    """An administrator about whom nothing else is said keeps the tenant's tables; `role` alone makes one, too."""
    if "role" in fields:
        return {"is_staff": True}
    return {"role": "system"} if fields.get("is_staff") and not fields.get("is_superuser") else {}


def make_unit(tenant: Tenant, name: str = "", *, administrator: User | None = None, **facts: Any) -> Unit:
    """Make an open unit: a district's enterprise, if nothing else is said."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": name or f"测试单位{number}",
        "uscc": invented_uscc(number),
        "level": UnitLevel.DISTRICT,
        "kind": UnitKind.ENTERPRISE,
        "location_district": "330203",
        "tax_district": "330203",
        "contact_name": "联系人",
        "contact_phone": f"+86{invented_phone(number)}",
    }
    with tenant_scope(tenant):
        return create_unit(by=make_user(tenant), administrator=administrator, **values | facts)


@functools.cache
def scheme_of(path: str = "ningbo/recognition") -> Scheme:
    """Read a scheme of `schemes/`, once a run."""
    return load_scheme(Path(__file__).resolve().parent.parent / "schemes" / path)


def publish(tenant: Tenant, path: str = "ningbo/recognition", **changes: Any) -> SchemeVersion:
    """Publish a scheme for a tenant; `changes` replace parts of it."""
    with tenant_scope(tenant):
        return publish_scheme(scheme=scheme_of(path).model_copy(update=changes))[0]


def make_application(tenant: Tenant, version: SchemeVersion | None = None, **fields: Any) -> Application:
    """Make a case that stands in any state without having gone the way there."""
    applicant = fields.pop("applicant", None) or make_person(tenant)
    values: dict[str, Any] = {"applicant_name": applicant.name, "created_at": now(), "saved_at": now()}
    with tenant_scope(tenant):
        values["version"] = version or publish(tenant)
        return Application.objects.create(applicant=applicant, **values | fields)


def make_picture(*, size: tuple[int, int] = (413, 579), colour: str = "#6fa0c8") -> bytes:
    """Draw a plain JPEG, by default as large as a two-inch photo."""
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, "JPEG")
    return drawn.getvalue()


def make_attachment(application: Application, slot: str, content: bytes = b"", name: str = "photo.jpg") -> Attachment:
    """Put a file into a slot, a picture if no other content is given."""
    content = content or make_picture()
    with tenant_scope(application.tenant):
        return Attachment.objects.create(
            application=application,
            slot=slot,
            file=ContentFile(content, name),
            original_name=name,
            content_type="image/jpeg",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            uploaded_by=application.applicant,
            uploaded_at=now(),
        )
