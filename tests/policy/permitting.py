"""The part of the world that units apply for: their own case that is filled in, one that an office has, and a declared person.

The unit's own were begun by somebody who acts for it no longer. The form's page and slot are called as the matrix asks for them.
"""

from __future__ import annotations

from typing import Any

from applications.models import Application
from applications.scheme import Scheme
from applications.services.drafts import fill_in
from applications.services.publishing import publish_scheme
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.builders import make_application, make_person
from tests.permitting import scheme
from units.models import Unit

BEGUN = "own_matter"
"""What no unit has applied for yet."""


def publish_own_matters() -> None:
    """Publish what units apply for themselves, of which no case is made."""
    publish_scheme(scheme=_scheme(BEGUN))


def unit_case(tenant: Tenant, unit: Unit, begun_by: User, *, mark: str, key: str) -> Application:
    """Make a case of a unit's own, so complete that it can be submitted but for its file."""
    return _case(tenant, _scheme(key), applicant=begun_by, unit=unit, mark=mark, subject="unit")


def declared_case(tenant: Tenant, unit: Unit, *, mark: str) -> Application:
    """Make a case that a unit entered for somebody who has no account, where only units fill in and submit."""
    declaration = _scheme("declared").model_copy(update={"subject": "person", "valid_months": None})
    return _case(tenant, declaration, applicant=make_person(tenant), unit=unit, mark=mark)


def _case(tenant: Tenant, scheme: Scheme, *, mark: str, **facts: Any) -> Application:
    answers = {"contact_phone": "15400000021", "major": f"简{mark}介"}
    by_unit = {"entered_by": "unit", "submitted_by": "unit"}
    case = make_application(tenant, publish_scheme(scheme=scheme)[0], answers=answers, **by_unit, **facts)
    fill_in(case)
    case.save()
    return case


def _scheme(key: str) -> Scheme:
    found = scheme("permission")
    basics, _taxes, _attachments = found.sections
    fields = tuple(one.model_copy(update={"key": "major"}) if one.key == "profile" else one for one in basics.fields)
    page = basics.model_copy(update={"key": "personal_information", "fields": fields, "slots": True})
    slot = found.slots[0].model_copy(update={"key": "nb_photo"})
    stage = found.stages[0].model_copy(
        update={"offices": (found.stages[0].offices[0].model_copy(update={"code": "bureau"}),)}
    )
    changes = {"scheme": key, "sections": (page,), "slots": (slot,), "stages": (stage,), "notices": {}}
    return found.model_copy(update=changes)
