"""Who may read the log."""

from __future__ import annotations

from portal.people.choices import AdminRole
from portal.people.models import User
from portal.people.policies import holds


def may_read_audit(user: User) -> bool:
    """Whether this person reads the current tenant's log. To all others its pages do not exist."""
    return user.is_authenticated and holds(user, AdminRole.AUDIT)
