"""Three administrators of a tenant, none of whom can hide what they do (三员分立).

The system administrator keeps the portal's tables, the security administrator accounts, seats, roles and locks, the
audit administrator reads the log. A person holds one role at most, and reviews nothing while holding it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record_event
from portal.people.choices import AdminRole
from portal.people.delivery import tell_person
from portal.people.models import User
from portal.people.policies import may_secure_reason
from portal.people.queries import belongs_here, people
from portal.people.services import end_other_sessions
from portal.policy import Refused, require

Bar = Callable[[User], str | None]

_bars: list[Bar] = []
_keepers: dict[str, str] = {}


def register_bar(bar: Bar) -> None:
    """Add a reason why somebody cannot administer, e.g. that they decide cases."""
    if bar not in _bars:
        _bars.append(bar)


def keep_for(role: str, *tables: str) -> None:
    """Let only this role open these tables of the administration: an app's label, or `app_label.model`."""
    _keepers.update(dict.fromkeys(tables, role))


def keeper_of(model: str) -> str:
    """Return the role that opens a table in the administration: the system administrator's, if nobody said more."""
    return _keepers.get(model) or _keepers.get(model.partition(".")[0]) or AdminRole.SYSTEM


def holders_of(role: str) -> list[User]:
    return list(people().filter(role=role, is_active=True).order_by("id"))


def why_not_appoint(person: User) -> str | None:
    """Return why this person cannot become an administrator of the current tenant."""
    if person.tenant_id is None or not belongs_here(person):
        return _("只能指定本门户的账号为管理员。")
    return next((reason for bar in _bars if (reason := bar(person))), None)


@transaction.atomic
def appoint(*, person: User, role: str, by: User | None) -> User:
    """Give a person a role; `by` is None for a command on the server. Raises Refused for a second role."""
    if by is not None:
        require(may_secure_reason(by, person))
    require(why_not_appoint(person))
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.role == role:
        return person
    if person.role:
        held = person.get_role_display()
        raise Refused(_("%(name)s 已是%(role)s，一人只能担任一种管理员；请先免去。") % {"name": person, "role": held})
    return _change(person, role, by)


@transaction.atomic
def dismiss(*, person: User, by: User) -> User:
    """Take a role away, at once and on every device. The last security administrator stays."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    require(may_secure_reason(by, person))
    if person.role == AdminRole.SECURITY and len(holders_of(AdminRole.SECURITY)) < 2 and not by.is_superuser:
        raise Refused(_("这是本门户唯一的安全管理员，请先指定另一位。"))
    return _change(person, "", by) if person.role else person


def _change(person: User, role: str, by: User | None) -> User:
    before, person.role, person.is_staff = person.role, role, bool(role)
    person.save(update_fields=["role", "is_staff"])
    end_other_sessions(person=person, by=by)
    record_event(action="role.changed", target=person, actor=by, detail={"before": before, "after": role})
    tell_person("role_changed", person=person, role=str(person.get_role_display() or _("不再担任管理员")))
    return person
