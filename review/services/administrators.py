"""Who administers a tenant: its own people with `is_staff`, whom the sign-in backend lets manage the tenant's data."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.people.models import User
from portal.people.queries import belongs_here
from portal.policy import Refused


@transaction.atomic
def make_tenant_administrator(user: User, *, by: User | None = None) -> User:
    """Let a person of the current tenant into its administration; twice is no fault. `by` is None for setting up."""
    if user.tenant_id is None or not belongs_here(user):
        raise Refused(_("只能指定本门户的账号为管理员。"))
    person: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not person.is_staff:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
        record_event(action="administrator.made", target=person, actor=by)
    return person
