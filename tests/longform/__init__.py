"""A long form in small: `publish_long_form` puts it in force."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from applications.models import Application, SchemeVersion
from applications.scheme import Scheme
from applications.scheme.loader import load_scheme
from applications.services.drafts import start_application
from applications.services.publishing import publish_scheme
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
