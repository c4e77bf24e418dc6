"""Who may read the log."""

from __future__ import annotations

from portal.people.models import User
from portal.people.queries import belongs_here


def may_read_audit(user: User) -> bool:
    """Whether this person reads the current tenant's log. To all others its pages do not exist."""
    return user.is_authenticated and user.is_active and user.is_staff and belongs_here(user)
