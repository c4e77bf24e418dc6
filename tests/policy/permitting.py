"""The part of the world that units apply for themselves: a case that is filled in, and one that an office has.

Both were begun by somebody who acts for the unit no longer. The form's page and slot are called as the matrix asks for them.
"""

from __future__ import annotations

from applications.models import Application
from applications.scheme import Scheme
from applications.services.drafts import fill_in
from applications.services.publishing import publish_scheme
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.builders import make_application
from tests.permitting import scheme
from units.models import Unit

BEGUN = "own_matter"
"""What no unit has applied for yet."""


def publish_own_matters() -> None:
    """Publish what units apply for themselves, of which no case is made."""
    publish_scheme(scheme=_scheme(BEGUN))


def unit_case(tenant: Tenant, unit: Unit, begun_by: User, *, mark: str, key: str) -> Application:
    """Make a case of a unit's own, so complete that it can be submitted but for its file."""
    version = publish_scheme(scheme=_scheme(key))[0]
    case = make_application(
        tenant,
        version,
        applicant=begun_by,
        unit=unit,
        subject="unit",
        entered_by="unit",
        submitted_by="unit",
        answers={"contact_phone": "15400000021", "major": f"简{mark}介"},
    )
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
