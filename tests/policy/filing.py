"""The part of the world that a person files in two steps: typing, saved, and reported by the unit; and the list of these.

The form's page and slot are called as the matrix asks for them.
"""

from __future__ import annotations

from applications.models import Application
from applications.scheme import Scheme
from applications.services.drafts import fill_in
from applications.services.progress import reach
from applications.services.publishing import publish_scheme
from portal.people.models import User
from portal.tenants.models import Tenant
from tests.builders import make_application
from tests.filed import filed
from units.models import Unit

FILED = "filed"
"""The scheme by which it is filed in the portal that is asked."""
WORDS = {"go": "save:files", "text_zh:files": "交到人事处", "text_en:files": ""}
STATES = {"unsaved": "", "unreported": "files", "reported": "files"}


def filed_case(tenant: Tenant, unit: Unit, person: User, *, state: str, mark: str, key: str = FILED) -> Application:
    """Make a case that its person is still typing (`unsaved`), or that waits for the unit."""
    version = publish_scheme(scheme=_scheme(key))[0]
    answers = {"unit": unit.public_id, "major": f"职{mark}务", "level": "D"}
    case = make_application(tenant, version, applicant=person, unit=unit, answers=answers)
    fill_in(case)
    reach(case, STATES[state])
    case.save()
    return case


def publish_filed(key: str) -> None:
    """Publish it under a key that no other portal has."""
    publish_scheme(scheme=_scheme(key))


def _scheme(key: str) -> Scheme:
    scheme = filed()
    form, _files = scheme.sections
    fields = tuple(one.model_copy(update={"key": "major"}) if one.key == "post" else one for one in form.fields)
    page = form.model_copy(update={"key": "personal_information", "fields": fields, "slots": True})
    slot = scheme.slots[0].model_copy(update={"key": "nb_photo", "seals": None, "required": False})
    return scheme.model_copy(
        update={"scheme": key, "sections": (page,), "slots": (slot,), "notices": {}, "once_at_a_time": False}
    )
