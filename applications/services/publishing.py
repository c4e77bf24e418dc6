"""Publishing a scheme: its content is frozen as the next version of its tenant; cases begun earlier keep theirs."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction

from applications.models import SchemeVersion
from applications.queries import ENDS, current_version
from applications.scheme import Scheme
from portal.audit.services import record_event
from portal.calendar import now
from portal.documents import DocumentFault, check_template
from portal.people.models import User
from portal.tenants.models import Tenant
from portal.tenants.remembering import forget
from portal.tenants.scope import current_tenant


class UnableToPublish(Exception):
    """The package can be read but not used: one of its templates has a fault, or what it needs is not there."""


@transaction.atomic
def publish_scheme(*, scheme: Scheme, by: User | None = None) -> tuple[SchemeVersion, bool]:
    """Store a scheme as the current tenant's newest version; return it and whether it is new.

    Content equal to the newest version's publishes nothing. Going back to an older content makes a new version, so
    that the newest number is always the one in force. Raises UnableToPublish.
    """
    require_usable_templates(scheme)
    require_what_it_needs(scheme)
    # Two publications of a tenant come one after the other, or both would take the same number.
    Tenant.objects.select_for_update().get(pk=current_tenant().pk)
    content = content_of(scheme)
    newest, content_hash = current_version(scheme.scheme), hash_of(content)
    if newest is not None and newest.content_hash == content_hash:
        return newest, False
    return _store(scheme.scheme, newest.number + 1 if newest else 1, content, content_hash, by), True


def content_of(scheme: Scheme) -> dict[str, Any]:
    """Return what a version keeps: what the files say, templates included, and no defaults of this software's."""
    return scheme.model_dump(mode="json", exclude_unset=True)


def hash_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, which does not depend on the order of keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def require_usable_templates(scheme: Scheme) -> None:
    """Raise UnableToPublish for the first template that could never be printed."""
    for name, text in scheme.files.items():
        try:
            check_template(text)
        except DocumentFault as error:
            raise UnableToPublish(f"{name}: {error}") from error


def require_what_it_needs(scheme: Scheme) -> None:
    """Raise UnableToPublish unless what a unit has to hold, and what is renewed, was published by the tenant before."""
    if scheme.needs is not None:
        _require_published("needs", scheme.needs, subject="unit")
    if scheme.renews is not None:
        _require_published("renews.scheme", scheme.renews.scheme, subject="person")


def _require_published(place: str, key: str, *, subject: str) -> None:
    found = current_version(key)
    if found is None or found.scheme.subject != subject:
        raise UnableToPublish(
            f"{place}: {key} is no scheme with `subject: {subject}` that this tenant has published; publish it first"
        )


def _store(key: str, number: int, content: dict[str, Any], content_hash: str, by: User | None) -> SchemeVersion:
    version: SchemeVersion = SchemeVersion.objects.create(
        key=key, number=number, content=content, content_hash=content_hash, published_at=now(), published_by=by
    )
    forget(ENDS)
    record_event(action="scheme.published", target=version, actor=by, words=str(version), detail={"hash": content_hash})
    return version
