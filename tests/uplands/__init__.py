"""A second portal for tests: three tiers of departments, which open units; see its `tenant.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client

from portal.people.models import User
from portal.tenants.models import Tenant
from review.models import Office, Seat
from tests.builders import make_person, make_unit, sign_in
from units.models import Unit

FOLDER = Path(__file__).resolve().parent
HOST = "uplands.localhost"
XINGQING, XIXIA, YINCHUAN, REGION = "640104", "640105", "640100", "640000"


def make_handler(tenant: Tenant, *codes: str, **fields: Any) -> User:
    """Make a handling user of these departments."""
    user = make_person(tenant, **fields)
    for code in codes:
        Seat.objects.create(office=Office.objects.get(code=code), user=user)
    return user


def make_local_unit(tenant: Tenant, name: str = "", *, region: str = XINGQING, **facts: Any) -> Unit:
    """Make a unit that has named its region."""
    unit = make_unit(tenant, name, location_district=XINGQING, tax_district="", kind="institution", **facts)
    unit.region = region
    unit.save(update_fields=["region"])
    return unit


def browser_of(user: User | None) -> Client:
    client = Client(headers={"host": HOST})
    return sign_in(client, user) if user else client


def statement(unit: Unit, **changes: Any) -> dict[str, Any]:
    """What an administrator types into the unit's information; the unit is its own superior."""
    typed = {
        "address": "兴庆区示例路1号",
        "head": "马负责",
        "head_mobile": "15400000021",
        "unit_type": "5",
        "affiliation": "50",
        "economic_type": "110",
        "industry": "Q",
        "admin_superior": unit.public_id,
        "industry_superior": unit.public_id,
        "region": XINGQING,
    }
    return {f"field:{key}": value for key, value in (typed | changes).items()}
