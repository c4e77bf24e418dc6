"""A long form in small: `publish_long_form` puts it in force."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from applications.models import Application, SchemeVersion
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.drafts import save_answers, start_application
from applications.services.publishing import publish_scheme
from applications.services.records import add_records
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope


@functools.cache
def long_scheme() -> Scheme:
    """Read it, once a run."""
    return load_scheme(Path(__file__).resolve().parent)


def publish_long_form(tenant: Tenant, **changes: Any) -> SchemeVersion:
    """Publish it for a tenant; `changes` replace parts of it."""
    with tenant_scope(tenant):
        return publish_scheme(scheme=long_scheme().model_copy(update=changes))[0]


def begin_long_form(person: User, **changes: Any) -> Application:
    """Begin a person's case of it."""
    assert person.tenant is not None
    version = publish_long_form(person.tenant, **changes)
    with tenant_scope(person.tenant):
        return start_application(version=version, user=person, agreed=True, language="zh-hans")


PAPER: dict[str, Any] = {"name": "稀土催化", "publisher": "化学学报", "date": "2018-11-06", "rank": "first"}
POST: dict[str, Any] = {"start": "2010-09", "employer": "银川大学", "full_time": True}
ONCE: dict[str, Any] = {
    "subject": "1101410",
    "home": "330203",
    "strengths": ["education"],
    "work_start": "2010-09",
    "specialty": "催化",
    "contact.name": "何联系",
}


def fill_long_form(application: Application, *, papers: int = 1, posts: int = 1) -> Application:
    """Answer what is asked once, and put complete records into both lists; proof is still to be uploaded."""
    person = application.applicant
    application = save_answers(application_id=application.pk, user=person, answers=ONCE)
    for section, values, count in (("papers", PAPER, papers), ("posts", POST, posts)):
        add_records(application_id=application.pk, user=person, section=section, many=[values] * count)
    return Application.objects.get(pk=application.pk)
